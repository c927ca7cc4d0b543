// A chart in the page: drawn when it comes into view, again when its size or the theme changes.
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BlockOptions, ChartType, Table } from '../api_types';
import { Legend } from '../components/legend';
import { theme } from '../theme';
import { barOption, barsLie, lineOption, MOST_BARS } from './cartesian';
import { chartData, matrix, places } from './data';
import type { Drawing } from './draw';
import { type Look, look } from './look';
import { heatmapOption, mapOption } from './spatial';
import { summarize } from './summary';

const NARROW_PX = 480;

interface Props {
  type: ChartType;
  title: string;
  table: Table;
  options: BlockOptions;
}

function option({ type, table, options }: Props, look: Look, width: number): EChartsCoreOption {
  switch (type) {
    case 'heatmap':
      return heatmapOption(matrix(table, options), options, look);
    case 'map':
      return mapOption(places(table, options), options, look);
    case 'line':
      return lineOption(chartData(table, options), options, look);
    default:
      return barOption(chartData(table, options), options, look, width < NARROW_PX);
  }
}

// Lying bars need room for each; a map keeps its shape; the rest is as high as a card is.
function height({ type, table, options }: Props): number {
  if (type === 'map') return 360;
  if (type === 'heatmap') return Math.min(720, Math.max(220, matrix(table, options).y.length * 30 + 70));
  if (type === 'line') return 260;
  const data = chartData(table, options);
  return barsLie(data) ? Math.max(120, Math.min(data.x.length, MOST_BARS) * 27 + 8) : 260;
}

export function Chart(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { type, table, options, title } = props;
  const shade = theme.value;
  useEffect(() => {
    const element = host.current!;
    let drawing: Drawing | undefined;
    let gone = false;
    const start = async () => {
      try {
        const library = await import('./draw');
        if (type === 'map') await library.needLand();
        if (gone) return;
        drawing = library.draw(element);
        drawing.set(option(props, look(), element.clientWidth));
        element.dataset.drawn = '';
      } catch (error) {
        if (!gone) setFailed(error instanceof Error ? error.message : String(error));
      }
    };
    let visible = false;
    const seen = new IntersectionObserver(
      (entries) => {
        if (visible || !entries.some((entry) => entry.isIntersecting)) return;
        visible = true;
        void start();
      },
      { rootMargin: '400px' },
    );
    const sized = new ResizeObserver(() => drawing?.resize());
    seen.observe(element);
    sized.observe(element);
    return () => {
      gone = true;
      seen.disconnect();
      sized.disconnect();
      drawing?.dispose();
      delete element.dataset.drawn;
    };
  }, [type, table, JSON.stringify(options), shade]);

  const series = type === 'line' || type === 'bar' ? chartData(table, options).series.map((one) => one.name) : [];
  const shown = type === 'bar' && chartData(table, options).x.length > MOST_BARS;
  return (
    <figure class="chart">
      {series.length > 1 && <Legend names={series} />}
      {failed ? <p class="muted">The chart could not be drawn: {failed}</p> : null}
      <div ref={host} class="chart-canvas" role="img" aria-label={summarize(type, title, table, options)} style={{ height: height(props) }} />
      {shown && <figcaption class="muted">The first {MOST_BARS} are drawn; the table has all.</figcaption>}
    </figure>
  );
}
