// A chart of a result: a fitting one at once, others by choice.
import { useMemo, useState } from 'preact/hooks';
import { api } from '../api';
import type { BlockOptions, ChartType, QueryResult } from '../api_types';
import { Chart } from '../charts/chart';
import { choose } from '../charts/choose';
import { Empty, Failure, Skeleton } from '../components/states';
import { useLoaded } from '../components/use_loaded';
import { formatAs, formatNumber } from '../format';

const MOST_ROWS = 5000;
const TYPES: ChartType[] = ['line', 'bar', 'heatmap', 'map', 'number'];
const CHOICES: Partial<Record<ChartType, string[]>> = { line: ['x', 'y', 'series'], bar: ['x', 'y', 'series'], heatmap: ['x', 'y', 'value'], map: ['lat', 'lon', 'value'] };

export function ResultChart({ result }: { result: QueryResult }) {
  const whole = result.rows.length >= result.row_count;
  const { value, error, again } = useLoaded(async () => (whole ? result.rows : (await api.rows(result.result, 0, MOST_ROWS)).rows), [result.result]);
  const table = useMemo(() => ({ columns: result.columns, rows: value ?? [] }), [value]);
  const first = useMemo(() => choose(table), [table]);
  const [changed, setChanged] = useState<{ for: string; chart: ChartType; options: BlockOptions } | null>(null);
  if (error) return <Failure error={error} retry={again} />;
  if (!value) return <Skeleton height={260} />;
  if (!value.length) return <Empty title="No rows to draw" icon="chart" />;
  const { chart, options } = changed?.for === result.result ? changed : first;
  const set = (newChart: ChartType, newOptions: BlockOptions) => setChanged({ for: result.result, chart: newChart, options: newOptions });
  return (
    <div class="result-chart">
      <div class="row">
        <label class="row small">
          Chart
          <select class="select" value={chart} onChange={(event) => set(event.currentTarget.value as ChartType, options)}>
            {chart === 'table' && <option value="table">choose one</option>}
            {TYPES.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
        {(CHOICES[chart] ?? []).map((role) => (
          <label class="row small" key={role}>
            {role}
            <select class="select" value={options[role] ?? ''} onChange={(event) => set(chart, { ...options, [role]: event.currentTarget.value })}>
              <option value="">–</option>
              {options[role]?.includes(',') && <option>{options[role]}</option>}
              {result.columns.map((column, index) => (
                <option key={index}>{column.name}</option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {chart === 'table' ? (
        <Empty title="No chart suits this by itself" icon="chart">
          <p>Choose one above, with the columns it should show.</p>
        </Empty>
      ) : chart === 'number' ? (
        <div class="stats">
          {result.columns.map((column, index) => (
            <div class="stat" key={index}>
              <b>{formatAs(value[0][index])}</b>
              <span class="muted small">{column.name}</span>
            </div>
          ))}
        </div>
      ) : (
        <Chart type={chart} title="Result" table={table} options={options} />
      )}
      {result.row_count > value.length && (
        <p class="muted small">
          Of the first {formatNumber(value.length)} of {formatNumber(result.row_count)} rows.
        </p>
      )}
    </div>
  );
}
