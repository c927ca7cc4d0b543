// Line and bar charts.
import type { EChartsCoreOption } from 'echarts/core';
import type { BlockOptions, Cell } from '../api_types';
import { asNumber, formatAs } from '../format';
import { asTime, type ChartData } from './data';
import { axisLabel, axisNumber, formatMoment, type Look, tip, tooltip } from './look';

const LONG_LABEL = 8;
const MOST_UPRIGHT_LABELS = 8;
export const MOST_BARS = 60;

interface Hovered {
  color?: string;
  seriesName?: string;
  dataIndex: number;
}

const label = (value: Cell) => (value === null ? 'NULL' : String(value));
const shorten = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function common(data: ChartData, options: BlockOptions, look: Look) {
  const title = (index: number) => {
    const time = data.axis === 'time' ? asTime(data.x[index]) : null;
    return time === null ? label(data.x[index]) : formatMoment(time);
  };
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: look.font },
    color: data.series.length === 1 ? [look.accent] : look.series,
    tooltip: {
      ...tooltip,
      trigger: 'axis',
      formatter: (hovered: Hovered[]) =>
        tip(
          title(hovered[0]?.dataIndex ?? 0),
          hovered.map((one) => {
            const series = data.series.find((candidate) => candidate.name === one.seriesName);
            const value = series?.values[one.dataIndex] ?? null;
            return { color: data.series.length > 1 ? one.color : undefined, name: one.seriesName ?? '', value: formatAs(value, options.format, options.unit) };
          }),
        ),
    },
  };
}

const valueAxis = (options: BlockOptions, look: Look) => ({
  type: 'value',
  splitNumber: 4,
  axisLabel: { ...axisLabel(look), formatter: axisNumber(options.format) },
  splitLine: { lineStyle: { color: look.line } },
});

export function lineOption(data: ChartData, options: BlockOptions, look: Look): EChartsCoreOption {
  const xs = data.axis === 'time' ? data.x.map(asTime) : data.axis === 'value' ? data.x.map(asNumber) : data.x.map(label);
  const single = data.series.length === 1;
  return {
    ...common(data, options, look),
    grid: { left: 4, right: 16, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: data.axis,
      boundaryGap: false,
      minInterval: data.axis === 'time' ? 86_400_000 / 24 : undefined,
      scale: true,
      axisLabel: { ...axisLabel(look), hideOverlap: true, formatter: data.axis === 'time' ? { year: '{yyyy}', month: '{MMM} {yyyy}', day: '{d} {MMM}' } : undefined },
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisPointer: { lineStyle: { color: look.muted, type: 'solid' } },
    },
    yAxis: valueAxis(options, look),
    series: data.series.map((series) => ({
      type: 'line',
      name: series.name,
      data: series.values.map((value, index) => [xs[index], value]),
      symbol: 'circle',
      symbolSize: 7,
      showSymbol: xs.length <= 2,
      sampling: 'lttb',
      lineStyle: { width: 2 },
      areaStyle: single ? { opacity: 0.1 } : undefined,
      emphasis: { disabled: false, focus: 'none', lineStyle: { width: 2 } },
    })),
  };
}

// Bars lie where their labels would not fit side by side.
export function barsLie(data: ChartData): boolean {
  if (data.axis !== 'category') return false;
  const longest = data.x.reduce<number>((most, value) => Math.max(most, label(value).length), 0);
  return longest > LONG_LABEL || data.x.length > MOST_UPRIGHT_LABELS;
}

export function barOption(all: ChartData, options: BlockOptions, look: Look, narrow: boolean): EChartsCoreOption {
  const data = all.x.length > MOST_BARS ? { ...all, x: all.x.slice(0, MOST_BARS), series: all.series.map((one) => ({ ...one, values: one.values.slice(0, MOST_BARS) })) } : all;
  const lie = barsLie(data);
  const only = data.series.length === 1;
  const titles = data.x.map((value) => {
    const time = data.axis === 'time' ? asTime(value) : null;
    return time === null ? label(value) : formatMoment(time).replace(/^\w+, /, '').replace(/ \d{4}$/, '');
  });
  const names = {
    type: 'category',
    data: titles,
    inverse: lie,
    axisLabel: { ...axisLabel(look), hideOverlap: true, interval: lie ? 0 : 'auto', formatter: (text: string) => shorten(text, narrow ? 16 : 34) },
    axisLine: { show: !lie, lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.25 } },
  };
  const withLabels = lie && only;
  const values = { ...valueAxis(options, look), ...(withLabels ? { axisLabel: { show: false }, splitLine: { show: false } } : {}) };
  return {
    ...common(data, options, look),
    grid: { left: 4, right: withLabels ? 72 : 16, top: lie ? 0 : 12, bottom: 4, containLabel: true },
    xAxis: lie ? values : names,
    yAxis: lie ? names : values,
    series: data.series.map((series) => ({
      type: 'bar',
      name: series.name,
      data: series.values,
      stack: data.stacked ? 'all' : undefined,
      barMaxWidth: lie ? 18 : 48,
      barCategoryGap: '28%',
      itemStyle: { borderRadius: data.stacked ? 0 : lie ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      label: withLabels
        ? { show: true, position: 'right', color: look.text, fontFamily: look.font, fontSize: 12, formatter: (bar: { value: number }) => formatAs(bar.value, options.format, options.unit) }
        : undefined,
    })),
  };
}
