// What a chart shows, in a sentence, for those who do not see it. The table behind each chart has every value.
import type { ChartType, Table } from '../api_types';
import { formatAs, plural } from '../format';
import { chartData, matrix, places } from './data';

export function summarize(chart: ChartType, title: string, table: Table, options: Record<string, string>): string {
  if (table.rows.length === 0) return `${title}: no rows`;
  const format = (value: number) => formatAs(value, options.format, options.unit);
  if (chart === 'map') {
    const all = places(table, options);
    const top = all.reduce((a, b) => (b.value > a.value ? b : a), all[0]);
    return `Map: ${title}. ${plural(all.length, 'place')}${top ? `, most at ${top.name} with ${format(top.value)}` : ''}.`;
  }
  if (chart === 'heatmap') {
    const grid = matrix(table, options);
    const top = grid.cells.reduce((a, b) => (b[2] > a[2] ? b : a), grid.cells[0]);
    return `Heatmap: ${title}. ${plural(grid.x.length, 'column')}, ${plural(grid.y.length, 'row')}${top ? `, most at ${grid.y[top[1]]}, ${grid.x[top[0]]} with ${format(top[2])}` : ''}.`;
  }
  const data = chartData(table, options);
  const parts = data.series.slice(0, 6).map((series) => {
    let least = -1;
    let most = -1;
    series.values.forEach((value, index) => {
      if (value === null) return;
      if (least < 0 || value < series.values[least]!) least = index;
      if (most < 0 || value > series.values[most]!) most = index;
    });
    if (most < 0) return `${series.name}: no values`;
    return `${series.name}: least ${format(series.values[least]!)} at ${data.x[least]}, most ${format(series.values[most]!)} at ${data.x[most]}`;
  });
  const kind = chart === 'line' ? 'Line chart' : 'Bar chart';
  return `${kind}: ${title}. ${plural(data.x.length, 'value')} of ${data.xName}, from ${data.x[0]} to ${data.x.at(-1)}. ${parts.join('; ')}.`;
}
