// One load: its numbers, what became of its records source by source, and its objects.
import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Load } from '../api_types';
import { Pager } from '../components/pager';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatBytes, formatNumber, formatSeconds, formatTime } from '../format';
import { link } from '../route';
import { balances, Bar, partsOf } from './reconciliation';

const MOST_LOADS = 1000;
const PAGE = 50;

export function LoadView({ id }: { id: number }) {
  const { value, error, again } = useLoaded(() => api.loads(MOST_LOADS), []);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={240} />;
  const load = value.find((one) => one.load_id === id);
  if (!load) return <Empty title={`There is no load ${id}`} icon="loads"><a href={link('loads')}>All loads</a></Empty>;
  return (
    <>
      <div class="row table-head">
        <a href={link('loads')}>History</a>
        <span class="muted" aria-hidden="true">/</span>
        <h2>Load {id}</h2>
        <span class="muted">{formatTime(load.started_at)} UTC, {load.program}</span>
      </div>
      <div class="facts-row">
        <Fact title="Took" value={formatSeconds(load.seconds)} />
        <Fact title="Objects" value={formatNumber(load.objects)} />
        <Fact title="Size" value={formatBytes(load.bytes)} />
        <Fact title="Records" value={formatNumber(load.records)} />
        <Fact title="Records a second" value={load.seconds > 0 ? formatNumber(Math.round(load.records / load.seconds)) : '–'} />
      </div>
      <Outcomes load={load} />
      <Objects load={load} />
    </>
  );
}

function Fact({ title, value }: { title: string; value: string }) {
  return (
    <div class="card load-fact">
      <span class="muted small">{title}</span>
      <b>{value}</b>
    </div>
  );
}

function Outcomes({ load }: { load: Load }) {
  const sum = load.outcomes.reduce((total, one) => total + one.records, 0);
  return (
    <section class="card pad">
      <header class="row">
        <h2>What became of the records</h2>
        <span class="spring" />
        {balances(load) ? <span class="tag good">adds up</span> : <span class="tag bad">does not add up</span>}
      </header>
      <Bar load={load} />
      <ul class="parts">
        {partsOf(load).map((part) => (
          <li key={part.name}>
            <span class={`swatch ${part.tone}`} />
            {part.name === 'rejected' ? <a href={`${link('loads', 'rejects')}?load=${load.load_id}`}>rejected</a> : part.name}
            <b>{formatNumber(part.records)}</b>
          </li>
        ))}
      </ul>
      <p class="muted small">
        {formatNumber(load.records)} read = {formatNumber(load.staged)} staged + {formatNumber(load.rejected)} rejected; {formatNumber(sum)} staged records have an outcome.
      </p>
    </section>
  );
}

function Objects({ load }: { load: Load }) {
  const [page, setPage] = useState(0);
  const { value, error, again } = useLoaded(() => api.objects(load.load_id, PAGE, page * PAGE), [load.load_id, page]);
  return (
    <section class="card">
      <header class="row pad">
        <h2>Objects</h2>
        <span class="spring" />
        <Pager page={page} pages={Math.ceil(load.objects / PAGE)} go={setPage} />
      </header>
      {error ? <Failure error={error} retry={again} /> : null}
      {!error && !value ? <Skeleton height={240} /> : null}
      {value && (
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Objects">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Object</th>
                <th scope="col">Source</th>
                <th scope="col" class="number">Size</th>
                <th scope="col" class="number">Records</th>
                <th scope="col" class="number">Staged</th>
                <th scope="col" class="number">Rejected</th>
              </tr>
            </thead>
            <tbody>
              {value.map((object) => (
                <tr key={object.object_id}>
                  <td class="mono object-name" title={object.name}>
                    <bdi>{object.name}</bdi> {!object.is_current && <span class="tag">replaced</span>}
                  </td>
                  <td>{object.source}</td>
                  <td class="number">{formatBytes(object.size_bytes)}</td>
                  <td class="number">{formatNumber(object.records)}</td>
                  <td class="number">{formatNumber(object.staged)}</td>
                  <td class={`number ${object.rejected ? 'bad' : ''}`}>{formatNumber(object.rejected)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
