// One table closely: what each column holds, and some rows.
import { api } from '../api';
import type { CatalogueColumn, ColumnStatistics } from '../api_types';
import { DataTable } from '../components/data_table';
import { Icon } from '../components/icon';
import { Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { Value } from '../components/value';
import { formatCompact, formatNumber, plural } from '../format';
import { openInEditor } from '../pages/draft';
import { link } from '../route';

export function TableView({ schema, name }: { schema: string; name: string }) {
  const all = useLoaded(() => api.catalogue(), []);
  const detail = useLoaded(() => api.table(schema, name), [schema, name]);
  const table = all.value?.tables.find((one) => one.schema === schema && one.name === name);
  const qualified = table?.kind === 'ledger' ? `${schema}.${name}` : name;
  return (
    <>
      <div class="row table-head">
        <a href={link('catalogue')}>Tables</a>
        <span class="muted" aria-hidden="true">/</span>
        <h2 class="mono">{qualified}</h2>
        {table && <span class="muted">{plural(table.rows, 'row')}</span>}
        <span class="spring" />
        <button type="button" class="button" onClick={() => openInEditor(`SELECT *\nFROM ${qualified}\nLIMIT 1000`)}>
          <Icon name="query" />
          Query it
        </button>
      </div>
      {table?.comment && <p class="muted table-comment">{table.comment}</p>}
      {detail.error ? <Failure error={detail.error} retry={detail.again} /> : null}
      {!detail.error && !detail.value ? <Skeleton height={320} /> : null}
      {detail.value && (
        <>
          <div class="column-cards">
            {detail.value.columns.map((column) => (
              <ColumnCard key={column.name} column={column} rows={table?.rows ?? 0} about={table?.columns.find((one) => one.name === column.name)} />
            ))}
          </div>
          <section class="card sample">
            <h2>Some rows</h2>
            <DataTable table={detail.value.sample} label={`Some rows of ${qualified}`} />
          </section>
        </>
      )}
    </>
  );
}

// Beyond this engines estimate rather than count.
const EXACT_DISTINCT = 10_000;

function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0%';
  const percent = (100 * part) / whole;
  return percent < 0.1 ? '<0.1%' : `${percent.toFixed(percent < 10 ? 1 : 0)}%`;
}

function ColumnCard({ column, rows, about }: { column: ColumnStatistics; rows: number; about?: CatalogueColumn }) {
  const most = column.top.reduce((value, one) => Math.max(value, one.count), 1);
  const repeats = column.top.some((one) => one.count > 1);
  return (
    <section class="card column-card" aria-label={column.name}>
      <header class="row">
        <h3 class="mono">{column.name}</h3>
        {about?.key && <span class="tag accent">key</span>}
        <span class="spring" />
        <span class="muted mono small">{column.type.toLowerCase()}</span>
      </header>
      {about?.comment && <p class="muted small">{about.comment}</p>}
      {about?.references && (
        <p class="small">
          <span class="muted">references</span> <span class="mono">{about.references}</span>
        </p>
      )}
      <dl class="facts">
        <dt>Distinct</dt>
        <dd>{column.distinct > EXACT_DISTINCT ? `about ${formatCompact(column.distinct)}` : formatNumber(column.distinct)}</dd>
        <dt>NULL</dt>
        <dd>{column.nulls ? `${formatNumber(column.nulls)} (${share(column.nulls, rows)})` : 'none'}</dd>
        <dt>Least</dt>
        <dd class="clip" title={String(column.min)}>
          <Value value={column.min} />
        </dd>
        <dt>Greatest</dt>
        <dd class="clip" title={String(column.max)}>
          <Value value={column.max} />
        </dd>
      </dl>
      {repeats && (
        <ul class="top-values" aria-label="Most frequent values">
          {column.top.map((one, index) => (
            <li key={index} title={String(one.value)}>
              <span class="bar" style={{ width: `${(100 * one.count) / most}%` }} />
              <span class="clip">
                <Value value={one.value} />
              </span>
              <span class="muted">{formatNumber(one.count)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
