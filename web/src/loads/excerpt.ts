// The part of a record around the place that is wrong, on one line, and where the caret stands under it.
import { indexOfByte } from '../sql_text';

const BEFORE = 60;
const SHOWN = 160;

export interface Excerpt {
  text: string;
  caret: number;
}

// `position` counts bytes.
export function excerpt(raw: string, position: number): Excerpt {
  const at = [...raw.slice(0, indexOfByte(raw, position))].length;
  const characters = [...raw];
  const start = Math.max(0, at - BEFORE);
  const shown = characters.slice(start, start + SHOWN).map((character) => (character < ' ' || character === '\u007f' ? ' ' : character));
  const before = start > 0 ? '…' : '';
  const after = start + SHOWN < characters.length ? '…' : '';
  return { text: before + shown.join('') + after, caret: before.length + Math.min(at - start, shown.length) };
}
