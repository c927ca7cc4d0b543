// Which chart suits a result, told by its columns and values.
import type { BlockOptions, ChartType, Column, Table } from '../api_types';
import { asTime } from './data';

export interface Choice {
  chart: ChartType;
  options: BlockOptions;
}

const LEAST_FOR_LINE = 3;
const MOST_SERIES = 12;
const MOST_HEATMAP_SIDE = 60;

export function choose({ columns, rows }: Table): Choice {
  const numbers = columns.filter((column) => column.kind === 'number');
  const lat = columns.find((column) => /^lat(itude)?$/i.test(column.name) && column.kind === 'number');
  const lon = columns.find((column) => /^(lon|lng|longitude)$/i.test(column.name) && column.kind === 'number');
  if (lat && lon) {
    const value = numbers.find((column) => column !== lat && column !== lon);
    return { chart: 'map', options: named({ lat, lon, value }) };
  }
  if (rows.length === 0 || numbers.length === 0) return { chart: 'table', options: {} };
  if (rows.length === 1) return { chart: 'number', options: {} };
  if (columns.length === 1) return { chart: 'table', options: {} };

  const distinct = (column: Column) => {
    const index = columns.indexOf(column);
    return new Set(rows.map((row) => row[index])).size;
  };
  const isTime = (column: Column) => {
    const index = columns.indexOf(column);
    const present = rows.map((row) => row[index]).filter((value) => value !== null);
    return present.length > 0 && present.every((value) => asTime(value) !== null);
  };
  const time = columns.find(isTime);
  const labels = columns.filter((column) => column.kind !== 'number' && column !== time);
  if (time) {
    const series = labels.find((column) => distinct(column) <= MOST_SERIES);
    const chart = distinct(time) >= LEAST_FOR_LINE ? 'line' : 'bar';
    const y = series ? numbers[0].name : numbers.map((column) => column.name).join(',');
    return { chart, options: { ...named({ x: time, series }), y } };
  }
  // Two ways to group and one number that hardly repeats itself: a grid of cells.
  if (columns.length === 3 && labels.length <= 2) {
    const [x, y, value] = [...columns].sort((a, b) => Number(a === numbers.at(-1)) - Number(b === numbers.at(-1)));
    const wide = distinct(x);
    const high = distinct(y);
    if (value.kind === 'number' && wide >= 4 && high >= 4 && Math.max(wide, high) <= MOST_HEATMAP_SIDE && rows.length > wide * high * 0.4) {
      return { chart: 'heatmap', options: named(wide >= high ? { x, y, value } : { x: y, y: x, value }) };
    }
  }
  if (labels.length > 0) {
    const [x, series] = labels;
    if (series && distinct(series) <= MOST_SERIES && distinct(x) < rows.length) {
      return { chart: 'bar', options: named({ x, y: numbers[0], series }) };
    }
    return { chart: 'bar', options: { ...named({ x }), y: numbers[0].name } };
  }
  const [x, y] = numbers;
  const chart = distinct(x) === rows.length && rows.length > 31 ? 'line' : 'bar';
  return distinct(x) === rows.length ? { chart, options: named({ x, y }) } : { chart: 'table', options: {} };
}

function named(columns: Record<string, Column | undefined>): BlockOptions {
  return Object.fromEntries(Object.entries(columns).flatMap(([key, column]) => (column ? [[key, column.name]] : [])));
}
