// Reports of titles that are scripts, and a report whose file is edited while it is shown.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SCRIPT_TITLE } from './warehouses.mjs';

export default function reportFiles(bench) {
  test('a title that is a script is text, in tables, charts and tooltips', async () => {
    await bench.show('overview');
    await bench.page.getByText(SCRIPT_TITLE, { exact: false }).first().waitFor();
    await bench.show('listening');
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
    await bench.show('overview');
    const file = path.join(bench.warehouse, 'report/overview.md');
    const before = fs.readFileSync(file, 'utf8');
    const added = '\n## Added <b onclick="alert(1)">now</b>\n\n[a link](javascript:alert(1))\n\n';
    fs.writeFileSync(file, `${before}${added}\`\`\`sql chart=number title="Songs there are"\nSELECT count(*) AS songs FROM songs\n\`\`\`\n`);
    await bench.block('Songs there are').waitFor();
    await bench.settled();
    assert.equal(await bench.stat('Songs there are'), bench.query('SELECT count(*) AS n FROM songs')[0].n);
    await bench.page.getByText('Added <b onclick="alert(1)">now</b>').waitFor();
    assert.equal(await bench.page.locator('.prose b').count(), 0);
    assert.equal(await bench.page.locator('a[href^="javascript"]').count(), 0);

    bench.expect(/422/);
    fs.writeFileSync(file, `${before}\n\`\`\`sql chart=number title="Broken"\nSELECT nonsense FROM songs\n\`\`\`\n`);
    await bench.block('Broken').locator('.failure', { hasText: 'nonsense' }).waitFor();
    fs.writeFileSync(file, before);
    await bench.block('Broken').waitFor({ state: 'detached' });
  });
}
