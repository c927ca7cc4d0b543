// The one file that knows the chart library; loaded when the first chart is shown.
import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GeoComponent, GridComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { type EChartsCoreOption, getMap, init, registerMap, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, ScatterChart, GeoComponent, GridComponent, TooltipComponent, VisualMapContinuousComponent, CanvasRenderer]);

export interface Drawing {
  set(option: EChartsCoreOption): void;
  resize(): void;
  dispose(): void;
}

export function draw(element: HTMLElement): Drawing {
  const chart = init(element);
  return {
    set: (option) => chart.setOption(option, { notMerge: true }),
    resize: () => chart.resize(),
    dispose: () => chart.dispose(),
  };
}

export async function needLand(): Promise<void> {
  if (getMap('land')) return;
  const { land } = await import('./land');
  registerMap('land', land as Parameters<typeof registerMap>[1]);
}
