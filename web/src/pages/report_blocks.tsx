// The blocks of a report, in a grid of twelve columns. The exported page shows the same.
import { useState } from 'preact/hooks';
import type { BlockResult, QueryBlock, Report } from '../api_types';
import { Chart } from '../charts/chart';
import { columnIndex } from '../charts/data';
import { DataTable } from '../components/data_table';
import { Icon } from '../components/icon';
import { Markdown } from '../components/markdown';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatAs, formatNumber, formatSeconds } from '../format';

interface Props {
  report: Report;
  run: (block: QueryBlock) => Promise<BlockResult>;
  edit?: (block: QueryBlock) => void;
}

export function ReportBlocks({ report, run, edit }: Props) {
  return (
    <div class="blocks">
      {report.blocks.map((block, index) =>
        block.type === 'text' ? (
          <Markdown key={index} text={withoutTitle(block.markdown, report.title)} />
        ) : (
          <Block key={`${index} ${block.id}`} report={report} block={block} run={run} edit={edit} />
        ),
      )}
    </div>
  );
}

// The title stands above the blocks already.
function withoutTitle(markdown: string, title: string): string {
  const [first, ...rest] = markdown.split('\n');
  return first.trim() === `# ${title}` ? rest.join('\n') : markdown;
}

function Block({ block, run, edit }: Props & { block: QueryBlock }) {
  const { value, error, again } = useLoaded(() => run(block), [block]);
  const [asTable, setAsTable] = useState(false);
  const [sqlShown, setSqlShown] = useState(false);
  const drawn = block.chart !== 'table' && block.chart !== 'number';
  const width = block.options.width ?? (block.chart === 'number' ? 'third' : 'full');
  return (
    <section class={`card block ${width} is-${asTable ? 'table' : block.chart}`} aria-label={block.title} aria-busy={!value && !error}>
      <div class="block-head">
        <h2>{block.title}</h2>
        <div class="block-tools">
          {drawn && (
            <button type="button" class="button quiet icon" aria-pressed={asTable} aria-label={`${block.title}: show as a table`} title="Table" onClick={() => setAsTable(!asTable)}>
              <Icon name="table" />
            </button>
          )}
          <button type="button" class="button quiet icon" aria-pressed={sqlShown} aria-label={`${block.title}: show the SQL`} title="SQL" onClick={() => setSqlShown(!sqlShown)}>
            <Icon name="code" />
          </button>
          {edit && (
            <button type="button" class="button quiet icon" aria-label={`${block.title}: open in the editor`} title="Open in the editor" onClick={() => edit(block)}>
              <Icon name="query" />
            </button>
          )}
        </div>
      </div>
      {error ? <Failure error={error} retry={again} /> : value ? <Body block={block} result={value} asTable={asTable || !drawn} /> : <Skeleton height={block.chart === 'number' ? 37 : 220} />}
      {sqlShown && (
        <pre class="sql" tabIndex={0} role="region" aria-label={`SQL of ${block.title}`}>
          {block.sql}
        </pre>
      )}
      {(block.options.note || value?.truncated || sqlShown) && (
        <p class="note">
          {block.options.note}
          {value?.truncated && ` Only the first ${formatNumber(value.rows.length)} rows are shown.`}
          {sqlShown && value && ` ${formatSeconds(value.seconds)}`}
        </p>
      )}
    </section>
  );
}

function Body({ block, result, asTable }: { block: QueryBlock; result: BlockResult; asTable: boolean }) {
  if (block.chart === 'number' && !result.rows.length) return <Stats block={block} result={{ ...result, rows: [result.columns.map(() => null)] }} />;
  if (!result.rows.length) return <Empty title="No rows" />;
  if (block.chart === 'number') return <Stats block={block} result={result} />;
  if (asTable) return <DataTable table={result} label={`${block.title}: rows`} />;
  return <Chart type={block.chart} title={block.title} table={result} options={block.options} />;
}

function Stats({ block, result }: { block: QueryBlock; result: BlockResult }) {
  const given = columnIndex(result.columns, block.options.value);
  const shown = given >= 0 ? [given] : result.columns.map((_, index) => index);
  return (
    <div class="stats">
      {shown.map((index) => (
        <div class="stat" key={index}>
          <b>
            {formatAs(result.rows[0][index], block.options.format)}
            {block.options.unit && <span class="unit">{block.options.unit}</span>}
          </b>
          {shown.length > 1 && <span class="muted small">{result.columns[index].name}</span>}
        </div>
      ))}
    </div>
  );
}
