import type { EChartsOption } from "echarts";
import { formatNumber, formatTick } from "../number_format.js";
import type { HistogramChart } from "../report.js";
import { binsOf } from "./bins.js";
import { markLegend, markLine } from "./marks.js";
import { baseOption, COLOURS, fitted, seriesColour, valueAxis } from "./theme.js";

const HEIGHT = 280;

/** A histogram for ECharts, its height in pixels, and what it does not show. Its marks are named, with their values, in the legend. */
export function histogramOption(chart: HistogramChart): {
  option: EChartsOption;
  height: number;
  notes: string[];
} {
  const { axis, format, values, marks = [] } = chart;
  const { start, width, counts } = binsOf(values);
  // One bin alone would fill the picture.
  const margin = counts.length === 1 ? 5 * width : 0;
  const highest = Math.max(1, ...counts);
  const titles = marks.map(({ name, value }) => `${fitted(name, 18)} ${formatNumber(value, format)}`);
  const option: EChartsOption = {
    ...baseOption,
    legend: markLegend(titles),
    grid: { top: titles.length > 0 ? 40 : 16, left: 64, right: 32, bottom: 48 },
    xAxis: {
      type: "value",
      min: start - margin,
      max: start + counts.length * width + margin,
      ...valueAxis(axis, (value) => formatTick(value, format)),
      splitLine: { show: false },
      axisLine: { lineStyle: { color: COLOURS.line } },
      nameLocation: "middle",
      nameGap: 30,
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      ...valueAxis("how often", (value) => formatNumber(value, "count")),
      nameLocation: "middle",
      nameGap: 44,
    },
    series: [bins(counts, start, width), ...marks.map(({ value }, i) => markLine(value, highest, i))],
  };
  const missing = values.length - counts.reduce((sum, count) => sum + count, 0);
  const notes = missing > 0 ? [`${missing} × not finite, not drawn.`] : [];
  return { option, height: HEIGHT, notes: values.length === 0 ? ["No values."] : notes };
}

/** Rectangles from edge to edge, which bars of a category axis are not. */
function bins(counts: readonly number[], start: number, width: number) {
  return {
    type: "custom" as const,
    silent: true,
    data: counts.map((count, i) => [start + i * width, start + (i + 1) * width, count]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_: unknown, api: import("echarts").CustomSeriesRenderItemAPI) => {
      const [left = 0, top = 0] = api.coord([api.value(0), api.value(2)]);
      const [right = 0, bottom = 0] = api.coord([api.value(1), 0]);
      const gap = right - left > 4 ? 1 : 0;
      return {
        type: "rect" as const,
        shape: { x: left, y: top, width: Math.max(0.5, right - left - gap), height: bottom - top },
        style: { fill: seriesColour(0, 1) },
      };
    },
  };
}
