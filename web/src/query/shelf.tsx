// Beside the editor: the tables to write about, queries saved as files, and what was run before.
import { useState } from 'preact/hooks';
import type { CatalogueTable, SavedQuery } from '../api_types';
import { Icon } from '../components/icon';
import { Empty } from '../components/states';
import { formatCompact, formatSeconds, plural } from '../format';
import { forgetHistory, history } from './history';

interface Props {
  tables?: CatalogueTable[];
  saved?: SavedQuery[];
  insert: (sql: string) => void;
  unsave: (name: string) => void;
}

type Tab = 'tables' | 'saved' | 'history';
const TABS: [Tab, string][] = [
  ['tables', 'Tables'],
  ['saved', 'Saved'],
  ['history', 'History'],
];

export function Shelf(props: Props) {
  const [tab, setTab] = useState<Tab>('tables');
  return (
    <aside class="shelf" aria-label="Tables, saved queries and history">
      <div class="tabs" role="group" aria-label="Show">
        {TABS.map(([name, title]) => (
          <button key={name} type="button" aria-pressed={tab === name} onClick={() => setTab(name)}>
            {title}
          </button>
        ))}
      </div>
      <div class="shelf-list" tabIndex={0} role="region" aria-label={tab}>
        {tab === 'tables' && <Tables {...props} />}
        {tab === 'saved' && <Saved {...props} />}
        {tab === 'history' && <History {...props} />}
      </div>
    </aside>
  );
}

const ORDER: CatalogueTable['kind'][] = ['fact', 'dimension', 'other', 'staging', 'ledger'];

function Tables({ tables, insert }: Props) {
  const sorted = [...(tables ?? [])].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return (
    <ul>
      {sorted.map((table) => {
        const name = table.kind === 'ledger' ? `${table.schema}.${table.name}` : table.name;
        return (
          <li key={name}>
            <details>
              <summary>
                <span class="mono">{name}</span>
                <span class="muted">{formatCompact(table.rows)}</span>
              </summary>
              {table.comment && <p class="muted small">{table.comment}</p>}
              <ul class="shelf-columns">
                {table.columns.map((column) => (
                  <li key={column.name} title={column.comment ?? undefined}>
                    <span class="mono">{column.name}</span>
                    <span class="muted mono">{column.type.toLowerCase()}</span>
                  </li>
                ))}
              </ul>
              <button type="button" class="button quiet" onClick={() => insert(`SELECT *\nFROM ${name}\nLIMIT 1000`)}>
                Show rows
              </button>
            </details>
          </li>
        );
      })}
    </ul>
  );
}

function Saved({ saved, insert, unsave }: Props) {
  if (!saved?.length)
    return (
      <Empty title="No saved queries" icon="save">
        <p>Ctrl S saves what the editor holds as a file that you can share.</p>
      </Empty>
    );
  return (
    <ul>
      {saved.map((one) => (
        <li key={one.name} class="shelf-item">
          <button type="button" class="shelf-open" title={one.sql} onClick={() => insert(one.sql)}>
            <b>{one.name}</b>
            <span class="muted mono">{one.sql.replace(/\s+/g, ' ').slice(0, 80)}</span>
          </button>
          <button type="button" class="button quiet icon" aria-label={`Delete ${one.name}`} onClick={() => unsave(one.name)}>
            <Icon name="trash" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function History({ insert }: Props) {
  if (!history.value.length) return <Empty title="No history yet" icon="query"><p>What you run is listed here, in this browser only.</p></Empty>;
  return (
    <>
      <ul>
        {history.value.map((run) => (
          <li key={run.sql} class="shelf-item">
            <button type="button" class="shelf-open" title={run.sql} onClick={() => insert(run.sql)}>
              <span class="mono">{run.sql.replace(/\s+/g, ' ').slice(0, 80)}</span>
              <span class="muted">
                {new Date(run.at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
                {run.error ? ' · failed' : ` · ${plural(run.rows ?? 0, 'row')} · ${formatSeconds(run.seconds ?? 0)}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button quiet" onClick={forgetHistory}>
        Forget all
      </button>
    </>
  );
}
