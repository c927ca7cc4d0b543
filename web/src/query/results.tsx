// What came of a run: a tab for each statement, its rows as a grid or a chart, its plan or its error.
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, download } from '../api';
import { choose } from '../charts/choose';
import { useCommands } from '../commands';
import { Icon } from '../components/icon';
import { Empty, Failure } from '../components/states';
import { say } from '../components/toast';
import { formatSeconds, plural } from '../format';
import { Grid } from './grid';
import { Plan } from './plan';
import { ResultChart } from './result_chart';
import { type Outcome, outcomes } from './run';

export function Results() {
  const list = outcomes.value;
  const [chosen, setChosen] = useState<{ of: Outcome[]; index: number }>({ of: list, index: 0 });
  if (list.length === 0)
    return (
      <Empty title="Nothing has run yet" icon="query">
        <p>Write a query above and run it with Ctrl Enter. A selection runs alone. Complete names with Ctrl Space.</p>
      </Empty>
    );
  const index = chosen.of === list ? chosen.index : list.length - 1;
  return (
    <div class="results">
      {list.length > 1 && (
        <div class="tabs result-tabs" role="group" aria-label="Results">
          {list.map((one, at) => (
            <button key={at} type="button" aria-pressed={at === index} title={one.sql} onClick={() => setChosen({ of: list, index: at })}>
              {at + 1}: {one.sql.replace(/\s+/g, ' ').slice(0, 28)}
            </button>
          ))}
        </div>
      )}
      <One key={index} outcome={list[index]} />
    </div>
  );
}

const view = signal<'rows' | 'chart'>('rows');

function One({ outcome }: { outcome: Outcome }) {
  const { result, plan, error } = outcome;
  // The next result is drawn as this one was, where it can be.
  useEffect(() => {
    if (view.value === 'chart' && result && choose(result).chart === 'table') view.value = 'rows';
  }, [result]);
  const save = (format: 'csv' | 'json' | 'parquet') => {
    if (result) download(result.result, format).catch((failure) => say(failure instanceof Error ? failure.message : String(failure)));
  };
  useCommands(
    result
      ? [
          { title: 'Show the result as a chart or rows', group: 'Query', keys: 'v', run: () => (view.value = view.value === 'rows' ? 'chart' : 'rows') },
          ...(['csv', 'json', 'parquet'] as const).map((format) => ({ title: `Export the result as ${format.toUpperCase()}`, group: 'Query', run: () => save(format) })),
        ]
      : [],
    [result],
  );
  if (error) {
    if (error instanceof ApiError && error.message === 'cancelled') return <Empty title="Cancelled" icon="stop"><p>The query was stopped before it had a result.</p></Empty>;
    return <div class="result-body"><Failure error={error} /></div>;
  }
  if (plan) return <Plan plan={plan} />;
  if (!result) return null;
  return (
    <>
      <div class="row result-head">
        <div class="tabs" role="group" aria-label="View">
          <button type="button" aria-pressed={view.value === 'rows'} onClick={() => (view.value = 'rows')}>
            Rows
          </button>
          <button type="button" aria-pressed={view.value === 'chart'} onClick={() => (view.value = 'chart')}>
            Chart
          </button>
        </div>
        <span class="muted small" role="status">
          <span data-testid="row-count">{plural(result.row_count, 'row')}</span> in {formatSeconds(result.seconds)}
        </span>
        {result.truncated && <span class="tag warn">cut at the row limit</span>}
        <span class="spring" />
        <div class="row exports">
          <Icon name="download" />
          {(['csv', 'json', 'parquet'] as const).map((format) => (
            <button key={format} type="button" class="button quiet" aria-label={`Export ${format.toUpperCase()}`} onClick={() => save(format)}>
              {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
            </button>
          ))}
        </div>
      </div>
      {view.value === 'chart' ? (
        <div class="result-body">
          <ResultChart result={result} />
        </div>
      ) : result.row_count === 0 ? (
        <Empty title="No rows">
          <p>{result.columns.map((column) => column.name).join(', ')}</p>
        </Empty>
      ) : (
        <div class="grid-host">
          <Grid key={result.result} result={result} />
        </div>
      )}
    </>
  );
}
