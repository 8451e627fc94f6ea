import type { EChartsOption } from "echarts";
import { plainText, shortened } from "../plain_text.js";

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

const LEGEND_CHARACTERS = 28;
const AXIS_CHARACTERS = 36;

/** Text as it fits into a picture. */
export const fitted = (text: string, characters: number): string => shortened(plainText(text), characters);

/** The axis of what is measured. */
export const valueAxis = (name: string, format: (value: number) => string) => ({
  name: fitted(name, AXIS_CHARACTERS),
  nameTextStyle: { ...FONT, color: COLOURS.muted },
  axisLabel: { ...FONT, color: COLOURS.muted, hideOverlap: true, formatter: format },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: COLOURS.line } },
});

/** A series is known by its number, as two may have the same title. */
export const seriesName = (index: number): string => `series ${index}`;

/** A legend above the picture, where there is more than one thing to tell apart. */
export const legendOf = (titles: readonly string[]) => ({
  show: titles.length > 1,
  top: 0,
  left: 0,
  icon: "roundRect",
  itemWidth: 12,
  itemHeight: 12,
  itemGap: 20,
  selectedMode: false,
  textStyle: FONT,
  data: titles.map((_, i) => seriesName(i)),
  formatter: (name: string) => fitted(titles[Number(name.split(" ")[1])]!, LEGEND_CHARACTERS),
});
