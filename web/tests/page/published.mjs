// The published numbers of the real sample, as the pages show them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { number } from './bench.mjs';

const PLAYS = 6820;
const ROWS = { songplays: PLAYS, users: 97, songs: 71, artists: 69, time: 6813, unmatched_plays: PLAYS - 1 };
const PAGES = {
  NextSong: PLAYS, Home: 806, Login: 92, Logout: 90, Downgrade: 60, Settings: 56, Help: 47, About: 36, Upgrade: 21, 'Save Settings': 10, Error: 9,
  'Submit Upgrade': 8, 'Submit Downgrade': 1,
};
const BY_HOUR = [155, 154, 117, 109, 136, 162, 183, 179, 207, 270, 312, 336, 308, 324, 432, 477, 542, 494, 498, 367, 360, 280, 217, 201];
const BY_WEEKDAY = { Sunday: 396, Monday: 1014, Tuesday: 1071, Wednesday: 1364, Thursday: 1052, Friday: 1295, Saturday: 628 };
const BY_WEEK = { '2018-10-29': 410, '2018-11-05': 1257, '2018-11-12': 1958, '2018-11-19': 1711, '2018-11-26': 1484 };
const BY_USER = [[49, 689], [80, 665], [97, 557], [15, 463], [44, 397], [29, 346], [24, 321], [73, 289], [88, 270], [36, 248]];
const CHANGE_LEVEL = [15, 16, 29, 36, 49, 80, 85, 88];

