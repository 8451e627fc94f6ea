import type { ConversionReport } from "../../convert/report.js";
import { snr } from "../../float16/index.js";
import type { ReportSection } from "../report.js";

/** More models than this are only in the table. */
const DRAWN = 20;

/** Several conversions side by side. */
export function overviewSection(reports: readonly ConversionReport[]): ReportSection {
  const drawn = [...reports].sort((a, b) => b.input.byteLength - a.input.byteLength).slice(0, DRAWN);
  return {
    heading: "Overview",
    charts: [
      {
        kind: "bars",
        caption:
          drawn.length < reports.length ? `Sizes of the ${DRAWN} largest models` : "Sizes of the models",
        axis: "size of the file",
        format: "bytes",
        categories: drawn.map(({ input }) => input.name),
        series: [
          { name: "before", values: drawn.map(({ input }) => input.byteLength) },
          { name: "after", values: drawn.map(({ output }) => output.byteLength) },
        ],
      },
    ],
    tables: [
      {
        columns: [
          { name: "model", format: "name" },
          { name: "bytes before", format: "count" },
          { name: "bytes after", format: "count" },
          { name: "ratio", format: "ratio" },
          { name: "constants converted", format: "count" },
          { name: "kept", format: "count" },
          { name: "largest error", format: "measure" },
          { name: "SNR", format: "decibels" },
        ],
        rows: reports.map(overviewRow),
      },
    ],
  };
}

function overviewRow({ input, output, constants, statistics }: ConversionReport) {
  const converted = constants.filter((constant) => constant.converted).length;
  const isMeasured = statistics.count > 0;
  return [
    input.name,
    input.byteLength,
    output.byteLength,
    input.byteLength === 0 ? null : output.byteLength / input.byteLength,
    converted,
    constants.length - converted,
    isMeasured ? statistics.maxAbsError : null,
    isMeasured ? snr(statistics) : null,
  ];
}
