import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadModel } from "../../src/index.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

// A leak grows the memory every time; allocators and collectors do now and then.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/** Resident bytes that the second half of the cycles may add: a leak of a few hundred bytes a cycle, and noise. */
const ALLOWED_GROWTH = 16 * 2 ** 20;

/** Resident bytes without what only waits for the collector. Buffers are freed a little after it has run. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage.rss();
}

/** Loads, runs and disposes again and again. @returns by how much the resident memory grew in the second half */
async function growthOver(cycles: number, file: string, backend: "js" | "native", elements: number) {
  const input = new Float32Array(elements).fill(0.5);
  let middle = 0;
  for (let i = 0; i < cycles; i++) {
    if (i === cycles / 2) middle = await residentBytes();
    const model = await loadModel(file, { backend });
    const outputs = i % 2 === 0 ? await model.run([input]) : model.runSync([input]);
    if (outputs.length !== 1) throw new Error("no output");
    model.dispose();
  }
  return (await residentBytes()) - middle;
}

describe.each(backends)("memory does not grow on the backend %s", (backend) => {
  test("over 4,000 cycles of a tiny model", async () => {
    const growth = await growthOver(4_000, fixture("call_once_mul.tflite"), backend, 1);
    expect(growth).toBeLessThan(ALLOWED_GROWTH);
  });

  test("over 200 cycles of a model of 2 MB", async () => {
    const file = fixture("mobilenet_v1_0.25_128.tflite");
    expect(await growthOver(200, file, backend, 128 * 128 * 3)).toBeLessThan(ALLOWED_GROWTH);
  });

  test("over 2,000 runs of one model that change its shapes", async () => {
    const model = await loadModel(fixture("official_pairs/dense_dynamic_batch.tflite"), { backend });
    const [input] = model.inputs;
    let middle = 0;
    for (let i = 0; i < 2000; i++) {
      if (i === 1000) middle = await residentBytes();
      const shape = input!.shape.map((size, d) => (d === 0 ? 1 + (i % 500) : size));
      model.resizeInputs({ [input!.name]: shape });
      model.runSync([new Float32Array(shape.reduce((product, size) => product * size, 1))]);
    }
    model.dispose();
    expect((await residentBytes()) - middle).toBeLessThan(ALLOWED_GROWTH);
  });
});
