import path from "node:path";
import type { Comparison, DifferenceFigures, TensorComparison } from "../../compare/index.js";
import { plural } from "../number_text.js";
import type { Report, ReportColumn, ReportSection } from "../report.js";

/** How many tensors the table lists. */
const LISTED = 50;

const FIGURE_COLUMNS: readonly ReportColumn[] = [
  { name: "largest error", format: "measure" },
  { name: "root mean square", format: "measure" },
  { name: "of its own", format: "percent" },
  { name: "SNR", format: "decibels" },
  { name: "cosine", format: "ratio" },
];

const figuresOf = ({ maxAbsError, rmse, relativeRmse, snr, cosine }: DifferenceFigures) => [
  maxAbsError,
  rmse,
  relativeRmse,
  snr,
  cosine,
];

/** Does what `comparisonReport` of the index says. */
export function comparisonReport(
  comparison: Comparison,
  names: { readonly a: string; readonly b: string },
): Report {
  return {
    title: `${path.basename(names.b)} against ${path.basename(names.a)}`,
    subtitle: `${plural(comparison.samples, "sample")}, by halflite`,
    sections: [
      outputsSection(comparison),
      ...(comparison.tensors.length > 0 ? [tensorsSection(comparison)] : []),
      ...(comparison.unmatched.length > 0 ? [unmatchedSection(comparison)] : []),
    ],
  };
}

const outputsSection = ({ outputs }: Comparison): ReportSection => ({
  heading: "Outputs",
  tables: [
    {
      columns: [{ name: "output", format: "name" }, ...FIGURE_COLUMNS],
      rows: outputs.map((output) => [output.name, ...figuresOf(output)]),
    },
  ],
});

function tensorsSection({ tensors, firstDivergence, tolerance }: Comparison): ReportSection {
  const worst = [...tensors].sort((a, b) => b.relativeRmse - a.relativeRmse).slice(0, LISTED);
  return {
    heading: "Tensors",
    text: [divergenceText(firstDivergence, tolerance)],
    charts: [
      {
        kind: "points",
        caption: "Error of every tensor",
        axis: "error, as a part of the tensor",
        format: "measure",
        scale: "log",
        order: "tensor, in the order of execution",
        names: tensors.map(({ name }) => name),
        series: [
          {
            name: "error",
            values: tensors.map(({ relativeRmse }) => (Number.isFinite(relativeRmse) ? relativeRmse : null)),
          },
        ],
      },
    ],
    tables: [
      {
        caption:
          worst.length < tensors.length
            ? `The ${LISTED} tensors that differ most, of ${tensors.length}`
            : "Tensors, those that differ most first",
        columns: [{ name: "tensor", format: "name" }, { name: "operator" }, ...FIGURE_COLUMNS],
        rows: worst.map((tensor) => [tensor.name, tensor.operator, ...figuresOf(tensor)]),
      },
    ],
  };
}

function divergenceText(first: TensorComparison | null, tolerance: number): string {
  const bound = `${100 * tolerance} % of its own root mean square`;
  if (!first) return `No tensor lies farther apart than ${bound}.`;
  const reads =
    first.constants.length > 0 ? ` It reads ${first.constants.map((name) => `"${name}"`).join(", ")}.` : "";
  return `The first tensor that lies farther apart than ${bound} is "${first.name}", made by ${first.place}.${reads}`;
}

const unmatchedSection = ({ unmatched }: Comparison): ReportSection => ({
  heading: "Not compared",
  tables: [
    {
      columns: [{ name: "tensor", format: "name" }, { name: "model" }, { name: "reason" }],
      rows: unmatched.map(({ name, model, reason }) => [name, model, reason]),
    },
  ],
});
