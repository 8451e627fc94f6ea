import type { EChartsOption } from "echarts";

/** Colours are variables of the page, which has one set for light and one for dark. */
export const COLOURS = {
  text: "var(--text)",
  muted: "var(--muted)",
  line: "var(--line)",
  panel: "var(--panel)",
} as const;

const SERIES = ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)"] as const;

/** The colour of a series; one that is alone has the strongest. */
export const seriesColour = (index: number, count: number): string =>
  SERIES[count === 1 ? 1 : index % SERIES.length]!;

/** Of an Arial-like font, whose widths the layout assumes. */
export const FONT = { fontFamily: "Arial, Helvetica, sans-serif", fontSize: 12, color: COLOURS.text };

/** Width of all charts in pixels; the page scales them. */
export const CHART_WIDTH = 860;

/** What all charts have in common: nothing moves and nothing reacts. */
export const baseOption: EChartsOption = {
  animation: false,
  textStyle: FONT,
  tooltip: { show: false },
};

/** The axis of what is measured. */
export const valueAxis = (name: string, format: (value: number) => string) => ({
  name,
  nameTextStyle: { ...FONT, color: COLOURS.muted },
  axisLabel: { ...FONT, color: COLOURS.muted, hideOverlap: true, formatter: format },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: COLOURS.line } },
});

/** A legend above the picture, where there is more than one thing to tell apart. */
export const legendOf = (names: readonly string[]) => ({
  show: names.length > 1,
  top: 0,
  left: 0,
  icon: "roundRect",
  itemWidth: 12,
  itemHeight: 12,
  itemGap: 20,
  selectedMode: false,
  textStyle: FONT,
  data: [...names],
});
