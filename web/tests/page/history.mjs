// The history of loads: what was read is what became of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from './bench.mjs';

export default function history(bench) {
  test('the history adds up', async () => {
    await bench.go('#/loads');
    const row = bench.page.locator('.loads tbody tr').first();
    await row.waitFor();
    const [sums] = bench.query('SELECT count(*) AS objects, sum(records) AS records, sum(rejected) AS rejected FROM ledger.objects');
    const cells = await row.locator('td').allInnerTexts();
    assert.deepEqual([cells[3], cells[5], cells[7]].map(number), [sums.objects, sums.records, sums.rejected].map(Number));
    assert.equal(cells.at(-1).trim(), 'yes');
    await row.getByRole('link').click();
    await bench.page.getByText('adds up', { exact: true }).waitFor();
    const [{ n }] = bench.query("SELECT sum(records) AS n FROM ledger.outcomes WHERE outcome = 'loaded'");
    assert.equal(number(await bench.page.locator('.parts li', { hasText: /^loaded/ }).innerText()), Number(n));
  });
}
