// Where rows lie in a scrolled area. Browsers cap an element's height, so that a million rows need a scale between
// what the bar scrolls and where the rows are; near the visible place rows keep their true distance.

export const ROW_PX = 28;
const MOST_PX = 16_000_000;

export interface Window {
  first: number;
  last: number; // after the last row that is shown
  top: number; // of the first row, in the scrolled area
}

export function areaHeight(rows: number): number {
  return Math.min(rows * ROW_PX, MOST_PX);
}

export function visibleRows(rows: number, scrollTop: number, viewport: number): Window {
  const height = areaHeight(rows);
  const most = Math.max(1, height - viewport);
  const trueMost = Math.max(0, rows * ROW_PX - viewport);
  const scale = height < rows * ROW_PX ? trueMost / most : 1;
  const place = Math.min(trueMost, Math.max(0, scrollTop * scale)); // in true pixels
  const first = Math.max(0, Math.floor(place / ROW_PX) - 4);
  const last = Math.min(rows, Math.ceil((place + viewport) / ROW_PX) + 4);
  return { first, last, top: scrollTop + (first * ROW_PX - place) };
}

// The scroll position that shows a row, or the present one where it is visible.
export function scrollTo(row: number, rows: number, scrollTop: number, viewport: number): number {
  const most = Math.max(1, areaHeight(rows) - viewport);
  const trueMost = Math.max(0, rows * ROW_PX - viewport);
  if (trueMost === 0) return 0;
  const place = (scrollTop / most) * trueMost;
  const top = row * ROW_PX;
  if (top < place) return (top / trueMost) * most;
  if (top + ROW_PX > place + viewport) return ((top + ROW_PX - viewport) / trueMost) * most;
  return scrollTop;
}
