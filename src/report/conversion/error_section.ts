import type { ConstantReport, ConversionReport } from "../../convert/report.js";
import { type Float16Statistics, mse, snr } from "../../float16/index.js";
import type { PointChart, ReportSection, ReportTable } from "../report.js";

/** How many constants the table lists. */
const LISTED = 20;

type Measured = ConstantReport & { readonly statistics: Float16Statistics };

/** What float16 did to the values of the constants that were converted; undefined where none was. */
export function errorSection({ constants }: ConversionReport, heading: string): ReportSection | undefined {
  const converted = constants.filter(
    (constant): constant is Measured => constant.converted && constant.statistics !== undefined,
  );
  if (converted.length === 0) return undefined;
  return { heading, charts: [errorChart(converted)], tables: [errorTable(converted)] };
}

const errorChart = (constants: readonly Measured[]): PointChart => ({
  kind: "points",
  caption: "Error of every converted constant",
  axis: "absolute error",
  format: "measure",
  scale: "log",
  order: "constant, in the order of the file",
  names: constants.map(({ name }) => name),
  series: [
    { name: "root mean square", values: constants.map(({ statistics }) => Math.sqrt(mse(statistics))) },
    { name: "largest", values: constants.map(({ statistics }) => statistics.maxAbsError) },
  ],
});

function errorTable(constants: readonly Measured[]): ReportTable {
  const worst = [...constants].sort((a, b) => b.statistics.maxAbsError - a.statistics.maxAbsError);
  const listed = worst.slice(0, LISTED);
  return {
    caption:
      worst.length > LISTED
        ? `The ${LISTED} constants with the largest errors, of ${worst.length}`
        : "Errors, the largest first",
    columns: [
      { name: "constant", format: "name" },
      { name: "shape" },
      { name: "largest value", format: "measure" },
      { name: "largest error", format: "measure" },
      { name: "RMS error", format: "measure" },
      { name: "SNR", format: "decibels" },
      { name: "became 0", format: "count" },
      { name: "subnormal", format: "count" },
    ],
    rows: listed.map(({ name, shape, statistics }) => [
      name,
      shape.join("×"),
      statistics.maxAbs,
      statistics.maxAbsError,
      Math.sqrt(mse(statistics)),
      snr(statistics),
      statistics.underflow,
      statistics.subnormal,
    ]),
  };
}
