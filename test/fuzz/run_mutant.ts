import { isHalfliteError, type LoadOptions, loadModel, type TensorInfo } from "../../src/index.js";
import { allocateData, elementCount, type TensorData } from "../../src/tensor/index.js";
import { Random } from "./random.js";

/** One run of a loop or a call is cheap, all of them together must be. */
const STEP_LIMIT = 300;
export const MEMORY_LIMIT: number = 8 * 2 ** 20;
/** Inputs of more elements are not made. */
const MOST_ELEMENTS = 2 ** 18;

/** What became of a mutant: "ran", or the code of the error. Other errors are thrown: they are what the fuzzer looks for. */
export async function runMutant(bytes: Uint8Array, backend: LoadOptions, seed: number): Promise<string> {
  try {
    return await run(
      bytes,
      { ...backend, stepLimit: STEP_LIMIT, memoryLimit: MEMORY_LIMIT },
      new Random(seed),
    );
  } catch (error) {
    if (!isHalfliteError(error) || isHalfliteError(error, "BACKEND_UNAVAILABLE")) throw error;
    // A message may fail too.
    return error.message.length > 0 ? error.code : "no message";
  }
}

async function run(bytes: Uint8Array, options: LoadOptions, random: Random): Promise<string> {
  const model = await loadModel(bytes, options);
  try {
    const keys = Object.keys(model.signatures);
    const signature = random.chance(0.3) ? random.pick(keys) : undefined;
    for (let left = 2; left > 0; left--) {
      const described = signature === undefined ? model.inputs : model.signatures[signature]!.inputs;
      if (described.some(({ shape }) => !(elementCount(shape) <= MOST_ELEMENTS))) return "not fed";
      const inputs = described.map((input) => contentOf(input, random));
      const chosen = signature === undefined ? {} : { signature };
      if (random.chance(0.5)) model.runSync(inputs, { ...chosen, ...observer(random) });
      else await model.run(inputs, chosen);
    }
    model.resetVariables();
    return "ran";
  } finally {
    model.dispose();
  }
}

const observer = (random: Random) => (random.chance(0.2) ? { onTensor: () => {} } : {});

function contentOf({ dtype, shape }: TensorInfo, random: Random): TensorData {
  const data = allocateData(dtype, elementCount(shape));
  const wild = random.chance(0.2);
  for (let i = 0; i < data.length; i++) {
    if (Array.isArray(data)) data[i] = random.bytes(random.below(9));
    else if (data instanceof BigInt64Array || data instanceof BigUint64Array)
      data[i] = BigInt(wild ? random.integer() : random.below(6));
    else if (data instanceof Float32Array || data instanceof Float64Array)
      data[i] = wild ? random.float() : random.below(200) / 100 - 1;
    else data[i] = wild ? random.integer() : random.below(6);
  }
  return data;
}
