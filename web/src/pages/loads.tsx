// Loads: their history, one closely, the records they rejected, the keys that drift.
import { DriftView } from '../loads/drift';
import { History } from '../loads/history';
import { LoadView } from '../loads/load_view';
import { RejectsView } from '../loads/rejects';
import { link, route } from '../route';

const TABS = [
  ['', 'History'],
  ['rejects', 'Rejects'],
  ['drift', 'Drift'],
] as const;

export function LoadsPage() {
  const [, view = ''] = route.value.path;
  const isLoad = /^\d+$/.test(view);
  return (
    <div class="page">
      <header class="page-head">
        <h1>Loads</h1>
        <nav class="tabs" aria-label="Loads">
          {TABS.map(([path, title]) => (
            <a key={path} href={path ? link('loads', path) : link('loads')} aria-current={path === (isLoad ? '' : view) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      {isLoad ? <LoadView key={view} id={Number(view)} /> : view === 'rejects' ? <RejectsView /> : view === 'drift' ? <DriftView /> : <History />}
    </div>
  );
}
