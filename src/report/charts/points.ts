import type { EChartsOption } from "echarts";
import { formatTick } from "../number_format.js";
import type { PointChart } from "../report.js";
import { baseOption, COLOURS, FONT, fitted, legendOf, seriesColour, seriesName, valueAxis } from "./theme.js";
import { type Point, type Thinned, thinnedPoints } from "./thinned.js";

/** How many of the largest values have their names beside them. */
const NAMED = 3;
const HEIGHT = 320;

/** A chart of dots for ECharts, its height in pixels, and what it does not show. */
export function pointsOption(chart: PointChart): {
  option: EChartsOption;
  height: number;
  notes: Thinned["notes"];
} {
  const { axis, format, order, scale, names, series } = chart;
  const { points, notes } = thinnedPoints(chart);
  const option: EChartsOption = {
    ...baseOption,
    legend: legendOf(series.map(({ name }) => name)),
    grid: { top: series.length > 1 ? 44 : 20, left: 86, right: 24, bottom: 48 },
    xAxis: {
      type: "value",
      min: 0,
      max: names.length + 1,
      ...valueAxis(order, (value) => (value >= 1 && value <= names.length ? String(value) : "")),
      minInterval: 1,
      splitLine: { show: false },
      axisLine: { lineStyle: { color: COLOURS.line } },
      nameLocation: "middle",
      nameGap: 30,
    },
    yAxis: {
      ...(scale === "log" ? { type: "log", ...decades(points.flat()) } : { type: "value" }),
      ...valueAxis(axis, (value) => formatTick(value, format)),
      nameLocation: "middle",
      nameGap: 66,
    },
    series: points.map((dots, i) => ({
      type: "scatter",
      name: seriesName(i),
      silent: true,
      symbolSize: names.length > 300 ? 4 : 7,
      itemStyle: { color: seriesColour(i, series.length), opacity: 0.8 },
      data: labelled(dots, i === series.length - 1 ? NAMED : 0, names.length),
      labelLayout: { hideOverlap: true },
    })),
  };
  return { option, height: HEIGHT, notes };
}

/** Whole powers of ten around the values. */
function decades(points: readonly Point[]): { min: number; max: number } {
  let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
  for (const { value } of points) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (points.length === 0) return { min: 1, max: 10 };
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(greatest))];
  return { min: 10 ** from, max: 10 ** (to > from ? to : from + 1) };
}

/** The data of a series; the largest have their names, to the side on which there is more room. */
function labelled(points: readonly Point[], named: number, count: number) {
  const largest = new Set([...points].sort((a, b) => b.value - a.value).slice(0, named));
  return points.map((point) => ({
    value: [point.place, point.value],
    label: {
      ...FONT,
      fontSize: 11,
      backgroundColor: COLOURS.panel,
      padding: [2, 4],
      show: largest.has(point),
      position: point.place > count / 2 ? ("left" as const) : ("right" as const),
      formatter: () => fitted(point.name, 42),
    },
  }));
}
