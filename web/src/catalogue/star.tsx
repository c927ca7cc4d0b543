// The star as a diagram: the fact in the middle, dimensions around it, what else there is below.
import { useMemo } from 'preact/hooks';
import { api } from '../api';
import type { CatalogueTable } from '../api_types';
import { useCommands } from '../commands';
import { Icon } from '../components/icon';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { type Wire, Wires } from '../components/wires';
import { formatCompact, formatNumber } from '../format';
import { go, link } from '../route';

const KIND_TITLES: Record<CatalogueTable['kind'], string> = { fact: 'fact', dimension: 'dimension', other: 'beside the star', staging: 'staging', ledger: 'ledger' };

// From each column that refers to another table's to that column.
export function wiresOf(tables: CatalogueTable[]): Wire[] {
  const columns = new Set(tables.flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`)));
  return tables.flatMap((table) =>
    table.columns.flatMap(({ name, references }) => {
      const target = references?.split('.').slice(-2).join('.');
      return target && columns.has(target) ? [{ from: `${table.name}.${name}`, to: target }] : [];
    }),
  );
}

export function Star() {
  const { value, error, again } = useLoaded(() => api.catalogue(), []);
  const tables = value?.tables ?? [];
  useCommands(tables.map((table) => ({ title: table.name, group: 'Table', run: () => go(link('catalogue', table.schema, table.name)) })), [value]);
  const parts = useMemo(() => {
    const of = (kind: CatalogueTable['kind']) => tables.filter((table) => table.kind === kind);
    const dimensions = of('dimension');
    const half = Math.ceil(dimensions.length / 2);
    return { facts: of('fact'), left: dimensions.slice(0, half), right: dimensions.slice(half), others: of('other'), below: [...of('staging'), ...of('ledger')] };
  }, [value]);
  const wires = useMemo(() => wiresOf([...parts.facts, ...parts.left, ...parts.right, ...parts.others]), [parts]);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={420} />;
  if (!tables.length)
    return (
      <Empty title="The warehouse has no tables yet" icon="catalogue">
        <p>
          <code>sparkify load</code> makes them.
        </p>
      </Empty>
    );
  return (
    <>
      <Wires wires={wires} class="star">
        <div class="star-column">{parts.left.map((table) => <Box key={table.name} table={table} />)}</div>
        <div class="star-column">{[...parts.facts, ...parts.others].map((table) => <Box key={table.name} table={table} />)}</div>
        <div class="star-column">{parts.right.map((table) => <Box key={table.name} table={table} />)}</div>
      </Wires>
      {parts.below.length > 0 && (
        <section class="below">
          <h2>How it came to be</h2>
          <div class="below-tables">
            {parts.below.map((table) => (
              <a key={`${table.schema}.${table.name}`} class="card below-table" href={link('catalogue', table.schema, table.name)}>
                <span class="row">
                  <b class="mono">{table.kind === 'ledger' ? `${table.schema}.${table.name}` : table.name}</b>
                  <span class="spring" />
                  <span class="muted small">{formatCompact(table.rows)}</span>
                </span>
                <span class="muted small">{table.comment ?? KIND_TITLES[table.kind]}</span>
              </a>
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function Box({ table }: { table: CatalogueTable }) {
  return (
    <article class={`card table-box ${table.kind}`}>
      <header>
        <h2>
          <a href={link('catalogue', table.schema, table.name)}>{table.name}</a>
        </h2>
        <span class={`tag ${table.kind === 'fact' ? 'accent' : ''}`}>{KIND_TITLES[table.kind]}</span>
        <span class="muted small rows" title={`${formatNumber(table.rows)} rows`}>
          {formatCompact(table.rows)} rows
        </span>
        {table.comment && <p class="muted small">{table.comment}</p>}
      </header>
      <ul>
        {table.columns.map((column) => (
          <li key={column.name} data-node={`${table.name}.${column.name}`} title={column.comment ?? undefined}>
            <span class="mono">{column.name}</span>
            {column.key && <span class="key" title="Key"><Icon name="key" /><span class="visually-hidden">key</span></span>}
            <span class="muted mono type">{column.type.toLowerCase()}</span>
            {column.references && <span class="visually-hidden">references {column.references}</span>}
          </li>
        ))}
      </ul>
    </article>
  );
}
