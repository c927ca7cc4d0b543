// A table's columns as a chart wants them: x values, series of numbers, times.
import type { BlockOptions, Cell, Column, Table } from '../api_types';
import { asNumber } from '../format';

export type Axis = 'time' | 'value' | 'category';

export interface Series {
  name: string;
  values: (number | null)[]; // one for each x
}

export interface ChartData {
  xName: string;
  axis: Axis;
  x: Cell[]; // distinct, in the order of the rows
  series: Series[];
  stacked: boolean;
}

const DATE = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|\+00(:?00)?)?$/;

// Times without a zone are UTC, as everything in the warehouse is.
export function asTime(value: Cell): number | null {
  if (typeof value !== 'string' || !DATE.test(value)) return null;
  const [day, time = '00:00:00'] = value.replace(/(Z|\+00(:?00)?)$/, '').split(/[ T]/);
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) ? null : at;
}

export function columnIndex(columns: Column[], name: string | undefined): number {
  return name === undefined ? -1 : columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

export function axisOf(values: Cell[], kind: Column['kind']): Axis {
  const present = values.filter((value) => value !== null);
  if (present.length > 0 && present.every((value) => asTime(value) !== null)) return 'time';
  return kind === 'number' ? 'value' : 'category';
}

export function chartData(table: Table, options: BlockOptions): ChartData {
  const { columns, rows } = table;
  let x = columnIndex(columns, options.x);
  if (x < 0) x = 0;
  const by = columnIndex(columns, options.series);
  let ys = (options.y ?? '').split(',').map((name) => columnIndex(columns, name.trim())).filter((index) => index >= 0);
  if (ys.length === 0) ys = columns.flatMap((column, index) => (column.kind === 'number' && index !== x && index !== by ? [index] : []));

  const places = new Map<Cell, number>();
  for (const row of rows) if (!places.has(row[x])) places.set(row[x], places.size);
  const xs = [...places.keys()];
  const series = new Map<string, Series>();
  const put = (name: string, at: number, value: Cell) => {
    let one = series.get(name);
    if (!one) series.set(name, (one = { name, values: xs.map(() => null) }));
    one.values[at] = asNumber(value);
  };
  for (const row of rows) {
    const at = places.get(row[x])!;
    if (by >= 0) put(row[by] === null ? 'NULL' : String(row[by]), at, row[ys[0]]);
    else for (const y of ys) put(columns[y].name, at, row[y]);
  }
  return { xName: columns[x]?.name ?? '', axis: axisOf(xs, columns[x]?.kind ?? 'text'), x: xs, series: [...series.values()], stacked: by >= 0 };
}

export interface Matrix {
  x: string[];
  y: string[];
  cells: [number, number, number][];
  least: number;
  most: number;
  valueName: string;
}

export function matrix(table: Table, options: BlockOptions): Matrix {
  const { columns, rows } = table;
  const x = Math.max(0, columnIndex(columns, options.x ?? columns[0]?.name));
  const y = Math.max(0, columnIndex(columns, options.y ?? columns[1]?.name));
  let value = columnIndex(columns, options.value);
  if (value < 0) value = columns.findIndex((column, index) => column.kind === 'number' && index !== x && index !== y);
  const axis = (index: number) => {
    const values = [...new Set(rows.map((row) => row[index]))];
    if (columns[index]?.kind === 'number') values.sort((a, b) => (asNumber(a) ?? -Infinity) - (asNumber(b) ?? -Infinity));
    return values.map((cell) => (cell === null ? 'NULL' : String(cell)));
  };
  const xs = axis(x);
  const ys = axis(y);
  const place = (list: string[], cell: Cell) => list.indexOf(cell === null ? 'NULL' : String(cell));
  const cells = rows.flatMap((row): [number, number, number][] => {
    const number = asNumber(row[value]);
    return number === null ? [] : [[place(xs, row[x]), place(ys, row[y]), number]];
  });
  const numbers = cells.map((cell) => cell[2]);
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const most = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  return { x: xs, y: ys, cells, least, most, valueName: columns[value]?.name ?? '' };
}

export interface Place {
  name: string;
  lat: number;
  lon: number;
  value: number;
}

export function places(table: Table, options: BlockOptions): Place[] {
  const { columns, rows } = table;
  const find = (given: string | undefined, pattern: RegExp) => {
    const index = columnIndex(columns, given);
    return index >= 0 ? index : columns.findIndex((column) => pattern.test(column.name));
  };
  const lat = find(options.lat, /^lat(itude)?$/i);
  const lon = find(options.lon, /^(lon|lng|longitude)$/i);
  let value = columnIndex(columns, options.value);
  if (value < 0) value = columns.findIndex((column, index) => column.kind === 'number' && index !== lat && index !== lon);
  const name = columns.findIndex((column) => column.kind === 'text');
  return rows.flatMap((row): Place[] => {
    const at = { lat: asNumber(row[lat]), lon: asNumber(row[lon]) };
    if (at.lat === null || at.lon === null || Math.abs(at.lat) > 90 || Math.abs(at.lon) > 180) return [];
    const label = name >= 0 && row[name] !== null ? String(row[name]) : `${at.lat.toFixed(2)}, ${at.lon.toFixed(2)}`;
    return [{ name: label, lat: at.lat, lon: at.lon, value: asNumber(row[value]) ?? 1 }];
  });
}
