// Drives the workbench's page in Chromium against a real server, and holds what it shows against the command line.
// Usage: node main.mjs PROGRAM SCRATCH_FOLDER. Ends with 77 where there is no Chromium or no playwright-core.
// SPARKIFY_SCREENSHOTS=FOLDER takes pictures of the pages instead, of data without attacks.
import fs from 'node:fs';
import { after, afterEach, before, describe } from 'node:test';
import { Bench } from './bench.mjs';

const [program, folder] = process.argv.slice(2);
const browserPath = [process.env.CHROMIUM, '/usr/bin/chromium'].find((candidate) => candidate && fs.existsSync(candidate));
const playwright = await import('playwright-core').catch(() => null);
if (!browserPath || !playwright) {
  console.log(`skipped: ${browserPath ? 'playwright-core' : 'Chromium'} is missing; tools/setup test installs it`);
  process.exit(77);
}

const bench = new Bench(program, folder);
const pictured = Boolean(process.env.SPARKIFY_SCREENSHOTS);
const names = pictured ? ['pictures'] : ['files', 'reports', 'query', 'catalogue', 'loads', 'access', 'exported'];
const suites = await Promise.all(names.map((name) => import(`./${name}.mjs`)));

describe('the workbench', { concurrency: false }, () => {
  before(async () => {
    bench.prepare({ hostile: !pictured });
    await bench.serve();
    bench.browser = await playwright.chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    await bench.open();
    bench.page.setDefaultTimeout(20_000);
  });
  after(() => bench.close());
  afterEach(() => bench.check());
  for (const suite of suites) suite.default(bench);
});
