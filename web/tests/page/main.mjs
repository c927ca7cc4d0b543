// Drives the workbench's page in Chromium against a real server, and holds what it shows against the command line.
// Usage: node main.mjs PROGRAM SCRATCH_FOLDER [WAREHOUSE]. The warehouse is one of
//   faults    a small one of damaged data, with attacks, for every suite: the default
//   sample    the real sample and its published numbers, where ../shared/data has it
//   EVENTS    about so many events made up
//   FILE      a file of DuckDB that is there
//   pictures  pictures of the pages into the folder SPARKIFY_SCREENSHOTS, of data without attacks
// Ends with 77 where there is no Chromium, no playwright-core or no sample.
import fs from 'node:fs';
import { after, afterEach, before, describe } from 'node:test';
import { Bench } from './bench.mjs';
import { warehouse } from './warehouses.mjs';

const [program, folder, name = process.env.SPARKIFY_SCREENSHOTS ? 'pictures' : 'faults'] = process.argv.slice(2);
const skip = (missing) => {
  console.log(`skipped: ${missing}`);
  process.exit(77);
};
const browserPath = [process.env.CHROMIUM, '/usr/bin/chromium'].find((candidate) => candidate && fs.existsSync(candidate));
const playwright = await import('playwright-core').catch(() => null);
if (!browserPath || !playwright) skip(`${browserPath ? 'playwright-core' : 'Chromium'} is missing; tools/setup test installs it`);
const chosen = warehouse(name) ?? skip('the real sample is not at ../shared/data/sparkify-sample');

const bench = new Bench(program, folder);
const suites = await Promise.all(chosen.suites.map((suite) => import(`./${suite}.mjs`)));

describe('the workbench', { concurrency: false }, () => {
  before(async () => {
    chosen.fill(bench);
    await bench.serve();
    bench.browser = await playwright.chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    await bench.open();
    bench.page.setDefaultTimeout(20_000);
  });
  after(() => bench.close());
  afterEach(() => bench.check());
  for (const suite of suites) suite.default(bench);
});
