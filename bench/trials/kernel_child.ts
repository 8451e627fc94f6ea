import { type CompiledModel, loadModel, RunProfile } from "../../src/index.js";
import { generateInput } from "../../test/runtime/inputs.js";
import type { Evidence, Measurement } from "../trial.js";
import type { KernelRequest } from "./kernel.js";

const FEWEST_REPEATS = 5;
const MOST_REPEATS = 2000;
const WARM_UP = 0.2;
/** Outputs that are compared, spread over all. */
const COMPARED = 4096;

/** Shows or times the operator of a model of one. */
export async function measureKernel({
  task,
  file,
  threads,
  budgetMs,
}: KernelRequest): Promise<Evidence | Measurement> {
  const model = await loadModel(file, { backend: "native", threads });
  const [input] = model.inputs;
  const data = generateInput("float32", input!.shape, 0) as Float32Array;
  if (task === "check") return { outputs: [sample(model.runSync([data])[0]!.data as Float32Array)] };
  repeat(model, data, budgetMs * WARM_UP, 1);
  return { milliseconds: repeat(model, data, budgetMs, FEWEST_REPEATS) };
}

/** Milliseconds of the operator in each run. */
function repeat(model: CompiledModel, data: Float32Array, budgetMs: number, fewest: number): number[] {
  const times: number[] = [];
  const begun = performance.now();
  while (times.length < fewest || (performance.now() - begun < budgetMs && times.length < MOST_REPEATS)) {
    const profile = new RunProfile();
    model.runSync([data], { profile });
    times.push(profile.operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  }
  return times;
}

function sample(outputs: Float32Array): number[] {
  const step = Math.ceil(outputs.length / COMPARED);
  return Array.from({ length: Math.floor(outputs.length / step) }, (_, i) => outputs[i * step]!);
}
