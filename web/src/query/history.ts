// The queries that were run in this browser, latest first; the same text again moves to the top.
import { signal } from '@preact/signals';

export interface Run {
  sql: string;
  at: number;
  seconds?: number;
  rows?: number;
  error?: string;
}

const KEY = 'sparkify-history';
const MOST = 200;

function stored(): Run[] {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

export const history = signal<Run[]>(typeof localStorage === 'undefined' ? [] : stored());

export function withRun(list: Run[], run: Run): Run[] {
  return [run, ...list.filter((one) => one.sql !== run.sql)].slice(0, MOST);
}

export function remember(run: Run): void {
  history.value = withRun(history.value, run);
  try {
    localStorage.setItem(KEY, JSON.stringify(history.value));
  } catch {
    // A full store loses the history of this run, nothing else.
  }
}

export function forgetHistory(): void {
  history.value = [];
  localStorage.removeItem(KEY);
}
