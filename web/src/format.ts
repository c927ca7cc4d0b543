// How values are written: numbers with thin groups, sizes, spans of time, cells.
import type { Cell } from './api_types';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export const NULL_TEXT = 'NULL';

// A number that a double cannot hold exactly comes as text: `asNumber` is for charts, `formatCell` keeps its digits.
export function asNumber(value: Cell | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return null;
}

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value !== 0 && Math.abs(value) < 1 ? fine.format(value) : grouped.format(value);
}

export function formatCompact(value: number): string {
  return Math.abs(value) < 10_000 ? formatNumber(value) : compact.format(value);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = bytes;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatTime(text: string): string {
  return text.replace('T', ' ').replace(/(\.\d+)?(Z|\+00(:?00)?)?$/, '');
}

// `format` is the word of a block's header: percent (of a value from 0 to 100), count, bytes, seconds.
export function formatAs(value: Cell | undefined, format?: string, unit?: string): string {
  if (value === null || value === undefined) return '–';
  const number = asNumber(value);
  if (number === null) return String(value);
  let text: string;
  switch (format) {
    case 'percent':
      text = `${grouped.format(number)}%`;
      break;
    case 'count':
      text = grouped.format(Math.round(number));
      break;
    case 'bytes':
      text = formatBytes(number);
      break;
    case 'seconds':
      text = formatSeconds(number);
      break;
    default:
      text = typeof value === 'string' ? value : formatNumber(number);
  }
  if (!unit) return text;
  return unit === '%' ? `${text}%` : `${text} ${unit}`;
}

// A cell of a grid: exactly what the database said, but for NULL, which callers show as such.
export function formatCell(value: Cell): string {
  if (value === null) return NULL_TEXT;
  return String(value);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
