// The warehouses that the page is driven over, and the suites for each. A warehouse fills a bench: its files, its target,
// and its data where it is kept.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './bench.mjs';

export const SCRIPT_TITLE = '<script>globalThis.intruder = 1</script><img src=x onerror="globalThis.intruder = 1">';
const SAMPLE = path.join(ROOT, '../shared/data/sparkify-sample');
const OF_ANY_SIZE = ['pages', 'reports', 'grid', 'catalogue', 'history'];

// Throws where there is no such warehouse; gives nothing where its data is not at hand.
export function warehouse(name) {
  if (name === 'faults') {
    const suites = ['files', 'reports', 'report_files', 'grid', 'query', 'catalogue', 'trace', 'history', 'loads', 'access', 'exported'];
    return { suites, fill: (bench) => fillWithFaults(bench, { hostile: true }) };
  }
  if (name === 'pictures') return { suites: ['pictures'], fill: (bench) => fillWithFaults(bench, { hostile: false }) };
  if (name === 'sample') return fs.existsSync(SAMPLE) ? { suites: ['published', ...OF_ANY_SIZE], fill: fillWithSample } : undefined;
  if (/^\d+$/.test(name)) return { suites: OF_ANY_SIZE, fill: (bench) => fillWithEvents(bench, Number(name)) };
  if (fs.existsSync(name)) return { suites: OF_ANY_SIZE, fill: (bench) => take(bench, path.resolve(name)) };
  throw new Error(`${name} is no warehouse: faults, pictures, sample, a number of events, or a file of DuckDB`);
}

function start(bench) {
  fs.rmSync(bench.folder, { recursive: true, force: true });
  fs.mkdirSync(bench.queries, { recursive: true });
  fs.cpSync(path.join(ROOT, 'warehouse'), bench.warehouse, { recursive: true });
}

function load(bench, data, ...flags) {
  bench.data = data;
  bench.run('load', '--to', bench.target, ...bench.sources(), ...flags);
}

function fillWithFaults(bench, { hostile }) {
  start(bench);
  const data = path.join(bench.folder, 'data');
  bench.run('generate', data, '--users', '400', '--days', '40', '--songs', '500', '--faults');
  if (hostile) addHostileSong(data);
  load(bench, data);
}

// A song whose title is a script, played often enough to be seen in reports.
function addHostileSong(data) {
  const song = { num_songs: 1, artist_id: 'ARHOSTILE', artist_latitude: 40.7, artist_longitude: -74, artist_location: SCRIPT_TITLE };
  Object.assign(song, { artist_name: SCRIPT_TITLE, song_id: 'SOHOSTILE', title: SCRIPT_TITLE, duration: 200.5, year: 2001 });
  fs.writeFileSync(path.join(data, 'song_data', 'hostile.json'), JSON.stringify(song));
  const plays = Array.from({ length: 5000 }, (_, index) =>
    JSON.stringify({
      artist: SCRIPT_TITLE, auth: 'Logged In', firstName: 'Eve', gender: 'F', itemInSession: index, lastName: SCRIPT_TITLE, length: 200.5, level: 'paid',
      location: SCRIPT_TITLE, method: 'PUT', page: 'NextSong', registration: 1.5e12, sessionId: 999999, song: SCRIPT_TITLE, status: 200,
      ts: 1542000000000 + index * 201_000, userAgent: SCRIPT_TITLE, userId: '100001',
    }),
  );
  fs.writeFileSync(path.join(data, 'log_data', 'hostile.json'), plays.join('\n'));
}

// The real sample; its events stay in their staging table, which knows the pages that are no plays.
function fillWithSample(bench) {
  start(bench);
  load(bench, SAMPLE, '--keep-staging');
}

function fillWithEvents(bench, events) {
  start(bench);
  const data = path.join(bench.folder, 'data');
  bench.run('generate', data, '--events', String(events), '--users', String(Math.max(100, Math.round(events / 200))), '--songs', '2000');
  load(bench, data);
  fs.rmSync(data, { recursive: true });
  bench.data = undefined;
}

function take(bench, file) {
  start(bench);
  bench.target = file;
}
