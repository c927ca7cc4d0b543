// A report exported to one file: opened by itself it shows the same, and asks for nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { violations } from './access.mjs';

export default function exported(bench) {
  test('an exported report shows its numbers and charts from one file', async () => {
    const file = path.join(bench.folder, 'overview.html');
    bench.run('report', 'overview', '--to', bench.target, '--html', file);
    assert.ok(!fs.readFileSync(file, 'utf8').includes('<!--sparkify-export-->'));
    const context = await bench.browser.newContext();
    const page = await context.newPage();
    const asked = [];
    const troubles = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(pathToFileURL(file).href);
    const plays = page.getByRole('region', { name: 'Plays', exact: true }).locator('.stat b');
    await plays.waitFor();
    assert.equal((await plays.innerText()).replace(/,/g, ''), String(bench.query('SELECT count(*) AS n FROM songplays')[0].n));
    await page.locator('.chart-canvas[data-drawn] canvas').first().waitFor();
    assert.deepEqual(asked.filter((url) => !url.startsWith('data:')), [pathToFileURL(file).href]);
    assert.deepEqual(troubles, []);
    assert.deepEqual(await violations(page), []);
    await context.close();
  });
}
