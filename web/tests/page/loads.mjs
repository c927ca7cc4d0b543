// Loads: rejects with their carets, one repaired and sent back, keys that drift, a load seen while it runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { number } from './bench.mjs';

export default function loads(bench) {
  test('rejects show the record with a caret under the place', async () => {
    await bench.go('#/loads/rejects');
    await bench.page.locator('.rejects > li').first().waitFor();
    const [{ n }] = bench.query('SELECT count(*) AS n FROM ledger.rejects');
    assert.equal(number(await bench.page.locator('.reject-count .muted').first().innerText()), Number(n));
    await bench.page.locator('.reject-filter a', { hasText: 'not_a_timestamp' }).click();
    const first = bench.page.locator('.rejects > li', { hasText: 'yesterday' }).first();
    const [line, caret] = (await first.locator('pre').textContent()).split('\n');
    assert.match(line.slice(caret.indexOf('^')), /^"?yesterday/);
  });

  test('a repaired record is sent back, and counts once', async () => {
    const plays = () => Number(bench.query('SELECT count(*) AS n FROM songplays')[0].n);
    const before = plays();
    const { rejects } = await bench.api('/api/rejects?code=not_a_timestamp&limit=20');
    const play = rejects.find((one) => one.raw.includes('"page":"NextSong"') && !one.replayed);
    const item = bench.page.locator('.rejects > li', { has: bench.page.getByRole('link', { name: `${play.object}:${play.line}`, exact: true }) });
    await item.getByRole('button', { name: 'Repair' }).click();
    const text = bench.page.getByRole('textbox', { name: 'Record' });
    const raw = await text.inputValue();
    assert.equal(raw, play.raw);
    assert.ok(await bench.page.getByRole('button', { name: 'Send back' }).isDisabled());
    await text.fill(raw.replace('"yesterday"', '"tomorrow"'));
    await bench.page.getByRole('button', { name: 'Send back' }).click();
    await bench.page.locator('dialog .failure', { hasText: 'Rejected again' }).waitFor();
    await text.fill(raw.replace('"yesterday"', '1541106106796'));
    await bench.page.getByRole('button', { name: 'Send back' }).click();
    await bench.page.locator('dialog').waitFor({ state: 'detached' });
    await item.getByText('sent back').waitFor();
    assert.equal(await item.getByRole('button', { name: 'Repair' }).count(), 0);
    assert.equal(plays(), before + 1);
  });

  test('drift names the keys', async () => {
    await bench.go('#/loads/drift');
    await bench.page.locator('tbody tr').first().waitFor();
    const expected = bench.query('SELECT count(*) AS n FROM ledger.drift')[0].n;
    assert.equal(await bench.page.locator('tbody tr').count(), Number(expected));
  });

  test('a load that runs is seen, and its end', async () => {
    await bench.go('#/loads');
    await bench.page.locator('.loads tbody tr').first().waitFor();
    const known = await bench.page.locator('.loads tbody tr').count();
    const more = path.join(bench.folder, 'more');
    bench.run('generate', more, '--users', '3000', '--days', '60', '--songs', '10', '--start', '2020-01-01');
    bench.expect(/409/);
    const load = spawn(bench.program, ['load', '--to', bench.target, ...bench.sources(more)], { cwd: bench.folder, env: bench.environment, stdio: 'ignore' });
    const ended = new Promise((resolve) => load.on('exit', resolve));
    const live = bench.page.getByRole('region', { name: 'Running load' });
    await live.waitFor();
    await live.getByRole('progressbar').waitFor();
    assert.equal(await ended, 0);
    await live.waitFor({ state: 'detached' });
    await bench.page.waitForFunction((count) => document.querySelectorAll('.loads tbody tr').length > count, known);
  });
}
