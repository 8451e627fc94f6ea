import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type ArrayEvaluationOptions, evaluateArrays, loadModel } from "../../src/index.js";
import { encodeNpy } from "../../src/npy/index.js";
import { halflite, halfliteJson } from "../cli/halflite.js";
import { fixture } from "../paths.js";

const CNN = fixture("fsalv_cnn_float32.tflite");
const HALF_CNN = fixture("fsalv_cnn_float16.tflite");
let data = "";

beforeEach(() => {
  data = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-arrays-"));
});
afterEach(() => fs.rmSync(data, { recursive: true, force: true }));

const evaluate = (options: Partial<ArrayEvaluationOptions> = {}) =>
  evaluateArrays({ models: [CNN], data, metrics: ["mse"], ...options });

function write(name: string, shape: readonly number[], values: Float32Array | Int32Array): void {
  const file = path.join(data, `${name}.npy`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, encodeNpy(values instanceof Float32Array ? "FLOAT32" : "INT32", shape, values));
}

/** Two samples of what the model gives, the second one off by `error` in one element. */
async function samplesOf(file: string, nameless: boolean, error: number): Promise<Float32Array[]> {
  const model = await loadModel(file);
  const [input, output] = [model.inputs[0]!, model.outputs[0]!];
  const results: Float32Array[] = [];
  for (const [i, sample] of ["first", "second"].entries()) {
    const size = input.shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: size }, (_, k) => Math.sin(k + i));
    const result = (await model.run([values]))[0]!.data as Float32Array;
    const expected = result.slice();
    expected[0]! += i * error;
    write(nameless ? `inputs/${sample}` : `inputs/${sample}/${input.name}`, input.shape, values);
    write(nameless ? `expected/${sample}` : `expected/${sample}/${output.name}`, output.shape, expected);
    results.push(result);
  }
  model.dispose();
  return results;
}

test("outputs are compared with what is expected, in files with and without names", async () => {
  for (const nameless of [true, false]) {
    const results = await samplesOf(CNN, nameless, 0.5);
    const { samples, models } = await evaluate({ metrics: ["max-error", "mse"] });
    expect(samples).toBe(2);
    const [largest, mse] = models[0]!.outputs[0]!.metrics.map(
      (result) => result as { mean: number; worst: object },
    );
    expect(largest!.mean).toBeCloseTo(0.25, 6);
    expect(largest!.worst).toMatchObject({ sample: "second" });
    expect(mse!.mean).toBeCloseTo(0.25 / results[0]!.length / 2, 6);
    fs.rmSync(data, { recursive: true });
  }
});

test("several models see the same samples", async () => {
  await samplesOf(CNN, true, 0);
  const steps: string[] = [];
  const { models } = await evaluate({
    models: [CNN, HALF_CNN],
    metrics: ["accuracy", "cosine"],
    onProgress: ({ done, total }) => steps.push(`${done}/${total}`),
  });
  expect(steps).toEqual(["1/4", "2/4", "3/4", "4/4"]);
  const [exact, half] = models.map(({ outputs }) => outputs[0]!.metrics);
  expect(exact![0]).toMatchObject({ metric: "accuracy", count: 2, total: 2 });
  expect((half![1] as { mean: number }).mean).toBeGreaterThan(0.999);
  expect((half![1] as { mean: number }).mean).toBeLessThan(1);
});

test.each<[string, () => void, Partial<ArrayEvaluationOptions>, string]>([
  ["an unknown metric", () => undefined, { metrics: ["msr" as never] }, "UNKNOWN_NAME"],
  [
    "a sample without its other half",
    () => fs.rmSync(path.join(data, "expected", "second.npy")),
    {},
    "INVALID_ARGUMENT",
  ],
  ["another size", () => write("expected/first", [3], new Float32Array(3)), {}, "INVALID_ARGUMENT"],
  [
    "an input of another type",
    () => write("inputs/first", [1, 3], new Int32Array(3)),
    {},
    "INVALID_ARGUMENT",
  ],
  [
    "what is no array",
    () => fs.writeFileSync(path.join(data, "inputs", "first.npy"), "x"),
    {},
    "INVALID_ARGUMENT",
  ],
  ["no folder", () => fs.rmSync(path.join(data, "inputs"), { recursive: true }), {}, "IO"],
])("refuses %s", async (_, change, options, code) => {
  await samplesOf(CNN, true, 0);
  change();
  await expect(evaluate(options)).rejects.toMatchObject({ code });
});

test("on the command line", async () => {
  await samplesOf(CNN, true, 0.5);
  const args = [
    "evaluate",
    "arrays",
    "--model",
    CNN,
    "--data",
    data,
    "--metric",
    "mse",
    "--metric",
    "accuracy",
  ];
  const { code, stdout } = await halflite(args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/2 samples\n.*316 kB/);
  expect(stdout).toMatch(/accuracy +50\.00%, 1 of 2 \(9\.45% to 90\.55%\)/);
  const document = await halfliteJson(args);
  expect(document).toMatchObject({ kind: "arrays", samples: 2, exitCode: 0 });
  expect((await halflite([...args, "--metric", "msr"])).code).toBe(2);
});
