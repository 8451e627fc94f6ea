import type { NumberFormat } from "./number_format.js";

/**
 * A document of text, tables and charts, without a word about how it looks. All text is plain: renderers escape it, so it may come from
 * a model.
 */
export interface Report {
  readonly title: string;
  readonly subtitle?: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly heading: string;
  /** Paragraphs. */
  readonly text?: readonly string[];
  readonly tables?: readonly ReportTable[];
  readonly charts?: readonly ReportChart[];
}

/** A number is shown in its column's format; null as a dash. */
export type ReportCell = string | number | null;

export interface ReportColumn {
  readonly name: string;
  /** `text` are words, `name` a name of a model, a file or a tensor; the others are formats of numbers, aligned to the right. Default `text`. */
  readonly format?: "text" | "name" | NumberFormat;
}

export interface ReportTable {
  readonly caption?: string;
  readonly columns: readonly ReportColumn[];
  /** Every row has as many cells as there are columns. */
  readonly rows: readonly (readonly ReportCell[])[];
}

export type ReportChart = BarChart | PointChart | HistogramChart;

interface ChartBase {
  readonly caption: string;
  /** What is measured, with its unit: the title of the axis. */
  readonly axis: string;
  readonly format: NumberFormat;
}

/** Horizontal bars from 0, side by side for every category. */
export interface BarChart extends ChartBase {
  readonly kind: "bars";
  /** From top to bottom. */
  readonly categories: readonly string[];
  /** Up to four. */
  readonly series: readonly BarSeries[];
  /** The largest number that there can be, such as 1 for a part of a whole. Default: what the values need. */
  readonly maximum?: number;
}

export interface BarSeries {
  readonly name: string;
  /** One for every category; null where there is none. */
  readonly values: readonly (number | null)[];
  /** The lower and the upper end of what each value may really be, drawn as a whisker. */
  readonly intervals?: readonly (readonly [low: number, high: number] | null)[];
}

/** Dots in a given order, such as tensors in the order of execution. */
export interface PointChart extends ChartBase {
  readonly kind: "points";
  /** A logarithmic scale has no place for 0: such values are counted below the chart. */
  readonly scale: "linear" | "log";
  /** What is counted from left to right. */
  readonly order: string;
  readonly names: readonly string[];
  /** Up to four. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

/** How often values occur, with lines at some of them, such as percentiles. */
export interface HistogramChart extends ChartBase {
  readonly kind: "histogram";
  readonly values: readonly number[];
  readonly marks?: readonly { readonly name: string; readonly value: number }[];
}
