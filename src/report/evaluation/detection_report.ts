import type { CocoFigures } from "../../evaluate/coco/index.js";
import type { DetectionEvaluation, DetectorResult } from "../../evaluate/index.js";
import { plural } from "../number_text.js";
import type { Report, ReportSection } from "../report.js";
import { imagesSection } from "./images_section.js";
import { modelsSection } from "./models_section.js";
import { shortNames } from "./short_names.js";

const FIGURES: readonly (readonly [name: string, key: keyof CocoFigures])[] = [
  ["AP", "ap"],
  ["AP at 0.50", "ap50"],
  ["AP at 0.75", "ap75"],
  ["AP, small", "apSmall"],
  ["AP, medium", "apMedium"],
  ["AP, large", "apLarge"],
  ["AR, 1 detection", "ar1"],
  ["AR, 10", "ar10"],
  ["AR, 100", "ar100"],
];

/** More models than this are only in the tables. */
const DRAWN = 4;

/** Does what `detectionReport` of the index says. */
export function detectionReport(evaluation: DetectionEvaluation): Report {
  const { models, images } = evaluation;
  return {
    title: "Average precision of object detection",
    subtitle: shortNames(models.map(({ file }) => file)).join(", "),
    sections: [
      precisionSection(models),
      categoriesSection(models),
      modelsSection(models),
      imagesSection(evaluation, [
        ...(images.withoutAnnotations > 0
          ? [`${plural(images.withoutAnnotations, "image")} without annotations`]
          : []),
        ...(images.withoutFile > 0
          ? [`${plural(images.withoutFile, "annotated image")} without a file`]
          : []),
      ]),
    ],
  };
}

const seriesOf = (
  models: readonly DetectorResult[],
  values: (model: DetectorResult) => (number | null)[],
) => {
  const names = shortNames(models.map(({ file }) => file));
  return models.slice(0, DRAWN).map((model, i) => ({ name: names[i]!, values: values(model) }));
};

const precisionSection = (models: readonly DetectorResult[]): ReportSection => ({
  heading: "Precision and recall",
  text: [
    "COCO's figures: the mean over overlaps of 0.50 to 0.95 where none is named, and over the categories. Objects of up to 32² square pixels are small, of up to 96² medium.",
  ],
  charts: [
    {
      kind: "bars",
      caption: "COCO's figures",
      axis: "AP or AR",
      format: "ratio",
      maximum: 1,
      categories: FIGURES.map(([name]) => name),
      series: seriesOf(models, ({ precision }) => FIGURES.map(([, key]) => precision[key])),
    },
  ],
  tables: [
    {
      columns: [{ name: "figure" }, ...modelColumns(models)],
      rows: FIGURES.map(([name, key]) => [name, ...models.map(({ precision }) => precision[key])]),
    },
  ],
});

/** A column of ratios for each model. */
const modelColumns = (models: readonly DetectorResult[]) =>
  shortNames(models.map(({ file }) => file)).map((name) => ({ name, format: "ratio" as const }));

function categoriesSection(models: readonly DetectorResult[]): ReportSection {
  const known = models[0]!.precision.categories.filter(({ ap }) => ap !== null);
  const apOf = ({ precision }: DetectorResult, id: number) =>
    precision.categories.find((category) => category.id === id)?.ap ?? null;
  return {
    heading: "Categories",
    text: [`${known.length} ${known.length === 1 ? "category" : "categories"} with objects in these images.`],
    tables: [
      {
        columns: [{ name: "category", format: "name" }, ...modelColumns(models)],
        rows: known.map(({ id, name }) => [name, ...models.map((model) => apOf(model, id))]),
      },
    ],
  };
}
