import { checkOptionNames, HalfliteError } from "../errors.js";
import {
  type EvaluatedModel,
  evaluateImages,
  IMAGE_KEYS,
  type ImageEvaluationOptions,
  imagesOf,
  type UnreadableImage,
} from "./image_evaluation.js";
import type { ImageOutcome } from "./image_runner.js";
import type { Classes } from "./image_task.js";
import { type Difference, pairedDifference, type Share, share } from "./interval.js";
import { type LabelSource, labelImages } from "./labels.js";
import { type Latency, latencyOf } from "./latency.js";

/** Options of {@link evaluateClassification}. */
export interface ClassificationOptions extends ImageEvaluationOptions, LabelSource {
  /** The largest K of top-K accuracy. Default: 10, or as many classes as the model has. */
  readonly topK?: number;
  /**
   * What is added to a label to get the model's class. Default: 1 for a model with one class more than there are `classes`, or with 1001
   * classes where all labels are below 1000 (the first is a background class); else 0.
   */
  readonly classOffset?: number;
}

/** How a model did. */
export interface ClassifierResult extends EvaluatedModel {
  readonly classOffset: number;
  /** topK[k - 1]: how often the right class was among the first k. */
  readonly topK: readonly Share[];
  /** Of single inferences, with the others at work beside. */
  readonly latency: Latency;
}

/** Two models on the same images. */
export interface ClassifierComparison {
  readonly first: string;
  readonly second: string;
  /** How often their first answers were the same. */
  readonly agreement: Share;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** The second's top-1 accuracy minus the first's. */
  readonly difference: Difference;
  /** Images with other first answers, in the order of their names. */
  readonly differing: readonly {
    readonly file: string;
    readonly label: number;
    readonly answers: readonly [number, number];
  }[];
}

/** What {@link evaluateClassification} found. */
export interface ClassificationEvaluation {
  readonly kind: "classification";
  readonly images: {
    readonly evaluated: number;
    readonly denied: number;
    readonly resumed: number;
    readonly unreadable: readonly UnreadableImage[];
  };
  readonly models: readonly ClassifierResult[];
  /** The first model with each of the others. */
  readonly comparisons: readonly ClassifierComparison[];
  readonly workers: number;
  readonly seconds: number;
}

/** An image that was read. */
interface Seen {
  readonly file: string;
  readonly label: number;
  /** The classes that each model found, best first, as labels. */
  readonly answers: readonly (readonly number[])[];
}

/** Does what `evaluateClassification` of the index says. */
export async function evaluateClassification(
  options: ClassificationOptions,
): Promise<ClassificationEvaluation> {
  checkOptionNames(options, [...IMAGE_KEYS, "labels", "classes", "topK", "classOffset"]);
  const { files, denied } = imagesOf(options);
  const labelled = labelImages(files, options);
  const topK = checkedTopK(options.topK ?? DEFAULT_TOP_K);
  const found = await evaluateImages(files, { kind: "classification", topK }, options);
  const offsets = found.models.map(
    (model) =>
      options.classOffset ??
      offsetOf(
        model,
        labelled.map(({ label }) => label),
      ),
  );
  const seen = labelled.flatMap(({ file, label }, i) => {
    const answers = classesOf(found.outcomes[i]!);
    return answers
      ? [{ file, label, answers: answers.map((classes, m) => classes.map((c) => c - offsets[m]!)) }]
      : [];
  });
  const models = found.models.map((model, m) => ({
    ...model,
    classOffset: offsets[m]!,
    topK: topShares(seen, m, Math.min(topK, classCount(model))),
    latency: latencyOf(
      found.outcomes.flatMap((outcome) => ("answers" in outcome ? [outcome.answers[m]!.milliseconds] : [])),
    ),
  }));
  return {
    kind: "classification",
    images: { evaluated: seen.length, denied, resumed: found.resumed, unreadable: found.unreadable },
    models,
    comparisons: models.slice(1).map((_, i) => comparison(seen, i + 1, models)),
    workers: found.workers,
    seconds: found.seconds,
  };
}

const DEFAULT_TOP_K = 10;

function checkedTopK(topK: number): number {
  if (Number.isSafeInteger(topK) && topK >= 1) return topK;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "topK",
    expected: "an integer from 1 on",
    received: String(topK),
  });
}

const classesOf = (outcome: ImageOutcome) =>
  "answers" in outcome ? outcome.answers.map(({ finding }) => (finding as Classes).classes) : undefined;

const classCount = ({ outputs }: EvaluatedModel) => outputs[0]!.shape.at(-1) ?? 1;

/** @throws INVALID_ARGUMENT where a label is no class of the model */
function offsetOf(model: EvaluatedModel, labels: readonly number[]): number {
  const classes = classCount(model);
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  const offset = classes === 1001 && largest < 1000 ? 1 : 0;
  if (largest + offset < classes) return offset;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: `labels for ${model.file}`,
    expected: `classes below ${classes}`,
    received: String(largest),
  });
}

function topShares(seen: readonly Seen[], model: number, count: number): Share[] {
  const counts = new Array<number>(count).fill(0);
  for (const { label, answers } of seen) {
    const rank = answers[model]!.indexOf(label);
    for (let k = rank; rank >= 0 && k < count; k++) counts[k]!++;
  }
  return counts.map((correct) => share(correct, seen.length));
}

function comparison(
  seen: readonly Seen[],
  second: number,
  models: readonly EvaluatedModel[],
): ClassifierComparison {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  const differing: { file: string; label: number; answers: readonly [number, number] }[] = [];
  for (const { file, label, answers } of seen) {
    const [a, b] = [answers[0]![0]!, answers[second]![0]!];
    if (a !== b) differing.push({ file, label, answers: [a, b] });
    counts[a === label ? (b === label ? "both" : "onlyFirst") : b === label ? "onlySecond" : "neither"]++;
  }
  return {
    first: models[0]!.file,
    second: models[second]!.file,
    agreement: share(seen.length - differing.length, seen.length),
    ...counts,
    difference: pairedDifference(counts),
    differing,
  };
}
