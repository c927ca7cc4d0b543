// A result's rows: only what is visible is in the page, so that a million rows scroll like ten. Arrow keys move, Ctrl-C
// copies the cell.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Cell, QueryResult } from '../api_types';
import { Failure } from '../components/states';
import { Value } from '../components/value';
import { formatCell, formatNumber } from '../format';
import { Rows, type Sort } from './rows';
import { areaHeight, ROW_PX, scrollTo, visibleRows } from './scale';

const HEAD_PX = 44;
const CHARACTER_PX = 8.4;

export function columnWidth(name: string, values: Cell[]): number {
  const longest = values.reduce<number>((most, value) => Math.max(most, formatCell(value).length), name.length + 2);
  return Math.round(Math.min(420, Math.max(84, longest * CHARACTER_PX + 24)));
}

const NEXT: Record<string, Sort['order'] | null> = { none: 'asc', asc: 'desc', desc: null };

export function Grid({ result }: { result: QueryResult }) {
  const host = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const [, redraw] = useState(0);
  const [view, setView] = useState({ top: 0, left: 0, height: 400, width: 800 });
  const [active, setActive] = useState({ row: 0, column: 0 });
  const rows = useMemo(
    () => Rows.of(result.result, result.row_count, sort, () => redraw((count) => count + 1), result.rows),
    [result, sort],
  );
  const numberWidth = Math.max(44, formatNumber(result.row_count).length * 7 + 24);
  const lefts = useMemo(() => {
    const edges = [numberWidth];
    result.columns.forEach((column, index) => {
      edges.push(edges[index] + columnWidth(column.name, result.rows.slice(0, 100).map((row) => row[index])));
    });
    return edges;
  }, [result]);
  const total = lefts[lefts.length - 1];

  useEffect(() => {
    const element = host.current!;
    const look = () => setView({ top: element.scrollTop, left: element.scrollLeft, height: element.clientHeight - HEAD_PX, width: element.clientWidth });
    const sized = new ResizeObserver(look);
    sized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const shown = visibleRows(result.row_count, view.top, view.height);
  useEffect(() => rows.need(shown.first, shown.last), [rows, shown.first, shown.last]);

  // Only the columns in sight are drawn; the one with the active cell stays for screen readers.
  const columns = result.columns
    .map((column, index) => ({ column, index }))
    .filter(({ index }) => index === active.column || (lefts[index + 1] > view.left - 200 && lefts[index] < view.left + view.width + 200));

  const move = (row: number, column: number) => {
    const next = { row: Math.max(0, Math.min(result.row_count - 1, row)), column: Math.max(0, Math.min(result.columns.length - 1, column)) };
    setActive(next);
    const element = host.current!;
    element.scrollTop = scrollTo(next.row, result.row_count, element.scrollTop, view.height);
    if (lefts[next.column] < element.scrollLeft) element.scrollLeft = next.column === 0 ? 0 : lefts[next.column];
    else if (lefts[next.column + 1] > element.scrollLeft + view.width) element.scrollLeft = lefts[next.column + 1] - view.width;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== host.current) return;
    const page = Math.max(1, Math.floor(view.height / ROW_PX) - 1);
    const control = event.ctrlKey || event.metaKey;
    const { row, column } = active;
    const moves: Record<string, () => void> = {
      ArrowDown: () => move(row + 1, column),
      ArrowUp: () => move(row - 1, column),
      ArrowRight: () => move(row, column + 1),
      ArrowLeft: () => move(row, column - 1),
      PageDown: () => move(row + page, column),
      PageUp: () => move(row - page, column),
      Home: () => move(control ? 0 : row, 0),
      End: () => move(control ? result.row_count - 1 : row, result.columns.length - 1),
    };
    if (control && event.key.toLowerCase() === 'c' && !String(getSelection())) {
      const value = rows.at(row)?.[column];
      if (value !== undefined) void navigator.clipboard?.writeText(value === null ? '' : String(value));
      event.preventDefault();
    } else if (moves[event.key] && !(control && event.key.startsWith('Arrow'))) {
      event.preventDefault();
      moves[event.key]();
    }
  };
  const sortBy = (column: number) => {
    const order = NEXT[sort?.column === column ? sort.order : 'none'];
    setSort(order ? { column, order } : null);
    host.current!.scrollTop = 0;
  };

  const indexes = Array.from({ length: Math.max(0, shown.last - shown.first) }, (_, offset) => shown.first + offset);
  return (
    <>
      {rows.error ? <Failure error={rows.error} /> : null}
      <div
        ref={host}
        class="grid"
        role="grid"
        tabIndex={0}
        aria-label="Result"
        aria-rowcount={result.row_count + 1}
        aria-colcount={result.columns.length + 1}
        aria-activedescendant={result.row_count ? `cell-${active.row}-${active.column}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div class="grid-head" role="row" aria-rowindex={1} style={{ width: total }}>
          <div class="row-number" role="columnheader" aria-colindex={1} style={{ left: 0, width: numberWidth }}>
            <span class="visually-hidden">Row</span>
          </div>
          {columns.map(({ column, index }) => {
            const order = sort?.column === index ? sort.order : null;
            return (
              <div
                key={index}
                role="columnheader"
                class={column.kind}
                aria-colindex={index + 2}
                aria-sort={order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none'}
                style={{ left: lefts[index], width: lefts[index + 1] - lefts[index] }}
              >
                <button type="button" tabIndex={-1} title={`Sort by ${column.name}`} onClick={() => sortBy(index)}>
                  <span>
                    {column.name}
                    {order && <span aria-hidden="true">{order === 'asc' ? ' ↑' : ' ↓'}</span>}
                  </span>
                  <span class="grid-type">{(column.type ?? column.kind).toLowerCase()}</span>
                </button>
              </div>
            );
          })}
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: areaHeight(result.row_count), width: total }}>
          {indexes.map((index) => {
            const row = rows.at(index);
            return (
              <div key={index} class="grid-row" role="row" aria-rowindex={index + 2} style={{ top: shown.top + (index - shown.first) * ROW_PX, width: total }}>
                <div class="row-number" role="rowheader" aria-colindex={1} style={{ left: 0, width: numberWidth }}>
                  {formatNumber(index + 1)}
                </div>
                {columns.map(({ column, index: at }) => (
                  <div
                    key={at}
                    id={`cell-${index}-${at}`}
                    role="gridcell"
                    aria-colindex={at + 2}
                    aria-selected={active.row === index && active.column === at}
                    class={row ? column.kind : 'waiting'}
                    style={{ left: lefts[at], width: lefts[at + 1] - lefts[at] }}
                    onClick={() => setActive({ row: index, column: at })}
                  >
                    {row ? <Value value={row[at]} /> : '·'}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
