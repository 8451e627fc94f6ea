import type { CocoFigures, DetectionEvaluation, DetectorResult } from "../../index.js";
import { imagesLines } from "./images.js";
import { bytes, columns, type Palette, plural } from "./text.js";

const FIGURES: readonly (readonly [heading: string, key: keyof CocoFigures])[] = [
  ["mAP", "ap"],
  ["AP50", "ap50"],
  ["AP75", "ap75"],
  ["small", "apSmall"],
  ["medium", "apMedium"],
  ["large", "apLarge"],
  ["AR100", "ar100"],
];

/** An evaluation as text for people. */
export function detectionText(evaluation: DetectionEvaluation, colours: Palette): string {
  const { models, images } = evaluation;
  const left = [
    images.withoutAnnotations > 0 ? `${plural(images.withoutAnnotations, "image")} without annotations` : "",
    images.withoutFile > 0 ? `${plural(images.withoutFile, "annotated image")} without a file` : "",
  ].filter(Boolean);
  return [
    ...imagesLines(evaluation, colours),
    ...(left.length > 0 ? [`  left out: ${left.join(", ")}`] : []),
    ...columns(
      [
        ["model", "size", ...FIGURES.map(([heading]) => heading), "latency (median, p95)"],
        ...models.map((model) => [
          model.file,
          bytes(model.byteLength),
          ...FIGURES.map(([, key]) => figure(model.precision[key])),
          `${model.latency.median.toFixed(2)} ms, ${model.latency.p95.toFixed(2)} ms`,
        ]),
      ],
      [1, ...FIGURES.map((_, i) => i + 2)],
    ),
    ...models.flatMap((model) => (model === models[0] ? [] : differenceLines(models[0]!, model, colours))),
    ...models.flatMap(({ file, ofUnknownClasses }) =>
      ofUnknownClasses > 0
        ? [
            colours.yellow(
              `${file}: ${plural(ofUnknownClasses, "detection")} of classes that are no category`,
            ),
          ]
        : [],
    ),
  ].join("\n");
}

/** The categories whose precision changes most, as many as are listed. */
const LISTED = 5;

function differenceLines(first: DetectorResult, second: DetectorResult, colours: Palette): string[] {
  const change = (a: number | null, b: number | null) => (b ?? 0) - (a ?? 0);
  const signed = (x: number) => `${x >= 0 ? "+" : ""}${x.toFixed(4)}`;
  const before = new Map(first.precision.categories.map(({ id, ap }) => [id, ap]));
  const changes = second.precision.categories
    .map(({ id, name, ap }) => ({
      name,
      ap,
      before: before.get(id) ?? null,
      by: change(before.get(id) ?? null, ap),
    }))
    .filter(({ by }) => by !== 0)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  return [
    `${colours.bold(`${second.file} against ${first.file}`)}: mAP ${signed(change(first.precision.ap, second.precision.ap))}`,
    ...columns(
      changes
        .slice(0, LISTED)
        .map(({ name, ap, before: was, by }) => [name, figure(was), "became", figure(ap), signed(by)]),
      [1, 3, 4],
    ),
  ];
}

/** Four digits, as COCO's own tools; nothing to measure on is a dash. */
const figure = (value: number | null): string => (value === null ? "-" : value.toFixed(4));
