import type { EChartsOption } from "echarts";
import { formatNumber, formatTick } from "../number_format.js";
import type { BarChart } from "../report.js";
import { baseOption, COLOURS, FONT, fitted, legendOf, seriesColour, seriesName, valueAxis } from "./theme.js";
import { whiskers } from "./whiskers.js";

const LABEL_CHARACTERS = 36;
const LABEL_WIDTH = 290;
/** Of a wide font, which a reader may have instead of Arial. */
const CHARACTER_WIDTH = 7.5;
const BAR = 14;
const GAP = 12;

/** A bar chart for ECharts, and its height in pixels. */
export function barsOption(chart: BarChart): { option: EChartsOption; height: number } {
  const { axis, format, categories, series, maximum } = chart;
  const top = series.length > 1 ? 34 : 8;
  const plot = categories.length * (series.length * BAR + GAP);
  const labels = categories.map((name) => fitted(name, LABEL_CHARACTERS));
  const longest = Math.max(4, ...labels.map((label) => label.length));
  const option: EChartsOption = {
    ...baseOption,
    legend: legendOf(series.map(({ name }) => name)),
    grid: { top, left: Math.min(LABEL_WIDTH, longest * CHARACTER_WIDTH + 18), right: 72, height: plot },
    xAxis: {
      type: "value",
      min: 0,
      ...(maximum === undefined ? {} : { max: maximum }),
      ...valueAxis(axis, (value) => formatTick(value, format)),
      nameLocation: "middle",
      nameGap: 30,
    },
    yAxis: {
      type: "category",
      inverse: true,
      // Places instead of names: two categories may have the same.
      data: categories.map((_, i) => String(i)),
      axisLine: { lineStyle: { color: COLOURS.line } },
      axisTick: { show: false },
      axisLabel: {
        ...FONT,
        interval: 0,
        width: LABEL_WIDTH - 14,
        overflow: "truncate",
        formatter: (place: string) => labels[Number(place)]!,
      },
    },
    series: series.flatMap((_, i) => [bar(chart, i), ...whiskers(chart, i, BAR)]),
  };
  return { option, height: top + plot + 56 };
}

function bar({ series, format }: BarChart, index: number) {
  const { values, intervals } = series[index]!;
  return {
    type: "bar" as const,
    name: seriesName(index),
    silent: true,
    barWidth: BAR - 2,
    barGap: `${Math.round((2 / (BAR - 2)) * 100)}%`,
    itemStyle: { color: seriesColour(index, series.length), borderRadius: [0, 2, 2, 0] },
    data: values.map((value) => (value !== null && Number.isFinite(value) ? value : "-")),
    label: {
      ...FONT,
      fontSize: 11,
      // A whisker has the number at its own end.
      show: !intervals,
      position: "right" as const,
      formatter: ({ dataIndex }: { dataIndex: number }) => formatNumber(values[dataIndex] ?? null, format),
    },
  };
}
