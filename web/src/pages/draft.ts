// The text of the query editor, kept in this browser, and how other pages put a query there.
import { signal } from '@preact/signals';
import { go, link } from '../route';

const KEY = 'sparkify-draft';

export const draft = signal(typeof localStorage === 'undefined' ? '' : (localStorage.getItem(KEY) ?? ''));

export function keepDraft(sql: string): void {
  draft.value = sql;
  localStorage.setItem(KEY, sql);
}

export function openInEditor(sql: string): void {
  keepDraft(sql);
  go(link('query'));
}
