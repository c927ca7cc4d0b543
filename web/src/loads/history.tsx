import { api } from '../api';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatBytes, formatNumber, formatSeconds, formatTime } from '../format';
import { go, link } from '../route';
import { Live, useProgress } from './live';
import { balances, Bar } from './reconciliation';

const MOST_LOADS = 200;

export function History() {
  const { value, error, again } = useLoaded(() => api.loads(MOST_LOADS), []);
  const progress = useProgress(again);
  return (
    <>
      {progress && <Live progress={progress} />}
      {error ? (
        <Failure error={error} retry={again} />
      ) : !value ? (
        <Skeleton height={240} />
      ) : value.length === 0 ? (
        <Empty title="Nothing was loaded yet" icon="loads">
          <p>
            <code>sparkify load</code> loads; while it runs, its progress is shown here.
          </p>
        </Empty>
      ) : (
        <div class="card table-scroll" tabIndex={0} role="region" aria-label="Loads">
          <table class="table loads">
            <thead>
              <tr>
                <th scope="col">Load</th>
                <th scope="col">Started, UTC</th>
                <th scope="col" class="number">Took</th>
                <th scope="col" class="number">Objects</th>
                <th scope="col" class="number">Size</th>
                <th scope="col" class="number">Records</th>
                <th scope="col" class="number">Records/s</th>
                <th scope="col" class="number">Rejected</th>
                <th scope="col">What became of them</th>
                <th scope="col">Adds up</th>
              </tr>
            </thead>
            <tbody>
              {value.map((load) => (
                <tr key={load.load_id} class="link-row" onClick={() => go(link('loads', String(load.load_id)))}>
                  <td>
                    <a href={link('loads', String(load.load_id))}>{load.load_id}</a>
                  </td>
                  <td>{formatTime(load.started_at)}</td>
                  <td class="number">{formatSeconds(load.seconds)}</td>
                  <td class="number">{formatNumber(load.objects)}</td>
                  <td class="number">{formatBytes(load.bytes)}</td>
                  <td class="number">{formatNumber(load.records)}</td>
                  <td class="number">{load.seconds > 0 ? formatNumber(Math.round(load.records / load.seconds)) : '–'}</td>
                  <td class={`number ${load.rejected ? 'bad' : ''}`}>{formatNumber(load.rejected)}</td>
                  <td>
                    <Bar load={load} />
                  </td>
                  <td>{balances(load) ? <span class="tag good">yes</span> : <span class="tag bad">no</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
