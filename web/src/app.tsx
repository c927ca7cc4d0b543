// The frame: navigation at the side (or at the bottom of a phone), the page in the middle, dialogs above.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, lockedOut } from './api';
import type { Info, ReportName } from './api_types';
import { shownKeys, useCommands } from './commands';
import { Help, helpOpen } from './components/help';
import { Icon, type IconName, Mark } from './components/icon';
import { Palette, paletteOpen } from './components/palette';
import { Failure, Skeleton } from './components/states';
import { Toast } from './components/toast';
import { Locked } from './locked';
import { CataloguePage } from './pages/catalogue';
import { LoadsPage } from './pages/loads';
import { ReportPage } from './pages/report';
import { go, link, route } from './route';
import { theme, toggleTheme } from './theme';

// The editor is by far the largest part, and comes when it is needed.
function QueryPage() {
  const [page, setPage] = useState<{ Page: ComponentType } | { error: unknown } | null>(null);
  useEffect(() => {
    import('./pages/query').then(
      (module) => setPage({ Page: module.QueryPage }),
      (error) => setPage({ error }),
    );
  }, []);
  if (!page) return <div class="page"><Skeleton height={320} /></div>;
  if ('error' in page) return <div class="page"><Failure error={page.error} /></div>;
  return <page.Page />;
}

const PLACES: { path: string; title: string; icon: IconName; keys: string }[] = [
  { path: 'query', title: 'Query', icon: 'query', keys: 'g q' },
  { path: 'catalogue', title: 'Catalogue', icon: 'catalogue', keys: 'g c' },
  { path: 'loads', title: 'Loads', icon: 'loads', keys: 'g l' },
];

function Tools() {
  const dark = theme.value === 'dark';
  return (
    <>
      <button type="button" class="button quiet icon" aria-label={dark ? 'Use the light theme' : 'Use the dark theme'} title="Theme (t)" onClick={toggleTheme}>
        <Icon name={dark ? 'sun' : 'moon'} />
      </button>
      <button type="button" class="button quiet icon" aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={() => (helpOpen.value = true)}>
        <Icon name="keyboard" />
      </button>
    </>
  );
}

function Side({ info, reports, current, report }: { info?: Info; reports: ReportName[]; current: string; report?: string }) {
  const here = (is: boolean) => (is ? 'page' : undefined);
  return (
    <nav class="side" aria-label="Main">
      <a class="brand" href={link('report')}>
        <Mark />
        Sparkify
      </a>
      <button type="button" class="button search" onClick={() => (paletteOpen.value = true)}>
        <Icon name="search" />
        Search
        <kbd>{shownKeys('Mod+k')}</kbd>
      </button>
      <div class="nav">
        {PLACES.map((place) => (
          <a key={place.path} href={link(place.path)} aria-current={here(current === place.path)}>
            <Icon name={place.icon} />
            {place.title}
          </a>
        ))}
        <div class="nav-title">Reports</div>
        {reports.map((one) => (
          <a key={one.name} href={link('report', one.name)} aria-current={here(current === 'report' && one.name === report)}>
            {one.title}
          </a>
        ))}
      </div>
      <div class="side-foot">
        {info && (
          <>
            <span class="target" title={info.target}>
              {info.target.split('/').pop()}
            </span>
            <span>
              {info.engine}, read only, up to {info.limits.seconds} s
            </span>
            <span>
              {info.program} {info.version}
            </span>
          </>
        )}
        <div class="row">
          <Tools />
        </div>
      </div>
    </nav>
  );
}

export function App() {
  const [info, setInfo] = useState<Info>();
  const [reports, setReports] = useState<ReportName[]>();
  const [error, setError] = useState<unknown>();
  const load = () => {
    setError(undefined);
    Promise.all([api.info(), api.reports()]).then(([newInfo, newReports]) => {
      setInfo(newInfo);
      setReports(newReports);
    }, setError);
  };
  useEffect(load, []);

  const [current = 'report', second] = route.value.path;
  const report = current === 'report' ? (second ?? reports?.[0]?.name) : undefined;
  useCommands(
    [
      { title: 'Search and commands', group: 'General', keys: 'Mod+k', run: () => (paletteOpen.value = !paletteOpen.value) },
      { title: 'Keyboard shortcuts', group: 'General', keys: '?', run: () => (helpOpen.value = true) },
      { title: 'Switch between light and dark', group: 'General', keys: 't', run: toggleTheme },
      { title: 'Reports', group: 'Go to', keys: 'g r', run: () => go(link('report')) },
      ...PLACES.map((place) => ({ title: place.title, group: 'Go to', keys: place.keys, run: () => go(link(place.path)) })),
      { title: 'Lineage', group: 'Go to', run: () => go(link('catalogue', 'lineage')) },
      { title: 'Trace a record', group: 'Go to', run: () => go(link('catalogue', 'trace')) },
      { title: 'Rejected records', group: 'Go to', run: () => go(link('loads', 'rejects')) },
      { title: 'Drift', group: 'Go to', run: () => go(link('loads', 'drift')) },
      ...(reports ?? []).map((one) => ({ title: one.title, group: 'Report', run: () => go(link('report', one.name)) })),
    ],
    [reports],
  );

  if (lockedOut.value) return <Locked />;
  const title = current === 'report' ? reports?.find((one) => one.name === report)?.title : PLACES.find((place) => place.path === current)?.title;
  document.title = title ? `${title} – Sparkify` : 'Sparkify workbench';
  return (
    <>
      <a class="button primary skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}>
        Skip to the page
      </a>
      <div class="frame">
        <Side info={info} reports={reports ?? []} current={current} report={report} />
        <header class="top">
          <a class="brand" href={link('report')}>
            <Mark />
            Sparkify
          </a>
          <span class="spring" />
          <button type="button" class="button quiet icon" aria-label="Search" onClick={() => (paletteOpen.value = true)}>
            <Icon name="search" />
          </button>
          <Tools />
        </header>
        <main class="main" id="main" tabIndex={-1}>
          {error ? (
            <div class="page">
              <Failure error={error} retry={load} />
            </div>
          ) : current === 'query' ? (
            <QueryPage />
          ) : current === 'catalogue' ? (
            <CataloguePage />
          ) : current === 'loads' ? (
            <LoadsPage />
          ) : (
            <ReportPage name={report} reports={reports} />
          )}
        </main>
        <nav class="bottom" aria-label="Main">
          <a href={link('report')} aria-current={current === 'report' ? 'page' : undefined}>
            <Icon name="report" />
            Reports
          </a>
          {PLACES.map((place) => (
            <a key={place.path} href={link(place.path)} aria-current={current === place.path ? 'page' : undefined}>
              <Icon name={place.icon} />
              {place.title}
            </a>
          ))}
        </nav>
      </div>
      <Palette />
      <Help />
      <Toast />
    </>
  );
}
