// A record traced: to the row it became, or to the reason why it did not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export default function trace(bench) {
  test('a record is traced to the row it became, and a rejected one to the reason', async () => {
    const [play] = bench.query(
      'SELECT o.name, p.songplay_id % 1000000000 AS record, p.songplay_id FROM songplays p ' +
        "JOIN ledger.objects o ON o.object_id = p.songplay_id // 1000000000 WHERE o.name LIKE '%hostile%' ORDER BY p.songplay_id LIMIT 1",
    );
    await bench.go('#/catalogue/trace');
    await bench.page.getByLabel('Object').fill(play.name);
    await bench.page.getByLabel('Line').fill(String(play.record));
    await bench.page.getByRole('button', { name: 'Trace' }).click();
    await bench.page.locator('.trace .tag', { hasText: 'Loaded' }).waitFor();
    await bench.page.locator('.trace td', { hasText: String(play.songplay_id) }).first().waitFor();

    const [reject] = bench.query("SELECT o.name, r.line, r.code FROM ledger.rejects r JOIN ledger.objects o USING (object_id) WHERE r.code = 'syntax' ORDER BY r.line LIMIT 1");
    await bench.page.getByLabel('Object').fill(reject.name);
    await bench.page.getByLabel('Line').fill(String(reject.line));
    await bench.page.getByRole('button', { name: 'Trace' }).click();
    await bench.page.locator('.trace .tag', { hasText: 'Rejected' }).waitFor();
    await bench.page.locator('.trace .tag', { hasText: reject.code }).waitFor();
    assert.equal(await bench.page.evaluate(() => globalThis.intruder), undefined);
  });
}
