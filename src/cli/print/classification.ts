import type { ClassificationEvaluation, ClassifierComparison } from "../../index.js";
import { imagesLines } from "./images.js";
import { bytes, columns, type Palette, plural } from "./text.js";

/** Images that models answer differently about, as many as are listed. */
const LISTED = 10;

/** An evaluation as text for people. */
export function classificationText(evaluation: ClassificationEvaluation, colours: Palette): string {
  const { models, comparisons } = evaluation;
  return [
    ...imagesLines(evaluation, colours),
    ...columns(
      [
        ["model", "size", "top-1", "95% interval", "top-5", "latency (median, p95)"],
        ...models.map(({ file, byteLength, topK, latency }) => [
          file,
          bytes(byteLength),
          percent(topK[0]!.rate),
          `${percent(topK[0]!.low)} to ${percent(topK[0]!.high)}`,
          topK[4] ? percent(topK[4].rate) : "-",
          `${latency.median.toFixed(2)} ms, ${latency.p95.toFixed(2)} ms`,
        ]),
      ],
      [1, 2, 4],
    ),
    ...comparisons.flatMap((comparison) => comparisonLines(comparison, colours)),
  ].join("\n");
}

function comparisonLines(comparison: ClassifierComparison, colours: Palette): string[] {
  const { first, second, agreement, difference, both, onlyFirst, onlySecond, neither, differing } =
    comparison;
  const points = (value: number) => `${value >= 0 ? "+" : ""}${(100 * value).toFixed(2)}`;
  const shown = differing.slice(0, LISTED);
  const more = differing.length - shown.length;
  return [
    colours.bold(`${second} against ${first}`),
    ...columns([
      [
        "same answer",
        `${percent(agreement.rate)} of images (${percent(agreement.low)} to ${percent(agreement.high)})`,
      ],
      [
        "top-1",
        `${points(difference.value)} points (${points(difference.low)} to ${points(difference.high)})`,
      ],
      [
        "right",
        `both ${both}, only the first ${onlyFirst}, only the second ${onlySecond}, neither ${neither}`,
      ],
    ]),
    ...shown.map(({ file, label, answers: [a, b] }) => `  ${file}: ${a} became ${b}, right is ${label}`),
    ...(more > 0 ? [`  and ${plural(more, "more image")} (--json lists all)`] : []),
  ];
}

const percent = (rate: number): string => `${(100 * rate).toFixed(2)}%`;
