// The catalogue: counts and statistics as the warehouse has them, the star's references, lineage.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export default function catalogue(bench) {
  test('the star shows each table with its rows, comments and references', async () => {
    await bench.go('#/catalogue');
    await bench.page.locator('.table-box.fact').waitFor();
    for (const name of ['songplays', 'users', 'songs', 'artists', 'time']) {
      const box = bench.page.locator('.table-box', { has: bench.page.getByRole('link', { name, exact: true }) });
      const [{ n }] = bench.query(`SELECT count(*) AS n FROM ${name}`);
      assert.equal((await box.locator('.rows').getAttribute('title')).replace(/[^0-9]/g, ''), String(n), name);
    }
    await bench.page.getByText('One row a song that a user started to play').waitFor();
    await bench.page.waitForFunction(() => document.querySelectorAll('.star > svg path').length >= 4);
  });

  test('a table shows what its columns hold', async () => {
    await bench.page.getByRole('link', { name: 'users', exact: true }).click();
    const card = bench.page.getByRole('region', { name: 'level', exact: true });
    await card.waitFor();
    const [facts] = bench.query('SELECT count(DISTINCT level) AS d, min(level) AS least, max(level) AS greatest FROM users');
    assert.deepEqual(await card.locator('dd').allInnerTexts(), [String(facts.d), 'none', facts.least, facts.greatest]);
    const top = bench.query('SELECT level, count(*) AS n FROM users GROUP BY 1 ORDER BY 2 DESC, 1');
    assert.equal((await card.locator('.top-values li').first().innerText()).replace(/\s+/g, ' ').replace(/,/g, ''), `${top[0].level} ${top[0].n}`);
    await bench.page.getByRole('button', { name: 'Query it' }).click();
    await bench.page.locator('.cm-content', { hasText: 'users' }).waitFor();
  });

  test('lineage leads from the sources to the reports', async () => {
    await bench.go('#/catalogue/lineage');
    const stage = (name) => bench.page.getByRole('region', { name, exact: true });
    await stage('Sources').getByText('log_data').waitFor();
    await stage('Star').getByText('songplays', { exact: true }).waitFor();
    await stage('Reports and checks').getByText('Overview').waitFor();
    await bench.page.waitForFunction(() => document.querySelectorAll('.lineage > svg path').length >= 10);
    await stage('Sources').getByText('song_data').hover();
    await bench.page.waitForFunction(() => document.querySelectorAll('.lineage > svg path.active').length > 0);
  });
}
