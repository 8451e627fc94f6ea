import type { Latency } from "../../evaluate/index.js";
import type { ReportSection } from "../report.js";
import { shortNames } from "./short_names.js";

interface MeasuredModel {
  readonly file: string;
  readonly byteLength: number;
  readonly latency: Latency;
}

/** Sizes and latencies of models. */
export function modelsSection(models: readonly MeasuredModel[]): ReportSection {
  const categories = shortNames(models.map(({ file }) => file));
  return {
    heading: "Size and latency",
    text: ["The latency is that of single inferences while the other threads are at work."],
    charts: [
      {
        kind: "bars",
        caption: "Sizes of the files",
        axis: "size",
        format: "bytes",
        categories,
        series: [{ name: "size", values: models.map(({ byteLength }) => byteLength) }],
      },
      {
        kind: "bars",
        caption: "Latency of an inference",
        axis: "latency",
        format: "milliseconds",
        categories,
        series: [
          { name: "median", values: models.map(({ latency }) => latency.median) },
          { name: "95 % are below", values: models.map(({ latency }) => latency.p95) },
        ],
      },
    ],
    tables: [
      {
        columns: [
          { name: "model", format: "name" },
          { name: "bytes", format: "count" },
          { name: "fastest", format: "milliseconds" },
          { name: "median", format: "milliseconds" },
          { name: "mean", format: "milliseconds" },
          { name: "95 % are below", format: "milliseconds" },
        ],
        rows: models.map(({ file, byteLength, latency }) => [
          file,
          byteLength,
          latency.min,
          latency.median,
          latency.mean,
          latency.p95,
        ]),
      },
    ],
  };
}
