import { describe, expect, it } from 'vitest';
import type { Cell, Column } from '../../src/api_types';
import { choose } from '../../src/charts/choose';
import { asTime, chartData, matrix, places } from '../../src/charts/data';
import { frame } from '../../src/charts/spatial';
import { cutAtMeridian, land } from '../../src/charts/land';
import { summarize } from '../../src/charts/summary';

const columns = (...words: string[]): Column[] =>
  words.map((word) => {
    const [name, kind = 'number'] = word.split(':');
    return { name, kind: kind as Column['kind'] };
  });
const days = Array.from({ length: 10 }, (_, day) => `2018-11-${String(day + 1).padStart(2, '0')}`);

describe('choose', () => {
  const chart = (cols: Column[], rows: Cell[][]) => choose({ columns: cols, rows });
  it('draws a line over time, with a series where one column tells groups apart', () => {
    expect(chart(columns('day:text', 'plays'), days.map((day) => [day, 1]))).toEqual({ chart: 'line', options: { x: 'day', y: 'plays' } });
    const rows = days.flatMap((day) => [[day, 'free', 1], [day, 'paid', 2]]);
    expect(chart(columns('day:text', 'level:text', 'plays'), rows)).toEqual({ chart: 'line', options: { x: 'day', series: 'level', y: 'plays' } });
  });
  it('draws bars for names, a number for one row, a table where nothing can be drawn', () => {
    expect(chart(columns('title:text', 'plays'), [['a', 1], ['b', 2]])).toEqual({ chart: 'bar', options: { x: 'title', y: 'plays' } });
    expect(chart(columns('plays'), [[7]]).chart).toBe('number');
    expect(chart(columns('title:text'), [['a'], ['b']]).chart).toBe('table');
    expect(chart(columns('plays'), []).chart).toBe('table');
  });
  it('draws a heatmap of two groups and a number', () => {
    const rows = Array.from({ length: 24 * 7 }, (_, at): Cell[] => [at % 24, Math.floor(at / 24), at]);
    expect(chart(columns('hour', 'weekday', 'plays'), rows)).toEqual({ chart: 'heatmap', options: { x: 'hour', y: 'weekday', value: 'plays' } });
  });
  it('puts coordinates on a map', () => {
    expect(chart(columns('name:text', 'latitude', 'longitude', 'plays'), [['a', 1, 2, 3]])).toEqual({
      chart: 'map',
      options: { lat: 'latitude', lon: 'longitude', value: 'plays' },
    });
  });
});

describe('chart data', () => {
  it('takes times as UTC', () => {
    expect(asTime('2018-11-01')).toBe(Date.UTC(2018, 10, 1));
    expect(asTime('2018-11-01 21:01:46.796')).toBe(Date.UTC(2018, 10, 1, 21, 1, 46, 796));
    expect(asTime('2018-11-01T21:01:46Z')).toBe(Date.UTC(2018, 10, 1, 21, 1, 46));
    expect(asTime('2018-13-41')).toBeNull();
    expect(asTime('November')).toBeNull();
  });
  it('fills the gaps of a series with nothing, not with zero', () => {
    const data = chartData({ columns: columns('x:text', 'who:text', 'n'), rows: [['a', 'p', 1], ['b', 'q', '2']] }, { x: 'x', y: 'n', series: 'who' });
    expect(data.x).toEqual(['a', 'b']);
    expect(data.series).toEqual([{ name: 'p', values: [1, null] }, { name: 'q', values: [null, 2] }]);
  });
  it('keeps the order of text in a heatmap, and sorts numbers', () => {
    const grid = matrix({ columns: columns('hour', 'day:text', 'n'), rows: [[10, 'Mon', 1], [9, 'Sun', 5]] }, { x: 'hour', y: 'day', value: 'n' });
    expect(grid.x).toEqual(['9', '10']);
    expect(grid.y).toEqual(['Mon', 'Sun']);
    expect(grid.cells).toEqual([[1, 0, 1], [0, 1, 5]]);
    expect([grid.least, grid.most]).toEqual([1, 5]);
  });
  it('leaves out places that are none', () => {
    const table = { columns: columns('name:text', 'lat', 'lon', 'n'), rows: [['a', 10, 20, 3], ['b', null, 5, 1], ['c', 95, 0, 1]] as Cell[][] };
    expect(places(table, {})).toEqual([{ name: 'a', lat: 10, lon: 20, value: 3 }]);
    expect(frame([])).toEqual([[-180, 84], [180, -60]]);
    const [[west, north], [east, south]] = frame([{ name: 'a', lat: 40, lon: -100, value: 1 }]);
    expect(west).toBeLessThan(-100);
    expect(east).toBeGreaterThan(-100);
    expect(north).toBeGreaterThan(40);
    expect(south).toBeLessThan(40);
  });
  it('says in words what a chart shows', () => {
    const table = { columns: columns('day:text', 'plays'), rows: [['2018-11-01', 5], ['2018-11-02', 9]] as Cell[][] };
    expect(summarize('line', 'Plays', table, { x: 'day', y: 'plays' })).toBe(
      'Line chart: Plays. 2 values of day, from 2018-11-01 to 2018-11-02. plays: least 5 at 2018-11-01, most 9 at 2018-11-02.',
    );
  });
});

describe('land', () => {
  it('is cut where it crosses the 180th meridian', () => {
    const parts = cutAtMeridian([[170, 0], [-170, 0], [-170, 10], [170, 10]]);
    expect(parts.map((part) => part.map(([lon]) => lon).sort((a, b) => a - b))).toEqual([[-180, -180, -170, -170], [170, 170, 180, 180]]);
    expect(cutAtMeridian([[0, 0], [10, 0], [10, 10]])).toEqual([[[0, 0], [10, 0], [10, 10]]]);
  });
  it('has no edge across the world', () => {
    expect(land.features.length).toBeGreaterThan(100);
    for (const { geometry } of land.features)
      for (const ring of geometry.coordinates)
        ring.forEach(([lon], index) => expect(Math.abs(lon - ring[(index + 1) % ring.length][0])).toBeLessThan(60));
  });
});
