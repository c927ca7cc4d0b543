// A small table that is here in full; its heads sort. Large results have the grid.
import { useMemo, useState } from 'preact/hooks';
import type { Cell, Table } from '../api_types';
import { asNumber, formatNumber } from '../format';
import { compareCells } from '../sort';
import { Value } from './value';

const YEAR_LIKE = /(^|_)(id|year|key|line)$/i;

function shown(value: Cell, kind: string, name: string): Cell {
  if (kind !== 'number' || typeof value !== 'number' || YEAR_LIKE.test(name)) return value;
  return asNumber(value) === null ? value : formatNumber(value);
}

export function DataTable({ table, label }: { table: Table; label: string }) {
  const [sort, setSort] = useState<{ column: number; descending: boolean } | null>(null);
  const rows = useMemo(() => {
    if (!sort) return table.rows;
    const kind = table.columns[sort.column]?.kind ?? 'text';
    return [...table.rows].sort((a, b) => compareCells(a[sort.column], b[sort.column], kind, sort.descending));
  }, [table, sort]);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="table">
        <thead>
          <tr>
            {table.columns.map((column, index) => {
              const sorted = sort?.column === index;
              return (
                <th key={index} scope="col" class={column.kind} aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : undefined}>
                  <button type="button" class="sorter" onClick={() => setSort({ column: index, descending: sorted ? !sort.descending : column.kind === 'number' })}>
                    {column.name}
                    {sorted && <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column} class={table.columns[column]?.kind} title={value === null ? undefined : String(value)}>
                  <Value value={shown(value, table.columns[column]?.kind ?? 'text', table.columns[column]?.name ?? '')} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
