// Follows one record from its place in a file to the rows it became, or to the reason it did not.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../api';
import type { Trace as TraceAnswer } from '../api_types';
import { DataTable } from '../components/data_table';
import { Icon } from '../components/icon';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatNumber } from '../format';
import { RejectText } from '../loads/reject_text';
import { go, link, route } from '../route';

export function traceLink(object: string, line: number): string {
  return `${link('catalogue', 'trace')}?${new URLSearchParams({ object, line: String(line) })}`;
}

export function Trace() {
  const given = route.value.query;
  const asked = { object: given.get('object') ?? '', line: Number(given.get('line') ?? 0) };
  const [object, setObject] = useState(asked.object);
  const [line, setLine] = useState(asked.line ? String(asked.line) : '');
  useEffect(() => {
    setObject(asked.object);
    setLine(asked.line ? String(asked.line) : '');
  }, [asked.object, asked.line]);
  const known = useLoaded(async () => {
    const [latest] = await api.loads(1);
    return latest ? api.objects(latest.load_id, 200, 0) : [];
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (object && Number(line) > 0) go(traceLink(object.trim(), Number(line)));
  };
  return (
    <>
      <form class="row trace-form" onSubmit={submit}>
        <label class="field grow">
          Object
          <input class="input mono" list="objects" required placeholder="2018-11-01-events.json" value={object} onInput={(event) => setObject(event.currentTarget.value)} />
        </label>
        <datalist id="objects">
          {(known.value ?? []).map((one) => (
            <option key={one.object_id} value={one.name} />
          ))}
        </datalist>
        <label class="field">
          Line
          <input class="input line" type="number" min={1} required value={line} onInput={(event) => setLine(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button primary">
          <Icon name="trace" />
          Trace
        </button>
      </form>
      {asked.object && asked.line > 0 ? (
        <Answer object={asked.object} line={asked.line} />
      ) : (
        <Empty title="Which record?" icon="trace">
          <p>Name an object and a line of it: the trace says what became of the record there.</p>
        </Empty>
      )}
    </>
  );
}

const STATUS: Record<TraceAnswer['status'], { title: string; tone: string }> = {
  loaded: { title: 'Loaded', tone: 'good' },
  skipped: { title: 'Skipped', tone: 'warn' },
  rejected: { title: 'Rejected', tone: 'bad' },
  unknown: { title: 'Not found', tone: '' },
};

function Answer({ object, line }: { object: string; line: number }) {
  const { value, error, again } = useLoaded(() => api.trace(object, line), [object, line]);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={200} />;
  const status = STATUS[value.status] ?? STATUS.unknown;
  return (
    <ol class="trace">
      <li>
        <h2>Record</h2>
        <p class="mono small">
          {value.object}:{value.line}
        </p>
        {value.record !== null && <p class="muted small">record {formatNumber(value.record)} of its object</p>}
      </li>
      <li>
        <h2>
          <span class={`tag ${status.tone}`}>{status.title}</span>
        </h2>
        {value.reason && <p>{value.reason}</p>}
        {value.reject && <RejectText reject={value.reject} />}
      </li>
      {value.rows
        .filter((table) => table.rows.length > 0)
        .map((table) => (
          <li key={table.table}>
            <h2 class="mono">{table.table}</h2>
            <div class="card">
              <DataTable table={table} label={table.table} />
            </div>
          </li>
        ))}
    </ol>
  );
}
