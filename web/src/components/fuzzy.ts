// Finds what contains the typed letters in order; whole words and starts of words come first.

function score(query: string, text: string): number {
  if (query === '') return 1;
  const at = text.indexOf(query);
  if (at >= 0) return 1000 - at + (at === 0 || /\W/.test(text[at - 1]) ? 500 : 0);
  let points = 0;
  let from = 0;
  for (const letter of query) {
    const found = text.indexOf(letter, from);
    if (found < 0) return 0;
    points += found === 0 || /\W/.test(text[found - 1]) ? 10 : found === from ? 5 : 1;
    from = found + 1;
  }
  return points;
}

export function matches<T>(typed: string, all: readonly T[], text: (one: T) => string): T[] {
  const query = typed.trim().toLowerCase();
  return all
    .map((one, index) => ({ one, index, points: score(query, text(one).toLowerCase()) }))
    .filter((entry) => entry.points > 0)
    .sort((a, b) => b.points - a.points || a.index - b.index)
    .map((entry) => entry.one);
}
