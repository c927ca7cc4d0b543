// What the page's tests stand on: a server over a warehouse, and a browser that watches what the page does.
// Every request must go to the server, and nothing may be written to the console or be stopped by the content security
// policy, unless a test says that it expects it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const READY_MS = 30_000;

export const number = (text) => Number(text.replace(/[^0-9]/g, ''));

export class Bench {
  constructor(program, folder, chromium) {
    Object.assign(this, { program: path.resolve(program), folder: path.resolve(folder), chromium });
    this.warehouse = path.join(this.folder, 'warehouse');
    this.queries = path.join(this.folder, 'queries');
    this.target = path.join(this.folder, 'test.duckdb');
    this.environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|SPARKIFY)_/.test(name)));
    Object.assign(this.environment, { HOME: this.folder, XDG_RUNTIME_DIR: this.folder });
    this.requests = [];
    this.troubles = [];
    this.expected = [];
  }

  run(...words) {
    const done = spawnSync(this.program, words, { cwd: this.folder, env: this.environment, encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.ok(done.status === 0 || done.status === 3, `sparkify ${words.join(' ')}\n${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  // The rows of a query as the command line gives them.
  query(sql) {
    return JSON.parse(this.run('query', '--to', this.target, '--format', 'json', sql));
  }

  // Where a load finds the data; none where it is not kept.
  sources(data = this.data) {
    if (!data) return [];
    const places = { log_data: 'log_data', song_data: 'song_data', log_jsonpath: 'log_json_path.json' };
    return Object.entries(places).flatMap(([name, file]) => ['--source', `${name}=${path.join(data, file)}`]);
  }

  async serve() {
    const words = ['serve', '--to', this.target, '--warehouse', this.warehouse, '--queries', this.queries, '--allow-replay', '--port', '0', ...this.sources()];
    this.server = spawn(this.program, words, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    this.url = await new Promise((resolve, reject) => {
      const look = (data) => {
        printed += data;
        const url = /http:\/\/[^\s]+\?token=[^\s]+/.exec(printed);
        if (url) resolve(url[0]);
      };
      this.server.stdout.on('data', look);
      this.server.stderr.on('data', look);
      this.server.on('exit', (code) => reject(new Error(`sparkify serve ended with ${code}\n${printed}`)));
      setTimeout(() => reject(new Error(`sparkify serve printed no URL\n${printed}`)), READY_MS).unref();
    });
    this.origin = new URL(this.url).origin;
    this.token = new URL(this.url).searchParams.get('token');
  }

  async api(call) {
    const answer = await fetch(this.origin + call, { headers: { Authorization: `Bearer ${this.token}` } });
    assert.equal(answer.status, 200, call);
    return answer.json();
  }

  async open(options = {}) {
    this.context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
    await this.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
    this.page = await this.context.newPage();
    this.watch(this.page);
    await this.page.goto(this.url);
    await this.page.locator('.frame').waitFor();
    return this.page;
  }

  watch(page) {
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // What failed is told better by the answer itself.
      const told = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !told) this.troubles.push(`console: ${message.text()}`);
    });
    page.on('response', async (answer) => {
      if (answer.status() < 400) return;
      const at = this.troubles.push(`${answer.status()} ${new URL(answer.url()).pathname}`) - 1;
      const body = await answer.text().catch(() => '');
      if (this.troubles[at]) this.troubles[at] += ` ${body}`;
    });
  }

  async go(hash) {
    await this.page.evaluate((target) => (location.hash = target), hash);
  }

  async settled() {
    await this.page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton') && [...document.querySelectorAll('.chart-canvas')].every((one) => one.getBoundingClientRect().top > innerHeight + 400 || 'drawn' in one.dataset));
  }

  // A trouble that the running test brings about on purpose.
  expect(pattern) {
    this.expected.push(pattern);
  }

  check() {
    const own = new Set([this.origin]);
    const foreign = this.requests.filter((url) => !url.startsWith('blob:') && !url.startsWith('data:') && !own.has(new URL(url).origin));
    const troubles = this.troubles.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    this.troubles = [];
    this.expected = [];
    assert.deepEqual(foreign, [], 'requests that leave the server');
    assert.deepEqual(troubles, [], 'what the page complained of');
  }

  async close() {
    await this.browser?.close();
    if (!this.server || this.server.exitCode !== null) return;
    this.server.removeAllListeners('exit');
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
    this.server.kill('SIGKILL');
  }

  async type(sql) {
    const content = this.page.locator('.cm-content');
    await content.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(sql);
    await this.page.keyboard.press('Escape'); // the list of completions
  }

  async runSql(sql) {
    await this.type(sql);
    await Promise.all([this.page.waitForResponse((answer) => answer.url().endsWith('/api/query')), this.page.keyboard.press('Control+Enter')]);
    await this.page.locator('.query-bar .button.danger').waitFor({ state: 'detached' });
  }

  grid() {
    return this.page.getByRole('grid', { name: 'Result' });
  }

  // The cells of a row of the result, which is in sight or comes into it.
  async cells(row) {
    const found = this.grid().locator(`[aria-rowindex="${row + 1}"] [role=gridcell]:not(.waiting)`);
    await found.first().waitFor();
    return found.allInnerTexts();
  }

  async rowCount() {
    return number(await this.page.getByTestId('row-count').innerText());
  }

  async show(report) {
    await this.go(`#/report/${report}`);
    await this.page.locator('.blocks').waitFor();
    await this.settled();
  }

  block(title) {
    return this.page.getByRole('region', { name: title, exact: true }).and(this.page.locator('.block'));
  }

  // The number that a block shows.
  async stat(title) {
    return Number(/^-?[0-9.]+/.exec((await this.block(title).locator('.stat b').innerText()).replace(/,/g, ''))?.[0]);
  }

  // The rows of a block, as text without thousands' commas; a chart is turned into its table.
  async table(title) {
    const chart = this.block(title).getByRole('button', { name: 'show as a table', pressed: false });
    if (await chart.count()) await chart.click();
    const rows = await this.block(title).locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => ({ text: cell.textContent, kind: cell.className }))));
    return rows.map((row) => row.map((cell) => (cell.kind === 'number' ? cell.text.replace(/,/g, '') : cell.text)));
  }
}
