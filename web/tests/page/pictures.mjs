// Pictures of the pages in both themes, for the documentation.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

export default function pictures(bench) {
  const folder = path.resolve(process.env.SPARKIFY_SCREENSHOTS);
  const PAGES = { overview: '#/report/overview', query: '#/query', catalogue: '#/catalogue' };
  test('pictures', async () => {
    fs.mkdirSync(folder, { recursive: true });
    await bench.go('#/query');
    await bench.runSql(
      '-- Plays by level, day by day\nSELECT CAST(start_time AS DATE) AS day, level, count(*) AS plays,\n       count(DISTINCT user_id) AS listeners\nFROM songplays\nGROUP BY 1, 2\nORDER BY day, level',
    );
    await bench.page.getByRole('button', { name: 'Chart' }).click();
    for (const scheme of ['light', 'dark']) {
      await bench.page.emulateMedia({ colorScheme: scheme });
      for (const [name, hash] of Object.entries(PAGES)) {
        await bench.go(hash);
        await bench.settled();
        await bench.page.evaluate(() => document.activeElement?.blur());
        await bench.page.mouse.move(0, 0);
        await bench.page.screenshot({ path: path.join(folder, `${name}-${scheme}.png`) });
      }
    }
  });
}
