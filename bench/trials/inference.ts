import * as fs from "node:fs";
import { HALFLITE, HALFLITE_JS } from "../drivers/halflite.js";
import { type Group, type InferenceDriver, inferenceDrivers } from "../drivers/inference.js";
import type { BenchModel } from "../models.js";
import { lastLine, runChild, runProcess } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: try one driver, found by its name, on a model, or time it. */
export interface InferenceRequest {
  trial: "inference";
  task: "check" | "measure";
  driver: string;
  file: string;
  /** A model repeats until this time is spent, within limits. */
  budgetMs: number;
  repeats: typeof REPEATS;
}

const REPEATS = {
  fewest: 3,
  most: 500,
  /** The part of the time that goes to repeats which are not counted. */
  warmUp: 0.2,
};

/** Who runs a model, and whom the others are compared with. */
export interface Contest {
  readonly drivers: readonly InferenceDriver[];
  /** Of halflite's own. */
  readonly base: string;
}

/** One model in every driver. */
export async function inferenceTrial(
  model: BenchModel,
  budgetMs: number,
  { drivers, base }: Contest = { drivers: inferenceDrivers(), base: HALFLITE_JS },
): Promise<Trial> {
  const peersOf = (group: Group) =>
    drivers.filter((driver) => driver.package !== HALFLITE && driver.group === group).map(({ name }) => name);
  const file = await model.file();
  const megabytes = (fs.statSync(file).size / 1e6).toFixed(1);
  return {
    name: model.name,
    title: `${model.title}, ${megabytes} MB`,
    notes: "",
    bytes: 0,
    figures: ["start", "load", "first", "minimum", "median", "p95", "resident"],
    comparisons: [`of ${base}`, "of the best peer"],
    cases: drivers.map((driver) => ({
      ...driverCase(driver, model, { file, budgetMs }),
      against: [base, peersOf(driver.group)],
    })),
    difference: (expected, found) => differentOutputs(model, expected, found),
    dispose: () => undefined,
  };
}

function driverCase(
  driver: InferenceDriver,
  model: BenchModel,
  given: Pick<InferenceRequest, "file" | "budgetMs">,
): Omit<Case, "against"> {
  const ask = <T>(task: InferenceRequest["task"]): Promise<T> =>
    askDriver(driver, { trial: "inference", task, driver: driver.name, repeats: REPEATS, ...given });
  return {
    name: driver.name,
    absent: driver.absent ?? model.refusedBy?.[driver.package] ?? null,
    check: () => ask<Evidence>("check").catch(absentProgram),
    measure: () => ask<Measurement>("measure"),
  };
}

async function askDriver<T>(driver: InferenceDriver, request: InferenceRequest): Promise<T> {
  if (!("program" in driver)) return (await runChild<T>(request)).answer;
  const { command, arguments: given } = driver.program;
  const { stdout } = await runProcess(command, [...given, JSON.stringify(request)]);
  return lastLine<T>(stdout);
}

/** A program that there is not at all. */
function absentProgram(error: NodeJS.ErrnoException): Evidence {
  if (error.code !== "ENOENT") throw error;
  return { absent: `there is no ${error.path}` };
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
