import { peakResidentBytes } from "../../src/cli/peak_memory.js";
import { HALFLITE } from "../drivers/halflite.js";
import { type InferenceDriver, inferenceDrivers, type LoadedModel } from "../drivers/inference.js";
import type { Evidence, Measurement } from "../trial.js";
import type { InferenceRequest } from "./inference.js";

/** A model repeats until its time is spent, within these limits. */
const FEWEST_REPEATS = 3;
const MOST_REPEATS = 500;
/** The part of that time that goes to repeats which are not counted. */
const WARM_UP = 0.2;

/** Tries or times one driver on generated inputs. */
export function measureInference(request: InferenceRequest): Promise<Evidence | Measurement> {
  const driver = inferenceDrivers().find(({ name }) => name === request.driver)!;
  return request.task === "check" ? check(driver, request) : measure(driver, request);
}

/** A driver that refuses the model is absent. halflite may only lack its addon: anything else is an error of its own. */
async function check(driver: InferenceDriver, { file }: InferenceRequest): Promise<Evidence> {
  try {
    const load = await driver.start();
    const model = await load(file);
    const outputs = await model.run(await inputsOf(model));
    const { remark } = model;
    return { outputs: outputs.map((data) => Array.from(data, Number)), ...(remark ? { remark } : {}) };
  } catch (error) {
    const { code } = error as { code?: string };
    if (driver.package === HALFLITE && code !== "BACKEND_UNAVAILABLE") throw error;
    return { absent: `${(error as Error)?.message ?? error}`.split("\n", 1)[0]!.replace(/\.$/, "") };
  }
}

async function measure(driver: InferenceDriver, { file, budgetMs }: InferenceRequest): Promise<Measurement> {
  const begun = performance.now();
  const loadModel = await driver.start();
  const started = performance.now();
  const model = await loadModel(file);
  const load = performance.now() - started;
  const inputs = await inputsOf(model);
  const time = async () => {
    const start = performance.now();
    await model.run(inputs);
    return performance.now() - start;
  };
  const first = await time();
  await repeat(time, budgetMs * WARM_UP, 0);
  const milliseconds = await repeat(time, budgetMs, FEWEST_REPEATS);
  return { start: started - begun, load, first, milliseconds, residentBytes: peakResidentBytes() };
}

async function repeat(time: () => Promise<number>, budgetMs: number, fewest: number): Promise<number[]> {
  const times: number[] = [];
  let spent = 0;
  while (times.length < fewest || (spent < budgetMs && times.length < MOST_REPEATS)) {
    times.push(await time());
    spent += times.at(-1)!;
  }
  return times;
}

/** The content that golden outputs were recorded with. Its generator is loaded when loading has been timed. */
async function inputsOf({ inputs }: LoadedModel) {
  const { generateInput } = await import("../../test/runtime/inputs.js");
  return inputs.map(({ dtype, shape }, position) => generateInput(dtype, shape, position));
}
