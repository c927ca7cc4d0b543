// The page of an exported report: everything it shows is in the file.
import { render } from 'preact';
import type { ExportedReport } from './api_types';
import { followKeys } from './commands';
import { Icon } from './components/icon';
import { Empty } from './components/states';
import { useFont } from './font';
import { ReportBlocks } from './pages/report_blocks';
import { followTheme, theme, toggleTheme } from './theme';

function Exported({ report, results, info }: ExportedReport) {
  return (
    <main class="page">
      <header class="page-head">
        <h1>{report.title}</h1>
        <span class="spring" />
        <button type="button" class="button quiet icon" aria-label={theme.value === 'dark' ? 'Use the light theme' : 'Use the dark theme'} onClick={toggleTheme}>
          <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
        </button>
      </header>
      <ReportBlocks
        report={report}
        run={async (block) => {
          const result = results[block.id];
          if (!result) throw new Error('The export has no result for this block');
          if ('error' in result) throw new Error(result.error.message);
          return result;
        }}
      />
      <p class="muted small exported">
        {info.program} {info.version}, {info.engine}
      </p>
    </main>
  );
}

useFont();
followTheme();
followKeys();
const root = document.getElementById('app')!;
const text = document.getElementById('sparkify-export')?.textContent;
if (text) {
  const exported: ExportedReport = JSON.parse(text);
  document.title = exported.report.title;
  render(<Exported {...exported} />, root);
} else {
  render(<Empty title="This file holds no report" icon="report" />, root);
}
