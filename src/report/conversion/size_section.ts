import type { ConversionReport } from "../../convert/report.js";
import type { BarChart, ReportSection, ReportTable } from "../report.js";
import { type Sizes, sizesByOperator, sizesOfConstants, withRestSummed } from "./sizes.js";

const OPERATORS = 12;
const CONSTANTS = 12;

/** Where the bytes of a model are, before and after; undefined where it has no float32 constant. */
export function sizeSection({ constants }: ConversionReport, heading: string): ReportSection | undefined {
  if (constants.length === 0) return undefined;
  const operators = sizesByOperator(constants);
  return {
    heading,
    charts: [
      sizeChart("Constants by the operator that computes with them", withRestSummed(operators, OPERATORS)),
      sizeChart("The largest constants", withRestSummed(sizesOfConstants(constants), CONSTANTS)),
    ],
    tables: [operatorTable(operators)],
  };
}

const sizeChart = (caption: string, sizes: readonly Sizes[]): BarChart => ({
  kind: "bars",
  caption,
  axis: "size",
  format: "bytes",
  categories: sizes.map(({ name }) => name),
  series: [
    { name: "before", values: sizes.map(({ before }) => before) },
    { name: "after", values: sizes.map(({ after }) => after) },
  ],
});

const operatorTable = (operators: readonly Sizes[]): ReportTable => ({
  columns: [
    { name: "operator", format: "name" },
    { name: "constants", format: "count" },
    { name: "bytes before", format: "count" },
    { name: "bytes after", format: "count" },
    { name: "ratio", format: "ratio" },
  ],
  rows: operators.map(({ name, count, before, after }) => [
    name,
    count,
    before,
    after,
    before === 0 ? null : after / before,
  ]),
});
