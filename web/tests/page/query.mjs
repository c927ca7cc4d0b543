// The editor: a million rows, errors in place, export, plans, saved queries, history.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SCRIPT_TITLE } from './warehouses.mjs';

export default function query(bench) {
  test('a million rows: the last is reached, few are in the page', async () => {
    const { limits } = await bench.api('/api/info');
    const rows = Math.min(1_000_000, limits.rows);
    await bench.runSql(`SELECT i AS n, i * 2 AS twice FROM range(${rows}) t(i)`);
    assert.equal(await bench.rowCount(), rows);
    await bench.grid().focus();
    await bench.page.keyboard.press('Control+End');
    await bench.grid().locator(`[aria-rowindex="${rows + 1}"] .number`).first().waitFor();
    assert.deepEqual(await bench.cells(rows), [String(rows - 1), String(2 * (rows - 1))]);
    await bench.grid().evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await bench.page.waitForFunction(() => [...document.querySelectorAll('[role=gridcell]')].some((cell) => Number(cell.textContent) > 1000 && !cell.classList.contains('waiting')));
    assert.ok((await bench.grid().locator('[role=row]').count()) < 100);
  });

  test('an error is marked at its place, in the second statement and behind text that is not ASCII', async () => {
    bench.expect(/422/);
    await bench.runSql("SELECT 'é😀' AS fine;\n-- ü\nSELECT 'é😀', nonsense FROM songs");
    await bench.page.locator('.failure', { hasText: 'nonsense' }).waitFor();
    assert.equal(await bench.page.locator('.cm-lintRange-error').innerText(), 'nonsense');
    await bench.page.locator('.result-tabs button').first().click();
    assert.deepEqual(await bench.cells(1), ['é😀']);
  });

  test('a selection runs alone', async () => {
    await bench.type('SELECT 1 AS one;\nSELECT 2 AS two');
    await bench.page.keyboard.press('Home');
    await bench.page.keyboard.press('Shift+End');
    await bench.page.keyboard.press('Control+Enter');
    await bench.grid().locator('[role=gridcell]', { hasText: '2' }).waitFor();
    assert.equal(await bench.page.locator('.result-tabs').count(), 0);
  });

  test('names are completed from the catalogue', async () => {
    await bench.type('SELECT p.item_in_session FROM songplays p WHERE p.');
    await bench.page.keyboard.press('Control+Space');
    await bench.page.locator('.cm-tooltip-autocomplete li', { hasText: 'songplay_id' }).waitFor();
    await bench.page.keyboard.press('Escape');
  });

  test('a result is exported as CSV, JSON and Parquet', async () => {
    const sql = 'SELECT song_id, title, duration FROM songs ORDER BY song_id';
    await bench.runSql(sql);
    const saved = async (format) => {
      const [download] = await Promise.all([bench.page.waitForEvent('download'), bench.page.getByRole('button', { name: `Export ${format}` }).click()]);
      return fs.readFileSync(await download.path());
    };
    const lines = (text) => text.trim().split('\n').length;
    assert.equal(lines(String(await saved('CSV'))), lines(bench.run('query', '--to', bench.target, '--format', 'csv', sql)));
    assert.deepEqual(JSON.parse(String(await saved('JSON'))), bench.query(sql));
    const parquet = await saved('PARQUET');
    assert.equal(String(parquet.subarray(0, 4)) + String(parquet.subarray(-4)), 'PAR1PAR1');
    const file = path.join(bench.folder, 'result.parquet');
    fs.writeFileSync(file, parquet);
    assert.deepEqual(bench.query(`SELECT count(*) AS n FROM '${file}'`), bench.query('SELECT count(*) AS n FROM songs'));
  });

  test('a chart of the result is one key away', async () => {
    await bench.runSql('SELECT CAST(start_time AS DATE) AS day, level, count(*) AS plays FROM songplays GROUP BY 1, 2 ORDER BY 1, 2');
    await bench.page.getByRole('button', { name: 'Chart' }).click();
    await bench.page.locator('.chart-canvas[data-drawn] canvas').first().waitFor();
    assert.match(await bench.page.locator('.chart-canvas').getAttribute('aria-label'), /^Line chart: .*free: .*paid: /);
    await bench.page.getByRole('combobox', { name: /^Chart/ }).selectOption('bar');
    await bench.page.locator('.chart-canvas[data-drawn][aria-label^="Bar chart"]').waitFor();
  });

  test('a plan is a tree with the tables at its leaves', async () => {
    await bench.type('SELECT s.title, count(*) FROM songplays p JOIN songs s USING (song_id) GROUP BY 1');
    await bench.page.getByRole('button', { name: 'Explain' }).click();
    const plan = bench.page.getByRole('region', { name: 'Plan' });
    await plan.getByText(/JOIN/i).first().waitFor();
    assert.ok((await plan.locator('li').count()) >= 4);
    assert.match(await plan.innerText(), /songplays[\s\S]*songs|songs[\s\S]*songplays/);
  });

  test('what would write is refused, and nothing is written', async () => {
    const before = bench.query('SELECT count(*) AS n FROM songs');
    const file = path.join(bench.folder, 'stolen.csv');
    bench.expect(/422/);
    for (const sql of ['DELETE FROM songs', `COPY songs TO '${file}'`, 'DROP TABLE songs', "SELECT * FROM read_text('/etc/hostname')", 'INSTALL httpfs']) {
      await bench.runSql(sql);
      await bench.page.locator('.results .failure').waitFor();
    }
    assert.deepEqual(bench.query('SELECT count(*) AS n FROM songs'), before);
    assert.ok(!fs.existsSync(file));
  });

  test('a script in a value is text', async () => {
    await bench.go('#/query');
    await bench.runSql("SELECT title FROM songs WHERE song_id = 'SOHOSTILE'");
    assert.deepEqual(await bench.cells(1), [SCRIPT_TITLE]);
    assert.equal(await bench.page.evaluate(() => globalThis.intruder), undefined);
  });

  test('a query is saved as a file, opened and deleted; what ran stays in the history', async () => {
    await bench.type('SELECT 1234 AS kept');
    await bench.page.keyboard.press('Control+s');
    await bench.page.getByLabel('Name').fill('kept one');
    await bench.page.keyboard.press('Enter');
    await bench.page.getByText('Saved as kept one.sql').waitFor();
    assert.equal(fs.readFileSync(path.join(bench.queries, 'kept one.sql'), 'utf8'), 'SELECT 1234 AS kept');
    await bench.runSql('SELECT 5678 AS later');
    await bench.page.reload();
    await bench.page.locator('.cm-content', { hasText: '5678' }).waitFor();
    await bench.page.getByRole('button', { name: 'Saved', exact: true }).click();
    await bench.page.getByRole('button', { name: /^kept one/ }).click();
    await bench.page.locator('.cm-content', { hasText: '1234' }).waitFor();
    await bench.page.getByRole('button', { name: 'Delete kept one' }).click();
    await bench.page.getByText('No saved queries').waitFor();
    assert.deepEqual(fs.readdirSync(bench.queries), []);
    await bench.page.getByRole('button', { name: 'History' }).click();
    await bench.page.locator('.shelf-open', { hasText: '5678' }).waitFor();
  });
}
