// The order of cells: numbers by value (also those that came as text; NaN above all), text by code point, NULL last either way.
import type { Cell, Kind } from './api_types';

export function compareCells(a: Cell, b: Cell, kind: Kind, descending = false): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = kind === 'number' ? compareNumbers(a, b) : compareText(String(a), String(b));
  return descending ? -order : order;
}

function compareNumbers(a: Cell, b: Cell): number {
  // Integers beyond a double's reach come as text.
  if (typeof a === 'string' && typeof b === 'string' && /^-?\d+$/.test(a) && /^-?\d+$/.test(b)) {
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const [left, right] = [numberOf(a), numberOf(b)];
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

// What JSON has no number for came as text: nan, inf, and -inf.
function numberOf(cell: Cell): number {
  if (typeof cell !== 'string') return Number(cell);
  return Number(cell.replace(/^(-?)inf(inity)?$/i, '$1Infinity'));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
