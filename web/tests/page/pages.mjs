// Every page there is opens and shows something, without a failure.
import assert from 'node:assert/strict';
import { test } from 'node:test';

export async function everyPage(bench) {
  const [load] = await bench.api('/api/loads?limit=1');
  const reports = (await bench.api('/api/reports')).map((one) => `#/report/${one.name}`);
  return [...reports, '#/query', '#/catalogue', '#/catalogue/main/songs', '#/catalogue/lineage', '#/catalogue/trace', '#/loads', `#/loads/${load.load_id}`, '#/loads/rejects', '#/loads/drift'];
}

export default function pages(bench) {
  test('every page opens, and every table of the catalogue', async () => {
    const { tables } = await bench.api('/api/catalogue');
    assert.ok(tables.length >= 6);
    for (const hash of [...(await everyPage(bench)), ...tables.map((table) => `#/catalogue/${table.schema}/${table.name}`)]) {
      await bench.go(hash);
      await bench.page.locator('h1').first().waitFor({ state: 'attached' });
      await bench.settled();
      assert.equal(await bench.page.locator('.failure').count(), 0, hash);
      assert.ok((await bench.page.locator('#main').innerText()).trim().length > 20, hash);
    }
  });
}
