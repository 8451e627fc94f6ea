import type { EChartsOption } from "echarts";
import type { ReportChart } from "../report.js";
import { barsOption } from "./bars.js";
import { loadECharts } from "./echarts.js";
import { histogramOption } from "./histogram.js";
import { pointsOption } from "./points.js";
import { CHART_WIDTH } from "./theme.js";

interface Picture {
  readonly option: EChartsOption;
  readonly height: number;
  readonly notes?: readonly string[];
}

/**
 * Draws a chart as SVG for a page that defines the colours. It is the same for the same chart, and has no ids.
 *
 * @returns the SVG, and in words what it leaves out
 * @throws MISSING_PACKAGE without ECharts
 */
export function chartSvg(chart: ReportChart): { svg: string; notes: readonly string[] } {
  const echarts = loadECharts();
  const { option, height, notes = [] } = pictureOf(chart);
  const canvas = echarts.init(null, null, { renderer: "svg", ssr: true, width: CHART_WIDTH, height });
  try {
    canvas.setOption(option);
    return { svg: withoutInteraction(canvas.renderToSVGString()), notes };
  } finally {
    canvas.dispose();
  }
}

function pictureOf(chart: ReportChart): Picture {
  switch (chart.kind) {
    case "bars":
      return barsOption(chart);
    case "points":
      return pointsOption(chart);
    case "histogram":
      return histogramOption(chart);
  }
}

/**
 * Leaves out what ECharts writes for a mouse: rules of style, and classes and attributes that refer to them, numbered through the
 * process. Text cannot look like them: its quotes and angle brackets are escaped.
 */
const withoutInteraction = (svg: string): string =>
  svg
    .replace(/<style.*?<\/style>/gs, "")
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/\n+/g, "\n")
    .trim();
