// Every page at three widths in both themes: nothing that axe finds, nothing wider than the screen. And all of
// it from the keyboard.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { everyPage } from './pages.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [360, 768, 1440];

export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`);
}

export default function access(bench) {
  for (const scheme of ['light', 'dark']) {
    test(`axe finds nothing, ${scheme}`, async () => {
      await bench.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await bench.go('#/query');
      await bench.runSql('SELECT s.title, p.start_time, p.song_id FROM songplays p LEFT JOIN songs s USING (song_id) LIMIT 300');
      for (const hash of await everyPage(bench)) {
        await bench.go(hash);
        await bench.settled();
        assert.deepEqual(await violations(bench.page), [], `${hash} ${scheme}`);
      }
      await bench.page.keyboard.press('Control+k');
      await bench.page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(bench.page), [], `palette ${scheme}`);
      await bench.page.keyboard.press('Escape');
      await bench.page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  }

  for (const width of WIDTHS) {
    test(`nothing is wider than ${width} pixels`, async () => {
      await bench.page.setViewportSize({ width, height: 900 });
      for (const hash of await everyPage(bench)) {
        await bench.go(hash);
        await bench.settled();
        const over = await bench.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${hash} is ${over} pixels too wide`);
        if (width === WIDTHS[0]) assert.deepEqual(await violations(bench.page), [], `${hash} at ${width}`);
      }
      await bench.page.setViewportSize({ width: 1440, height: 900 });
    });
  }

  test('everything is reached from the keyboard', async () => {
    const at = (pattern) => bench.page.waitForFunction((text) => new RegExp(text).test(location.hash), pattern);
    await bench.go('#/loads');
    await bench.settled();
    await bench.page.locator('#main').focus();
    await bench.page.keyboard.press('g');
    await bench.page.keyboard.press('c');
    await at('#/catalogue');
    await bench.page.keyboard.press('Control+k');
    await bench.page.locator('.palette-input:focus').waitFor();
    await bench.page.keyboard.type('health');
    await bench.page.keyboard.press('Enter');
    await at('#/report/health');
    await bench.page.getByRole('heading', { name: 'Health of the data' }).waitFor();
    await bench.settled();
    await bench.page.keyboard.press('[');
    await bench.page.waitForFunction(() => !location.hash.endsWith('health'));
    await bench.page.keyboard.press('?');
    await bench.page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await bench.page.keyboard.press('Escape');
    await bench.page.getByRole('dialog').waitFor({ state: 'detached' });
    const theme = () => bench.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await theme();
    await bench.page.keyboard.press('t');
    await bench.page.waitForFunction((old) => getComputedStyle(document.body).backgroundColor !== old, before);
    await bench.page.keyboard.press('t');
    await bench.page.waitForFunction((old) => getComputedStyle(document.body).backgroundColor === old, before);
  });
}
