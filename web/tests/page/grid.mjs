// Results of queries: as the command line has them, sorted, scrolled to their end however many, and cancelled.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export default function grid(bench) {
  test('a query shows the rows that the command line has, in their order, NULLs told from text', async () => {
    await bench.go('#/query');
    const sql = 'SELECT songplay_id, start_time, song_id, level FROM songplays ORDER BY song_id NULLS FIRST, songplay_id LIMIT 500';
    await bench.runSql(sql);
    const expected = bench.query(sql);
    assert.equal(await bench.rowCount(), expected.length);
    const text = (row) => Object.values(row).map((value) => (value === null ? 'NULL' : String(value)));
    assert.deepEqual(await bench.cells(1), text(expected[0]));
    assert.ok((await bench.grid().locator('.null').count()) > 0);
    await bench.grid().focus();
    await bench.page.keyboard.press('Control+End');
    await bench.grid().locator('[aria-rowindex="501"] .text').first().waitFor();
    assert.deepEqual(await bench.cells(500), text(expected[499]));
  });

  test('heads sort in the server, up, down and back', async () => {
    await bench.runSql('SELECT duration, title FROM songs ORDER BY song_id');
    const sorted = bench.query('SELECT duration FROM songs ORDER BY duration').map((row) => String(row.duration));
    const first = async (expected) => {
      await bench.page.waitForFunction((text) => document.querySelector('[aria-rowindex="2"] [role=gridcell]')?.textContent === text, expected);
    };
    const unsorted = (await bench.cells(1))[0];
    await bench.grid().getByRole('button', { name: 'duration' }).click();
    await first(sorted[0]);
    await bench.grid().getByRole('button', { name: 'duration' }).click();
    await first(sorted.at(-1));
    await bench.grid().getByRole('button', { name: 'duration' }).click();
    await first(unsorted);
    await bench.grid().getByRole('button', { name: 'duration' }).click();
    await first(sorted[0]);
    const next = 'SELECT song_id FROM songs ORDER BY song_id DESC';  // a result of its own is not sorted
    await bench.runSql(next);
    await first(bench.query(next)[0].song_id);
  });

  test('every play scrolls, up to a million', async () => {
    const { limits } = await bench.api('/api/info');
    const [{ plays }] = bench.query('SELECT count(*) AS plays FROM songplays');
    const rows = Math.min(plays, limits.rows);
    const sql = 'SELECT songplay_id, start_time, user_id, level FROM songplays ORDER BY songplay_id';
    await bench.runSql(sql);
    assert.equal(await bench.rowCount(), rows);
    assert.equal(await bench.page.getByText('cut at the row limit').count(), plays > rows ? 1 : 0);
    await bench.grid().focus();
    for (const [key, row] of [['Control+End', rows], ['Control+Home', 1]]) {
      await bench.page.keyboard.press(key);
      const [expected] = bench.query(`${sql} LIMIT 1 OFFSET ${row - 1}`);
      assert.deepEqual(await bench.cells(row), Object.values(expected).map(String));
    }
    assert.ok((await bench.grid().locator('[role=row]').count()) < 100);
  });

  test('a long query is cancelled, and another runs after it', async () => {
    bench.expect(/422/);
    await bench.type('SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 3');
    await bench.page.keyboard.press('Control+Enter');
    await bench.page.getByRole('timer').waitFor();
    await bench.page.getByRole('button', { name: 'Cancel' }).click();
    await bench.page.getByText('Cancelled', { exact: true }).waitFor();
    await bench.runSql('SELECT 42 AS answer');
    assert.deepEqual(await bench.cells(1), ['42']);
  });
}
