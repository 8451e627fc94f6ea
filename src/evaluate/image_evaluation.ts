import fs from "node:fs";
import os from "node:os";
import { HalfliteError, ioError, isHalfliteError } from "../errors.js";
import { checkImageInput, checkPreprocessing, loadSharp, type Preprocessing } from "../image/index.js";
import {
  type CompiledModel,
  LOAD_KEYS,
  type LoadOptions,
  loadModel,
  loadOptionsOf,
  type TensorInfo,
} from "../model/index.js";
import { withoutDenied } from "./denylist.js";
import { listImages } from "./image_files.js";
import { runOnImages } from "./image_pool.js";
import type { ImageOutcome, ImageSetup } from "./image_runner.js";
import { checkOutputs, type ImageTask } from "./image_task.js";
import { Journal } from "./journal.js";

/** The names of ImageEvaluationOptions. */
export const IMAGE_KEYS: readonly string[] = [
  ...LOAD_KEYS.filter((key) => key !== "customOperators"),
  ...["models", "images", "denylist", "preprocessing", "workers", "journal", "onProgress"],
];

/** How far an evaluation is. */
export interface EvaluationProgress {
  readonly done: number;
  readonly total: number;
  /** Of `done`, those that an earlier run left in the journal. */
  readonly resumed: number;
}

/** What every evaluation on images takes. */
export interface ImageEvaluationOptions extends Omit<LoadOptions, "customOperators"> {
  /** .tflite files, each of which sees every image. */
  readonly models: readonly string[];
  /** A folder of images, and of folders of them. */
  readonly images: string;
  /** A file with the images to leave out: their names, or their places in the sorted list, counted from 1. */
  readonly denylist?: string;
  readonly preprocessing?: Preprocessing;
  /** Threads that images are shared among; each runs models with `threads` threads, by default 1. Default: one per available processor. */
  readonly workers?: number;
  /** A file that results are kept in as they come. If it has some already, of the same models and options, only the others are found. */
  readonly journal?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
}

/** A model as it was evaluated. */
export interface EvaluatedModel {
  readonly file: string;
  readonly byteLength: number;
  readonly backend: "js" | "native";
  readonly input: TensorInfo;
  readonly outputs: readonly TensorInfo[];
}

/** An image that could not be read, and why. */
export interface UnreadableImage {
  readonly file: string;
  readonly reason: string;
}

/** What models made of images. */
export interface ImageFindings {
  readonly models: readonly EvaluatedModel[];
  /** Relative to the folder, sorted, without those that the denylist names. */
  readonly files: readonly string[];
  /** What came of each. */
  readonly outcomes: readonly ImageOutcome[];
  readonly unreadable: readonly UnreadableImage[];
  readonly denied: number;
  readonly resumed: number;
  readonly workers: number;
  readonly seconds: number;
}

/** The images to evaluate on, sorted. @throws IO, INVALID_ARGUMENT */
export function imagesOf({ images, denylist }: ImageEvaluationOptions): { files: string[]; denied: number } {
  const all = listImages(images);
  const files = denylist === undefined ? all : withoutDenied(all, denylist);
  return { files, denied: all.length - files.length };
}

/**
 * Runs models on images, several at a time. What is in memory does not grow with the images but by their answers.
 *
 * @throws what `loadModel` throws; INVALID_ARGUMENT for models that do not fit the task; MISSING_PACKAGE without sharp; IO, ABORTED
 */
export async function evaluateImages(
  files: readonly string[],
  task: ImageTask,
  options: ImageEvaluationOptions,
): Promise<Omit<ImageFindings, "denied" | "files">> {
  const begun = performance.now();
  const setup = setupOf(task, options);
  const workers = checkedWorkers(options.workers ?? os.availableParallelism());
  loadSharp(options.images);
  const checked = [];
  try {
    for (const file of setup.models)
      checked.push(await loadModel(file, { ...setup.load, ...signalOf(options) }));
    for (const [i, model] of checked.entries()) checkModel(setup.models[i]!, model, setup);
    const models = checked.map(({ backend, inputs, outputs }, i) =>
      describe(setup.models[i]!, backend, inputs[0]!, outputs),
    );
    const { outcomes, resumed } = await gather(files, setup, workers, options);
    const unreadable = unreadableOf(files, outcomes);
    return { models, outcomes, unreadable, resumed, workers, seconds: (performance.now() - begun) / 1000 };
  } finally {
    // They were kept: the workers share their packed weights.
    for (const model of checked) model.dispose();
  }
}

async function gather(
  files: readonly string[],
  setup: ImageSetup,
  workers: number,
  options: ImageEvaluationOptions,
): Promise<{ outcomes: ImageOutcome[]; resumed: number }> {
  const journal = options.journal === undefined ? undefined : Journal.open(options.journal, setup);
  const outcomes: (ImageOutcome | undefined)[] = files.map((file) => journal?.known.get(file));
  const left = [...files.keys()].filter((i) => outcomes[i] === undefined);
  const [resumed, total] = [files.length - left.length, files.length];
  let done = resumed;
  options.onProgress?.({ done, total, resumed });
  const onOutcome = (index: number, outcome: ImageOutcome) => {
    outcomes[index] = outcome;
    journal?.add(files[index]!, outcome);
    options.onProgress?.({ done: ++done, total, resumed });
  };
  try {
    await runOnImages(setup, files, left, { workers, onOutcome, ...signalOf(options) });
  } finally {
    journal?.flush();
  }
  return { outcomes: outcomes as ImageOutcome[], resumed };
}

function setupOf(task: ImageTask, options: ImageEvaluationOptions): ImageSetup {
  const { models, images, preprocessing = {} } = options;
  if (models.length === 0)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "models",
      expected: "one at least",
      received: "none",
    });
  checkPreprocessing(preprocessing);
  // A signal does not pass between threads.
  const { signal: _, ...load } = loadOptionsOf({ threads: 1, ...options });
  return { models, images, preprocessing, task, load };
}

function checkedWorkers(workers: number): number {
  if (Number.isSafeInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "workers",
    expected: "1 to 256",
    received: String(workers),
  });
}

/** @throws INVALID_ARGUMENT naming the model */
function checkModel(file: string, model: CompiledModel, { preprocessing, task }: ImageSetup): void {
  try {
    const [input, ...others] = model.inputs;
    if (!input || others.length > 0) {
      const received = `${model.inputs.length}`;
      throw new HalfliteError("INVALID_ARGUMENT", { argument: "inputs", expected: "one", received });
    }
    checkImageInput(input, preprocessing);
    checkOutputs(model, task);
  } catch (error) {
    if (!isHalfliteError(error, "INVALID_ARGUMENT")) throw error;
    const argument = `${file}: ${error.details.argument}`;
    throw new HalfliteError("INVALID_ARGUMENT", { ...error.details, argument }, error);
  }
}

const unreadableOf = (files: readonly string[], outcomes: readonly ImageOutcome[]): UnreadableImage[] =>
  outcomes.flatMap((outcome, i) =>
    "unreadable" in outcome ? [{ file: files[i]!, reason: outcome.unreadable }] : [],
  );

function describe(
  file: string,
  backend: EvaluatedModel["backend"],
  input: TensorInfo,
  outputs: readonly TensorInfo[],
): EvaluatedModel {
  try {
    return { file, byteLength: fs.statSync(file).size, backend, input, outputs };
  } catch (error) {
    throw ioError(error, file, "read");
  }
}

const signalOf = ({ signal }: ImageEvaluationOptions) => (signal ? { signal } : {});
