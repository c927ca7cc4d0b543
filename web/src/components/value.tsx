// One value in a table: always text, NULL told from the text "NULL".
import type { Cell } from '../api_types';
import { NULL_TEXT } from '../format';

export function Value({ value }: { value: Cell }) {
  if (value === null) return <span class="null">{NULL_TEXT}</span>;
  return <>{String(value)}</>;
}
