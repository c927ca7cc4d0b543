// A report: the blocks of its file, each with what its query says. Shown anew when the file changes.
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import type { ReportName } from '../api_types';
import { useCommands } from '../commands';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { listen } from '../event_stream';
import { go, link } from '../route';
import { ReportBlocks } from './report_blocks';
import { openInEditor } from './draft';

export function ReportPage({ name, reports }: { name?: string; reports?: ReportName[] }) {
  if (!reports) return <div class="page"><Skeleton height={320} /></div>;
  if (!name || !reports.length)
    return (
      <div class="page">
        <Empty title="There are no reports" icon="report">
          <p>
            A report is a file <code>report/NAME.md</code> of the warehouse: Markdown with SQL blocks.
          </p>
        </Empty>
      </div>
    );
  return <OneReport key={name} name={name} reports={reports} />;
}

function OneReport({ name, reports }: { name: string; reports: ReportName[] }) {
  const { value: report, error, again } = useLoaded(() => api.report(name), [name]);
  useEffect(() => listen(`/api/reports/${encodeURIComponent(name)}/events`, (event) => ['changed', 'missed'].includes(event.name) && again()), [name]);
  const step = (by: number) => {
    const at = reports.findIndex((one) => one.name === name);
    go(link('report', reports[(at + by + reports.length) % reports.length].name));
  };
  useCommands(
    [
      { title: 'Next report', group: 'Reports', keys: ']', run: () => step(1) },
      { title: 'Previous report', group: 'Reports', keys: '[', run: () => step(-1) },
      { title: 'Run the report again', group: 'Reports', keys: 'r', run: again },
    ],
    [name, reports],
  );
  return (
    <div class="page">
      <nav class="tabs report-pills" aria-label="Reports">
        {reports.map((one) => (
          <a key={one.name} href={link('report', one.name)} aria-current={one.name === name ? 'page' : undefined}>
            {one.title}
          </a>
        ))}
      </nav>
      {error ? <Failure error={error} retry={again} /> : null}
      {!error && !report ? <Skeleton height={320} /> : null}
      {report && (
        <>
          <header class="page-head">
            <h1>{report.title}</h1>
          </header>
          <ReportBlocks report={report} run={(block) => api.block(report.name, block.id)} edit={(block) => openInEditor(block.sql)} />
        </>
      )}
    </div>
  );
}
