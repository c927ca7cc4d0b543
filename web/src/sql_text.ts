// Places in SQL text. The server counts bytes of UTF-8; the editor counts UTF-16 units.

export function indexOfByte(text: string, byte: number): number {
  let bytes = 0;
  let index = 0;
  for (const character of text) {
    if (bytes >= byte) break;
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    index += character.length;
  }
  return Math.min(index, text.length);
}

// The word at a place, for the squiggle under an error: at least one character where there is one.
export function wordAt(text: string, index: number): { from: number; to: number } {
  const from = Math.min(index, Math.max(0, text.length - 1));
  const word = /^[\p{L}\p{N}_$.]+|^"[^"]*"?|^'[^']*'?/u.exec(text.slice(from));
  return { from, to: Math.min(text.length, from + (word ? word[0].length : 1)) };
}

export interface Statement {
  text: string;
  from: number;
}

// Splits at semicolons that stand outside of strings, quoted names, comments and dollar quotes.
export function splitStatements(sql: string): Statement[] {
  const token = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(\$\w*\$)[\s\S]*?(?:\1|$)|;/g;
  const statements: Statement[] = [];
  let start = 0;
  const add = (end: number) => {
    const piece = sql.slice(start, end);
    const lead = piece.length - piece.trimStart().length;
    const text = piece.trim();
    if (text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim()) statements.push({ text, from: start + lead });
  };
  for (const match of sql.matchAll(token)) {
    if (match[0] !== ';') continue;
    add(match.index);
    start = match.index + 1;
  }
  add(sql.length);
  return statements;
}
