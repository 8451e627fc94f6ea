import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { writeArchitecture } from "../../bench/architectures/files.js";
import { architectures } from "../../bench/architectures/index.js";
import { loadModel } from "../../src/index.js";
import { backends } from "../model/backends.js";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-architectures-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const inputFor = (shape: readonly number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i));

const largest = (numbers: Float32Array) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

function expectAlike(found: Float32Array, wanted: Float32Array): void {
  expect(found.length).toBe(wanted.length);
  const errors = found.map((x, i) => x - wanted[i]!);
  expect(largest(errors)).toBeLessThan(1e-4 * largest(wanted));
}

async function outputOf(file: string, backend: "js" | "native"): Promise<Float32Array> {
  const model = await loadModel(file, { backend });
  const [output] = model.runSync(model.inputs.map(({ shape }) => inputFor(shape)));
  expect(model.fallbacks).toEqual([]);
  model.dispose();
  return output!.data as Float32Array;
}

describe("networks with made-up weights, small", () => {
  test.each(architectures.map((architecture) => ({ name: architecture.name, architecture })))(
    "$name gives the same on every backend; the bench compares it with ONNX Runtime too",
    async ({ architecture }) => {
      const file = writeArchitecture(architecture, "tiny", folder);
      const wanted = await outputOf(file, "js");
      expect(largest(wanted)).toBeGreaterThan(0);
      for (const backend of backends) expectAlike(await outputOf(file, backend), wanted);
    },
  );
});
