import * as fs from "node:fs";
import { HALFLITE, HALFLITE_JS } from "../drivers/halflite.js";
import { type InferenceDriver, inferenceDrivers } from "../drivers/inference.js";
import type { BenchModel } from "../models.js";
import { runChild } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: try one driver, found by its name, on a model, or time it. */
export interface InferenceRequest {
  trial: "inference";
  task: "check" | "measure";
  driver: string;
  file: string;
  budgetMs: number;
}

/** One model in every driver. */
export async function inferenceTrial(model: BenchModel, budgetMs: number): Promise<Trial> {
  const drivers = inferenceDrivers();
  const peers = drivers.filter(({ package: name }) => name !== HALFLITE).map(({ name }) => name);
  const against = [HALFLITE_JS, ...peers];
  const file = await model.file();
  const megabytes = (fs.statSync(file).size / 1e6).toFixed(1);
  return {
    name: model.name,
    title: `${model.title}, ${megabytes} MB`,
    notes: "",
    bytes: 0,
    figures: ["start", "load", "first", "minimum", "median", "p95", "resident"],
    comparisons: against.map((name) => `of ${name}`),
    cases: drivers.map((driver) => driverCase(driver, model, { file, budgetMs }, against)),
    difference: (expected, found) => differentOutputs(model, expected, found),
    dispose: () => undefined,
  };
}

function driverCase(
  driver: InferenceDriver,
  model: BenchModel,
  given: Pick<InferenceRequest, "file" | "budgetMs">,
  against: readonly string[],
): Case {
  const ask = async <T>(task: InferenceRequest["task"]) => {
    const request: InferenceRequest = { trial: "inference", task, driver: driver.name, ...given };
    return (await runChild<T>(request)).answer;
  };
  return {
    name: driver.name,
    absent: driver.absent ?? model.refusedBy?.[driver.package] ?? null,
    against,
    check: () => ask<Evidence>("check"),
    measure: () => ask<Measurement>("measure"),
  };
}

function differentOutputs(
  { tolerance, scores }: BenchModel,
  { outputs: expected = [] }: Evidence,
  { outputs: found = [] }: Evidence,
): string | null {
  if (expected.length !== found.length) return `${found.length} outputs instead of ${expected.length}`;
  for (const [i, wanted] of expected.entries()) {
    if (scores !== undefined && scores !== i) continue;
    const got = found[i]!;
    if (wanted.length !== got.length) return `output ${i} has ${got.length} elements, not ${wanted.length}`;
    // Integers are compared in units, everything else relative to the largest.
    const unit = wanted.every(Number.isInteger) ? 1 : Math.max(...wanted.map(Math.abs));
    const distance = Math.max(...wanted.map((value, k) => Math.abs(value - got[k]!))) / unit;
    if (!(distance <= tolerance)) return `output ${i} is ${distance.toPrecision(2)} off`;
  }
  return null;
}
