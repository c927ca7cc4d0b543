// The catalogue: the star as a diagram, one table closely, lineage, and the trace of one record.
import { Trace } from '../catalogue/trace';
import { LineageView } from '../catalogue/lineage';
import { Star } from '../catalogue/star';
import { TableView } from '../catalogue/table_view';
import { link, route } from '../route';

const TABS = [
  ['', 'Tables'],
  ['lineage', 'Lineage'],
  ['trace', 'Trace'],
] as const;

export function CataloguePage() {
  const [, view = '', table] = route.value.path;
  const isTable = view !== '' && table !== undefined;
  return (
    <div class="page">
      <header class="page-head">
        <h1>Catalogue</h1>
        <nav class="tabs" aria-label="Catalogue">
          {TABS.map(([path, title]) => (
            <a key={path} href={path ? link('catalogue', path) : link('catalogue')} aria-current={path === (isTable ? '' : view) ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      {isTable ? <TableView key={`${view}.${table}`} schema={view} name={table} /> : view === 'lineage' ? <LineageView /> : view === 'trace' ? <Trace /> : <Star />}
    </div>
  );
}
