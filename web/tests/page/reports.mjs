// Every report: its numbers and tables as `sparkify query` has them, its charts drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const DRAWN = ['line', 'bar', 'heatmap', 'map'];

export default function reports(bench) {
  const rowsOf = (block) => bench.query(block.sql.replace(/;\s*$/, ''));

  test('every block of every report is shown, without an error', async () => {
    for (const { name, title } of await bench.api('/api/reports')) {
      await bench.show(name);
      await bench.page.getByRole('heading', { name: title, level: 1 }).waitFor();
      const { blocks } = await bench.api(`/api/reports/${name}`);
      const queries = blocks.filter((one) => one.type === 'query');
      assert.equal(await bench.page.locator('.block').count(), queries.length, name);
      assert.equal(await bench.page.locator('.failure').count(), 0, name);
      for (const query of queries.filter((one) => DRAWN.includes(one.chart))) {
        const block = bench.block(query.title);
        await block.scrollIntoViewIfNeeded();
        await block.locator('.chart-canvas[data-drawn] canvas, .state').first().waitFor();
        if (await block.getByText('No rows').count()) assert.deepEqual(rowsOf(query), [], query.title);
        else assert.match(await block.getByRole('img').getAttribute('aria-label'), /: .*most /, query.title);
      }
    }
  });

  test('numbers are those that the command line gives', async () => {
    for (const name of ['overview', 'health']) {
      await bench.show(name);
      const { blocks } = await bench.api(`/api/reports/${name}`);
      for (const one of blocks.filter((candidate) => candidate.chart === 'number')) {
        const expected = Number(Object.values(rowsOf(one)[0])[0]);
        const shown = await bench.stat(one.title);
        assert.ok(Math.abs(shown - expected) <= 0.005, `${one.title}: ${shown}, not ${expected}`);
      }
    }
  });

  test('a chart is also a table, with all of its values', async () => {
    await bench.show('when');
    const { blocks } = await bench.api('/api/reports/when');
    const chart = blocks.find((one) => one.chart === 'heatmap');
    const rows = await bench.table(chart.title);
    assert.deepEqual(rows, rowsOf(chart).map((row) => Object.values(row).map(String)));
  });

  test('a block opens in the editor, with its SQL', async () => {
    await bench.show('overview');
    await bench.block('Plays').hover();
    await bench.block('Plays').getByRole('button', { name: 'open in the editor' }).click();
    await bench.page.locator('.cm-content', { hasText: 'songplays' }).waitFor();
  });
}
