// Heatmaps, and maps of places over the outlines of the continents.
import type { EChartsCoreOption } from 'echarts/core';
import type { BlockOptions } from '../api_types';
import { formatAs } from '../format';
import type { Matrix, Place } from './data';
import { axisLabel, axisNumber, type Look, tip, tooltip } from './look';

export function heatmapOption(matrix: Matrix, options: BlockOptions, look: Look): EChartsCoreOption {
  const axis = (data: string[], inverse: boolean) => ({
    type: 'category',
    data,
    inverse,
    axisLabel: { ...axisLabel(look), hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false },
    splitArea: { show: false },
  });
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: { left: 4, right: 8, top: 4, bottom: 44, containLabel: true },
    xAxis: axis(matrix.x, false),
    yAxis: axis(matrix.y, true),
    visualMap: {
      min: Math.min(0, matrix.least),
      max: Math.max(matrix.most, 1),
      orient: 'horizontal',
      right: 8,
      bottom: 0,
      itemWidth: 10,
      itemHeight: 120,
      text: [axisNumber(options.format)(matrix.most), axisNumber(options.format)(Math.min(0, matrix.least))],
      textGap: 8,
      textStyle: axisLabel(look),
      inRange: { color: look.ramp },
      calculable: false,
      hoverLink: false,
    },
    tooltip: {
      ...tooltip,
      trigger: 'item',
      formatter: (hovered: { value: [number, number, number]; color: string }) =>
        tip(`${matrix.y[hovered.value[1]]}, ${matrix.x[hovered.value[0]]}`, [
          { color: hovered.color, name: matrix.valueName, value: formatAs(hovered.value[2], options.format, options.unit) },
        ]),
    },
    series: [
      {
        type: 'heatmap',
        data: matrix.cells,
        itemStyle: { borderColor: look.surface, borderWidth: 1.5, borderRadius: 3 },
        emphasis: { itemStyle: { borderColor: look.text } },
      },
    ],
  };
}

const LEAST_SPAN_DEGREES = 12;

// The part of the world that holds the places, with some room around it.
export function frame(places: Place[]): [[number, number], [number, number]] {
  let [west, east, south, north] = [180, -180, 90, -90];
  for (const place of places) {
    west = Math.min(west, place.lon);
    east = Math.max(east, place.lon);
    south = Math.min(south, place.lat);
    north = Math.max(north, place.lat);
  }
  if (places.length === 0 || east - west > 180) return [[-180, 84], [180, -60]];
  const room = Math.max(LEAST_SPAN_DEGREES, east - west, north - south) * 0.12;
  return [
    [Math.max(-180, west - room), Math.min(84, north + room)],
    [Math.min(180, east + room), Math.max(-60, south - room)],
  ];
}

export function mapOption(places: Place[], options: BlockOptions, look: Look): EChartsCoreOption {
  const most = places.reduce((value, place) => Math.max(value, place.value), 1);
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    geo: {
      map: 'land',
      roam: false,
      silent: true,
      boundingCoords: frame(places),
      left: 0,
      right: 0,
      top: 0,
      bottom: 0,
      itemStyle: { areaColor: look.land, borderColor: look.surface, borderWidth: 0.5 },
    },
    tooltip: {
      ...tooltip,
      trigger: 'item',
      formatter: (hovered: { data: { name: string; value: [number, number, number] } }) =>
        tip(hovered.data.name, [{ name: options.value ?? 'value', value: formatAs(hovered.data.value[2], options.format, options.unit) }]),
    },
    series: [
      {
        type: 'scatter',
        coordinateSystem: 'geo',
        data: [...places].sort((a, b) => b.value - a.value).map((place) => ({ name: place.name, value: [place.lon, place.lat, place.value] })),
        // The area of a dot, not its radius, says how many.
        symbolSize: (value: number[]) => 5 + 19 * Math.sqrt(Math.max(0, value[2]) / most),
        itemStyle: { color: look.accent, opacity: 0.6, borderColor: look.surface, borderWidth: 0.75 },
        emphasis: { itemStyle: { opacity: 1 } },
      },
    ],
  };
}
