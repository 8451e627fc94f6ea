import type {
  ClassificationEvaluation,
  ClassifierComparison,
  ClassifierResult,
} from "../../evaluate/index.js";
import type { Report, ReportSection } from "../report.js";
import { imagesSection } from "./images_section.js";
import { modelsSection } from "./models_section.js";
import { shortNames } from "./short_names.js";

/** Images that models answer differently about, as many as are listed for each pair. */
const LISTED = 100;

/** Does what `classificationReport` of the index says. */
export function classificationReport(evaluation: ClassificationEvaluation): Report {
  const { models, comparisons } = evaluation;
  return {
    title: "Accuracy of image classifiers",
    subtitle: shortNames(models.map(({ file }) => file)).join(", "),
    sections: [
      accuracySection(models),
      ...comparisons.map(comparisonSection),
      modelsSection(models),
      imagesSection(evaluation),
    ],
  };
}

function accuracySection(models: readonly ClassifierResult[]): ReportSection {
  const names = shortNames(models.map(({ file }) => file));
  const ranks = [0, 4].filter((k) => models.every(({ topK }) => topK[k] !== undefined));
  return {
    heading: "Accuracy",
    text: [
      "How often the right class was among the first answers. The whiskers are 95 % intervals (Wilson's): with other images of the same kind it could be anywhere there.",
    ],
    charts: [
      {
        kind: "bars",
        caption: "Accuracy",
        axis: "images with the right answer",
        format: "percent",
        maximum: 1,
        categories: names,
        series: ranks.map((k) => ({
          name: `top-${k + 1}`,
          values: models.map(({ topK }) => topK[k]!.rate),
          intervals: models.map(({ topK }) => [topK[k]!.low, topK[k]!.high] as const),
        })),
      },
    ],
    tables: [
      {
        caption: "Top-1",
        columns: [
          { name: "model", format: "name" },
          { name: "right", format: "count" },
          { name: "images", format: "count" },
          { name: "accuracy", format: "percent" },
          { name: "from", format: "percent" },
          { name: "to", format: "percent" },
        ],
        rows: models.map(({ file, topK: [top] }) => [
          file,
          top!.count,
          top!.total,
          top!.rate,
          top!.low,
          top!.high,
        ]),
      },
      {
        caption: "The right class is among the first K answers",
        columns: [
          { name: "K", format: "count" },
          ...names.map((name) => ({ name, format: "percent" as const })),
        ],
        rows: models[0]!.topK.map((_, k) => [k + 1, ...models.map(({ topK }) => topK[k]?.rate ?? null)]),
      },
    ],
  };
}

function comparisonSection(comparison: ClassifierComparison): ReportSection {
  const { first, second, agreement, difference, both, onlyFirst, onlySecond, neither, differing } =
    comparison;
  const [from, to] = shortNames([first, second]) as [string, string];
  const points = (value: number) => `${value >= 0 ? "+" : "−"}${Math.abs(100 * value).toFixed(2)}`;
  const shown = differing.slice(0, LISTED);
  return {
    heading: `${to} against ${from}`,
    text: [
      `Both give the same first answer on ${agreement.count} of ${agreement.total} images.`,
      `Top-1 accuracy changes by ${points(difference.value)} points; the 95 % interval of the paired difference (Newcombe's) is ${points(difference.low)} to ${points(difference.high)}.`,
      ...(shown.length < differing.length
        ? [`Of ${differing.length} other answers ${shown.length} are listed.`]
        : []),
    ],
    tables: [
      {
        columns: ["both right", `only ${from}`, `only ${to}`, "neither"].map((name) => ({
          name,
          format: "count" as const,
        })),
        rows: [[both, onlyFirst, onlySecond, neither]],
      },
      ...(shown.length > 0
        ? [
            {
              caption: "Images with other answers",
              columns: [
                { name: "image", format: "name" as const },
                { name: "right", format: "count" as const },
                { name: from, format: "count" as const },
                { name: to, format: "count" as const },
              ],
              rows: shown.map(({ file, label, answers: [a, b] }) => [file, label, a, b]),
            },
          ]
        : []),
    ],
  };
}
