// The bundle, the way in, and the server's headers as the browser sees them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ROOT } from './bench.mjs';

const MOST_BYTES = 500_000;

export default function files(bench) {
  test('the bundle is under 500 kB gzipped', () => {
    const dist = path.join(ROOT, 'web/dist');
    const names = ['index.html', ...fs.readdirSync(path.join(dist, 'assets')).map((name) => `assets/${name}`)];
    const bytes = names.reduce((sum, name) => sum + gzipSync(fs.readFileSync(path.join(dist, name))).length, 0);
    console.log(`the bundle: ${bytes} bytes gzipped`);
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
    for (const name of names) assert.ok(!fs.readFileSync(path.join(dist, name)).includes(0), `${name} is text`);
  });

  test('the token leaves the address bar, and survives a reload of this tab only', async () => {
    assert.ok(!bench.page.url().includes('token'));
    await bench.settled();
    await bench.page.reload();
    await bench.page.locator('.side a').first().waitFor();
    assert.equal(await bench.page.locator('.locked').count(), 0);
    const other = await bench.context.newPage();
    await other.goto(bench.origin);
    await other.getByRole('heading', { name: 'Open the URL that was printed' }).waitFor();
    await other.close();
  });

  test('a wrong token leads to the page that says where the right one is', async () => {
    const other = await bench.context.newPage();
    await other.goto(`${bench.origin}/?token=wrong`);
    await other.getByRole('heading', { name: 'Open the URL that was printed' }).waitFor();
    await other.close();
  });

  test('the policy allows nothing from elsewhere and no inline script', async () => {
    const answer = await fetch(bench.origin);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /style-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    bench.expect(/policy: script-src/);
    bench.expect(/Content Security Policy/);
    await bench.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlined = 1';
      document.body.append(script);
      script.remove();
    });
    assert.equal(await bench.page.evaluate(() => globalThis.inlined), undefined);
  });

  test('something is painted', async () => {
    await bench.settled();
    await bench.page.reload();
    await bench.settled();
    const painted = await bench.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    assert.ok(painted > 0);
    console.log(`first contentful paint: ${Math.round(painted)} ms`);
  });
}
