import { bytes, duration, grouped, measure } from "./number_text.js";

/**
 * How a number is written: `count` 1,883,272; `bytes` 1.88 MB; `ratio` 0.508; `percent` 50.8 % (of 0.508); `measure` three significant
 * digits; `decibels` 70.1 dB; `milliseconds` 34.2 ms.
 */
export type NumberFormat = "count" | "bytes" | "ratio" | "percent" | "measure" | "decibels" | "milliseconds";

const formats: Readonly<Record<NumberFormat, (value: number) => string>> = {
  count: (value: number) => grouped(Math.round(value)),
  bytes: (value: number) => bytes(Math.round(value)),
  ratio: (value: number) => value.toFixed(3),
  percent: (value: number) => `${(value * 100).toFixed(1)} %`,
  measure,
  decibels: (value: number) => `${value.toFixed(1)} dB`,
  milliseconds: (value: number) => (value < 1000 ? `${measure(value)} ms` : duration(value)),
};

/** A number as text; null and NaN as a dash. */
export function formatNumber(value: number | null, format: NumberFormat): string {
  if (value === null || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return formats[format](value);
}

/** The number at a mark of an axis: the same without zeros at the end of a fraction. */
export const formatTick = (value: number, format: NumberFormat): string =>
  formatNumber(value, format)
    .replace(/(\.\d*?)0+(?=\s|$)/, "$1")
    .replace(/\.(?=\s|$)/, "");
