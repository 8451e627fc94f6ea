import * as fs from "node:fs";
import * as path from "node:path";
import { convert } from "../../src/index.js";
import { boundProgram } from "../bound.js";
import type { Layer } from "../layers.js";
import { modelFolder } from "../mlp.js";
import { runChild, runProcess } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: to run a model of one operator, and show what it gives or how long it takes. */
export interface KernelRequest {
  trial: "kernel";
  task: "check" | "measure";
  file: string;
  threads: number;
  budgetMs: number;
}

const THREADS = [1, 2];
const BOUND_REPEATS = 3;
/** Weights rounded to float16 change sums by about their relative error, 2^-11, of the largest. */
const TOLERANCE = 1e-3;

/** One operator as float32 and float16, against the limits of arithmetic and of memory. */
export async function kernelTrial(layer: Layer, budgetMs: number): Promise<Trial> {
  const { name, title, work } = layer;
  const files = await filesOf(layer);
  return {
    name,
    title,
    notes: "",
    ...work,
    figures: ["minimum", "median", "spread", "operations", "rate"],
    comparisons: ["of the limit", "of float32"],
    cases: THREADS.flatMap((threads) => [
      boundCase(work, threads),
      ...formats.map((format) => layerCase(format, files[format], threads, budgetMs)),
    ]),
    difference: differentOutputs,
    dispose: () => undefined,
  };
}

const formats = ["float32", "float16"] as const;

async function filesOf(layer: Layer): Promise<Record<(typeof formats)[number], string>> {
  fs.mkdirSync(modelFolder, { recursive: true });
  const [float32, float16] = formats.map((format) =>
    path.join(modelFolder, `${layer.name}.${format}.tflite`),
  );
  fs.writeFileSync(float32!, await layer.model());
  await convert(float32!, { output: float16!, force: true, fsync: false });
  return { float32: float32!, float16: float16! };
}

const threadText = (threads: number) => `${threads} thread${threads > 1 ? "s" : ""}`;
const boundName = (threads: number) => `limit, ${threadText(threads)}`;
const layerName = (format: string, threads: number) => `${format} file, ${threadText(threads)}`;

/** The time of the arithmetic at its peak, or of the reading: of what takes longer. */
function boundCase({ operations, bytes }: Layer["work"], threads: number): Case {
  const bound = boundProgram();
  const timesOf = async (...work: (string | number)[]) => {
    const args = [...work, threads, BOUND_REPEATS].map(String);
    const { stdout } = await runProcess((bound as { program: string }).program, args);
    return stdout.trim().split("\n").map(Number);
  };
  return {
    name: boundName(threads),
    absent: "absent" in bound ? bound.absent : null,
    against: [null, null],
    async measure() {
      const arithmetic = await timesOf("fma", operations);
      const reading = await timesOf("read", bytes);
      return { milliseconds: Math.min(...arithmetic) > Math.min(...reading) ? arithmetic : reading };
    },
  };
}

function layerCase(format: string, file: string, threads: number, budgetMs: number): Case {
  const ask = async <T>(task: KernelRequest["task"]) => {
    const request: KernelRequest = { trial: "kernel", task, file, threads, budgetMs };
    return (await runChild<T>(request)).answer;
  };
  return {
    name: layerName(format, threads),
    absent: null,
    against: [boundName(threads), layerName("float32", threads)],
    check: () => ask<Evidence>("check"),
    measure: () => ask<Measurement>("measure"),
  };
}

function differentOutputs(
  { outputs: [wanted] = [] }: Evidence,
  { outputs: [found] = [] }: Evidence,
): string | null {
  const largest = Math.max(...wanted!.map(Math.abs));
  const distance = Math.max(...wanted!.map((value, i) => Math.abs(value - found![i]!))) / largest;
  return distance <= TOLERANCE ? null : `${distance.toPrecision(2)} of the largest output`;
}
