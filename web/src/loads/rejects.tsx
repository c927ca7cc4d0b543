// Records that could not be loaded: where, why, with a caret under the place; a repaired one can be sent back.
import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Reject } from '../api_types';
import { traceLink } from '../catalogue/trace';
import { Pager } from '../components/pager';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatNumber, plural } from '../format';
import { link, route } from '../route';
import { RejectText } from './reject_text';
import { Repair } from './repair';

const PAGE = 20;

export function RejectsView() {
  const load = route.value.query.get('load') ?? '';
  const code = route.value.query.get('code') ?? '';
  return <List key={`${load} ${code}`} load={load} code={code} />;
}

function filterLink(load: string, code: string): string {
  const query = new URLSearchParams(Object.entries({ load, code }).filter(([, value]) => value));
  return `${link('loads', 'rejects')}${query.size ? `?${query}` : ''}`;
}

function List({ load, code }: { load: string; code: string }) {
  const [page, setPage] = useState(0);
  const [repairing, setRepairing] = useState<Reject | null>(null);
  const { value, error, again } = useLoaded(() => api.rejects(load, code, PAGE, page * PAGE), [load, code, page]);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={320} />;
  if (value.total === 0 && !load && !code)
    return (
      <Empty title="No record was rejected" icon="check">
        <p>What a load cannot take is kept here, with its place, the reason and its text.</p>
      </Empty>
    );
  const matching = code ? (value.codes.find((one) => one.code === code)?.records ?? value.total) : value.total;
  return (
    <>
      <div class="row reject-filter">
        <nav class="tabs" aria-label="Reasons">
          <a href={filterLink(load, '')} aria-current={code ? undefined : 'page'}>
            All reasons
          </a>
          {value.codes.map((one) => (
            <a key={one.code} href={filterLink(load, one.code)} aria-current={code === one.code ? 'page' : undefined}>
              {one.code} <span class="count">{formatNumber(one.records)}</span>
            </a>
          ))}
        </nav>
        <span class="spring" />
        {load && (
          <span class="small">
            of load {load}, <a href={filterLink('', code)}>show all</a>
          </span>
        )}
      </div>
      <div class="row reject-count">
        <span class="muted">{plural(matching, 'record')}</span>
        <span class="spring" />
        <Pager page={page} pages={Math.ceil(matching / PAGE)} go={setPage} />
      </div>
      {value.rejects.length === 0 && <Empty title="None of these" />}
      <ul class="rejects">
        {value.rejects.map((reject) => (
          <li key={`${reject.object_id} ${reject.record} ${reject.byte}`} class="card">
            <header class="row">
              <a class="mono small object-name" href={traceLink(reject.object, reject.line)} title="Trace this record">
                <bdi>
                  {reject.object}:{reject.line}
                </bdi>
              </a>
              <span class="muted small">byte {formatNumber(reject.byte)}</span>
              <span class="spring" />
              {reject.replayed ? (
                <span class="tag good">sent back</span>
              ) : (
                <button type="button" class="button" onClick={() => setRepairing(reject)}>
                  Repair
                </button>
              )}
            </header>
            <RejectText reject={reject} />
          </li>
        ))}
      </ul>
      {repairing && <Repair reject={repairing} close={() => setRepairing(null)} done={again} />}
    </>
  );
}
