// Every report: its numbers and tables as `sparkify query` has them, its charts drawn, its file edited.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SCRIPT_TITLE } from './bench.mjs';

const digits = (text) => text.replace(/,/g, '').replace(/[^0-9.-].*$/s, '');

export default function reports(bench) {
  const block = (title) => bench.page.getByRole('region', { name: title, exact: true });

  async function show(name) {
    await bench.go(`#/report/${name}`);
    await bench.page.locator('.blocks').waitFor();
    await bench.settled();
  }

  test('every block of every report is shown, without an error', async () => {
    for (const { name, title } of await bench.api('/api/reports')) {
      await show(name);
      await bench.page.getByRole('heading', { name: title, level: 1 }).waitFor();
      const { blocks } = await bench.api(`/api/reports/${name}`);
      const queries = blocks.filter((one) => one.type === 'query');
      assert.equal(await bench.page.locator('.block').count(), queries.length, name);
      assert.equal(await bench.page.locator('.failure').count(), 0, name);
      for (const query of queries.filter((one) => ['line', 'bar', 'heatmap', 'map'].includes(one.chart))) {
        await block(query.title).scrollIntoViewIfNeeded();
        await block(query.title).locator('.chart-canvas[data-drawn] canvas').first().waitFor();
        assert.match(await block(query.title).getByRole('img').getAttribute('aria-label'), new RegExp(`: .*most `), query.title);
      }
    }
  });

  test('numbers are those that the command line gives', async () => {
    for (const name of ['overview', 'health']) {
      await show(name);
      const { blocks } = await bench.api(`/api/reports/${name}`);
      for (const one of blocks.filter((candidate) => candidate.chart === 'number')) {
        const [row] = bench.query(one.sql.replace(/;\s*$/, ''));
        const expected = Number(Object.values(row)[0]);
        const shown = Number(digits(await block(one.title).locator('.stat b').innerText()));
        assert.ok(Math.abs(shown - expected) <= 0.005, `${one.title}: ${shown}, not ${expected}`);
      }
    }
  });

  test('a chart is also a table, with all of its values', async () => {
    await show('when');
    const { blocks } = await bench.api('/api/reports/when');
    const chart = blocks.find((one) => one.chart === 'heatmap');
    await block(chart.title).getByRole('button', { name: 'show as a table' }).click();
    const rows = await block(chart.title).locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    const expected = bench.query(chart.sql.replace(/;\s*$/, '')).map((row) => Object.values(row).map(String));
    assert.deepEqual(rows.map((row) => row.map((text) => text.replace(/,/g, ''))), expected);
  });

  test('a title that is a script is text, in tables, charts and tooltips', async () => {
    await show('overview');
    await bench.page.getByText(SCRIPT_TITLE, { exact: false }).first().waitFor();
    await show('listening');
    await bench.page.locator('td', { hasText: '<script>' }).first().waitFor();
    const chart = bench.page.locator('.is-bar .chart-canvas').first();
    await chart.scrollIntoViewIfNeeded();
    await bench.settled();
    const canvas = await chart.boundingBox();
    for (let y = 10; y < canvas.height; y += 27) {
      await bench.page.mouse.move(canvas.x + canvas.width / 2, canvas.y + y);
      if (await bench.page.locator('.chart-tip', { hasText: '<script>' }).count()) break;
    }
    await bench.page.locator('.chart-tip .tip-title', { hasText: '<script>' }).waitFor();
    assert.equal(await bench.page.evaluate(() => globalThis.intruder), undefined);
    assert.equal(await bench.page.locator('.blocks img, .blocks script, .chart-tip img').count(), 0);
  });

  test('the page follows its file: a new block, HTML in Markdown as text, a broken query as its message', async () => {
    await show('overview');
    const file = path.join(bench.warehouse, 'report/overview.md');
    const before = fs.readFileSync(file, 'utf8');
    const added = '\n## Added <b onclick="alert(1)">now</b>\n\n[a link](javascript:alert(1))\n\n';
    fs.writeFileSync(file, `${before}${added}\`\`\`sql chart=number title="Songs there are"\nSELECT count(*) AS songs FROM songs\n\`\`\`\n`);
    await block('Songs there are').waitFor();
    await bench.settled();
    assert.equal(digits(await block('Songs there are').locator('.stat b').innerText()), String(bench.query('SELECT count(*) AS n FROM songs')[0].n));
    await bench.page.getByText('Added <b onclick="alert(1)">now</b>').waitFor();
    assert.equal(await bench.page.locator('.prose b').count(), 0);
    assert.equal(await bench.page.locator('a[href^="javascript"]').count(), 0);

    bench.expect(/422/);
    fs.writeFileSync(file, `${before}\n\`\`\`sql chart=number title="Broken"\nSELECT nonsense FROM songs\n\`\`\`\n`);
    await block('Broken').locator('.failure', { hasText: 'nonsense' }).waitFor();
    fs.writeFileSync(file, before);
    await block('Broken').waitFor({ state: 'detached' });
  });

  test('a block opens in the editor, with its SQL', async () => {
    await show('overview');
    await block('Plays').hover();
    await block('Plays').getByRole('button', { name: 'open in the editor' }).click();
    await bench.page.locator('.cm-content', { hasText: 'songplays' }).waitFor();
  });
}
