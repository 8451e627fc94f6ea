import { peakResidentBytes } from "../../src/cli/peak_memory.js";
import { type TensorData, zerosOf } from "../../test/runtime/tensors.js";
import { gpuDrivers } from "../drivers/gpu.js";
import { HALFLITE } from "../drivers/halflite.js";
import { inferenceDrivers, type LoadedModel, type NodeDriver } from "../drivers/inference.js";
import type { Evidence, Measurement } from "../trial.js";
import type { InferenceRequest } from "./inference.js";

/** Tries or times one driver on generated inputs. */
export function measureInference(request: InferenceRequest): Promise<Evidence | Measurement> {
  const driver = [...inferenceDrivers(), ...gpuDrivers()].find(
    ({ name }) => name === request.driver,
  ) as NodeDriver;
  return request.task === "check" ? check(driver, request) : measure(driver, request);
}

/** A driver that refuses the model is absent. halflite may only lack its addon: anything else is an error of its own. */
async function check(driver: NodeDriver, { file }: InferenceRequest): Promise<Evidence> {
  try {
    const load = await driver.start();
    const model = await load(file);
    const outputs = await model.run(inputsOf(model));
    const { remark } = model;
    return { outputs: outputs.map((data) => Array.from(data, Number)), ...(remark ? { remark } : {}) };
  } catch (error) {
    const { code } = error as { code?: string };
    if (driver.package === HALFLITE && code !== "BACKEND_UNAVAILABLE") throw error;
    return { absent: `${(error as Error)?.message ?? error}`.split("\n", 1)[0]!.replace(/\.$/, "") };
  }
}

async function measure(driver: NodeDriver, request: InferenceRequest): Promise<Measurement> {
  const { file, budgetMs, repeats } = request;
  const begun = performance.now();
  const loadModel = await driver.start();
  const started = performance.now();
  const model = await loadModel(file);
  const load = performance.now() - started;
  const time = async (inputs: readonly TensorData[]) => {
    const start = performance.now();
    await model.run(inputs);
    return performance.now() - start;
  };
  // Of zeros: what the making of other inputs leaves behind would be collected in the middle of it.
  const first = await time(model.inputs.map(({ dtype, shape }) => zerosOf(dtype, shape)));
  const inputs = inputsOf(model);
  await repeat(() => time(inputs), budgetMs * repeats.warmUp, { ...repeats, fewest: 0 });
  const milliseconds = await repeat(() => time(inputs), budgetMs, repeats);
  return { start: started - begun, load, first, milliseconds, residentBytes: peakResidentBytes() };
}

async function repeat(
  time: () => Promise<number>,
  budgetMs: number,
  { fewest, most }: Omit<InferenceRequest["repeats"], "warmUp">,
): Promise<number[]> {
  const times: number[] = [];
  let spent = 0;
  while (times.length < fewest || (spent < budgetMs && times.length < most)) {
    times.push(await time());
    spent += times.at(-1)!;
  }
  return times;
}

/** The content that golden outputs were recorded with. Its generator is loaded when loading has been timed. */
function inputsOf({ inputs, arrange }: LoadedModel) {
  const { generateInput } =
    require("../../test/runtime/inputs.js") as typeof import("../../test/runtime/inputs.js");
  const generated = inputs.map(({ dtype, shape }, position) => generateInput(dtype, shape, position));
  return arrange ? arrange(generated) : generated;
}