export default function published(bench) {
  // The sum of a column of a block's rows by another column.
  async function sums(title, by, of) {
    const found = {};
    for (const row of await bench.table(title)) found[row[by]] = (found[row[by]] ?? 0) + Number(row[of]);
    return found;
  }

  async function answer(sql) {
    await bench.runSql(sql);
    const rows = [];
    for (let row = 1; row <= (await bench.rowCount()); row++) rows.push(await bench.cells(row));
    return rows;
  }

  test('the overview', async () => {
    await bench.show('overview');
    assert.equal(await bench.stat('Plays'), PLAYS);
    assert.equal(await bench.stat('Listeners'), 96);
    assert.equal(await bench.stat('Listening time'), Math.round(1684759.7466 / 3600));
    assert.equal(await bench.stat('Plays on a paid plan'), 82);
    assert.deepEqual((await bench.table('Most active listeners')).map((row) => [Number(row[0]), Number(row.at(-1))]), BY_USER);
    const days = (await bench.table('Plays by day')).map((row) => row[0]);
    assert.deepEqual([days[0], days.at(-1)], ['2018-11-01', '2018-11-30']);
    assert.deepEqual(await sums('Plays by day', 1, 2), { paid: 5591, free: 1229 });
  });

  test('what people listen to', async () => {
    await bench.show('listening');
    assert.deepEqual(await bench.table('Most played songs'), [['Setanta matins', 'Elena', '0', '1']]);
    const missing = (await bench.table('Most played songs that are missing')).slice(0, 5).map((row) => [row[0].slice(0, 19), Number(row[2])]);
    assert.deepEqual(missing, [["You're The One", 37], ['Undo', 28], ['Revelry', 27], ['Sehr kosmisch', 21], ['Horn Concerto No. 4', 19]]);
    const artists = (await bench.table('Artists with the most missing plays')).slice(0, 3);
    assert.deepEqual(artists, [['Coldplay', '58'], ['Kings Of Leon', '55'], ['Dwight Yoakam', '38']]);
  });

  test('who listens', async () => {
    await bench.show('listeners');
    assert.deepEqual(await sums('Plays by gender and plan', 0, 2), { F: 4887, M: 1933 });
    assert.deepEqual(await sums('Listeners by plan', 0, 1), { free: 74, paid: 22 }); // the 75th who is free plays nothing
  });

  test('when people listen', async () => {
    await bench.show('when');
    assert.deepEqual((await bench.table('Plays by hour of the day')).map((row) => Number(row[1])), BY_HOUR);
    assert.deepEqual(await sums('Plays by hour and weekday', 0, 2), BY_WEEKDAY);
    assert.deepEqual(await sums('Plays by week', 0, 2), BY_WEEK);
  });

  test('who changes between free and paid', async () => {
    await bench.show('subscriptions');
    const ways = await sums('From the first play to the last', 0, 1);
    assert.equal(Object.entries(ways).reduce((sum, [way, listeners]) => (way.startsWith('always') ? sum : sum + listeners), 0), CHANGE_LEVEL.length);
  });

  test('the health of the data, and the load', async () => {
    await bench.show('health');
    assert.equal(await bench.stat('Records read'), 8056 + ROWS.songs);
    assert.equal(await bench.stat('Records rejected'), 0);
    assert.deepEqual(await bench.table('What became of the records'), [
      ['log_data', 'loaded', String(PLAYS)],
      ['log_data', 'not a play', String(8056 - PLAYS)],
      ['song_data', 'loaded', String(ROWS.songs)],
    ]);
    assert.equal(Object.values(await sums('Why plays find no song', 0, 1)).reduce((a, b) => a + b), PLAYS - 1);
    await bench.go('#/loads');
    const row = bench.page.locator('.loads tbody tr').first();
    await row.waitFor();
    const cells = await row.locator('td').allInnerTexts();
    assert.deepEqual([cells[3], cells[5], cells[7]].map(number), [30 + ROWS.songs, 8056 + ROWS.songs, 0]);
  });

  test('the rows of the star', async () => {
    await bench.go('#/catalogue');
    await bench.page.locator('.table-box.fact').waitFor();
    for (const [name, rows] of Object.entries(ROWS)) {
      const box = bench.page.locator('.table-box', { has: bench.page.getByRole('link', { name, exact: true }) });
      assert.equal(number(await box.locator('.rows').getAttribute('title')), rows, name);
    }
  });

  test('what no report draws, asked in the editor', async () => {
    await bench.go('#/query');
    assert.deepEqual(Object.fromEntries((await answer('SELECT page, count(*) FROM staging_events GROUP BY 1')).map(([page, n]) => [page, Number(n)])), PAGES);
    assert.deepEqual(await answer('SELECT count(*), count(*) - count(user_id), min(ts), max(ts) FROM staging_events'), [
      ['8056', '286', '2018-11-01 20:57:10.796', '2018-11-30 19:54:24.796'],
    ]);
    assert.deepEqual(await answer("SELECT DISTINCT date_part('milliseconds', ts) % 1000 FROM staging_events"), [['796']]);
    assert.deepEqual(await answer('SELECT start_time, user_id, title, song_id, p.artist_id FROM songplays p JOIN songs USING (song_id)'), [
      ['2018-11-21 21:56:47.796', '15', 'Setanta matins', 'SOZCTXZ12AB0182364', 'AR5KOSW1187FB35FF4'],
    ]);
    assert.deepEqual(await answer('SELECT level, count(*) FROM users GROUP BY 1 ORDER BY 1'), [['free', '75'], ['paid', '22']]);
    assert.deepEqual(await answer('SELECT user_id FROM users WHERE user_id NOT IN (SELECT user_id FROM songplays)'), [['21']]);
    const lengths = 'SELECT length FROM unmatched_plays UNION ALL SELECT duration FROM songplays JOIN songs USING (song_id)';
    assert.deepEqual(await answer(`SELECT CAST(round(sum(length), 4) AS DECIMAL(12, 4)) FROM (${lengths})`), [['1684759.7466']]);
    assert.deepEqual(
      await answer('SELECT user_id FROM songplays GROUP BY 1 HAVING count(DISTINCT level) > 1 ORDER BY 1'),
      CHANGE_LEVEL.map((user) => [String(user)]),
    );
    const levels = await answer(
      "SELECT level FROM (SELECT level, start_time, lag(level) OVER (ORDER BY start_time) AS before FROM songplays WHERE user_id = 15 AND CAST(start_time AS DATE) = '2018-11-21') plays " +
        'WHERE before IS NULL OR before <> level ORDER BY start_time',
    );
    assert.deepEqual(levels.flat(), ['paid', 'free', 'paid']);
  });
}
