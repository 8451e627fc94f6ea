import * as fs from "node:fs";
import * as path from "node:path";
import type { Model } from "../../../src/graph/index.js";
import { importTFLite } from "../../../src/importers/tflite.js";
import { type CompiledModel, isHalfliteError, loadModel } from "../../../src/index.js";
import { randomInput } from "../../../src/model/random_input.js";
import type { Tensor } from "../../../src/tensor/index.js";
import { fromBytes, readModel } from "../../../src/tflite/index.js";
import { mutantOf } from "../../fuzz/mutant.js";
import { describeWithSharedModels, fixture } from "../../paths.js";
import { bytesOf } from "./network.js";
import { optimizeModel } from "./optimized.js";

/** Largest difference of an output in units of its largest magnitude: a network's sums in another order. */
const BOUND = 2e-5;

const nodeCount = ({ graphs }: Model): number => graphs.reduce((count, { nodes }) => count + nodes.length, 0);

/** Everything that a model gives for random inputs, signature by signature. */
async function outputsOf(model: CompiledModel): Promise<Tensor[]> {
  const keys = Object.keys(model.signatures);
  const outputs: Tensor[] = [];
  for (const signature of keys.length > 0 ? keys : [undefined]) {
    const infos = signature === undefined ? model.inputs : model.signatures[signature]!.inputs;
    const inputs = infos.map((info, i) => randomInput(info, i, 1));
    outputs.push(...(await model.run(inputs, signature === undefined ? {} : { signature })));
  }
  return outputs;
}

function difference(expected: Tensor, actual: Tensor | undefined): number {
  if (actual?.data.length !== expected.data.length || actual.dtype !== expected.dtype)
    return Number.POSITIVE_INFINITY;
  if (expected.dtype === "STRING") return 0;
  const [a, b] = [expected.data, actual.data].map((data) =>
    Array.from(data as ArrayLike<number | bigint>, Number),
  );
  const largest = a!.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
  return a!.reduce((worst, x, i) => {
    if (Object.is(x, b![i]) || x === b![i]) return worst;
    const d = Math.abs(x - b![i]!) / (largest || 1);
    return Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(worst, d);
  }, 0);
}

/** What the optimized model does otherwise than the model; null where the model itself does not run, or gives random numbers. */
async function check(file: string): Promise<string | null> {
  const bytes = fs.readFileSync(file);
  const loaded = await loadModel(bytes).catch((error: unknown) => error);
  if (isHalfliteError(loaded)) return null;
  const before = loaded as CompiledModel;
  const expected = await outputsOf(before).catch(() => null);
  before.dispose();
  if (!expected) return null;
  const model = importTFLite(readModel(fromBytes(bytes)));
  const count = nodeCount(model);
  optimizeModel(model);
  if (nodeCount(model) > count) return `${nodeCount(model)} nodes instead of ${count}`;
  const after = await loadModel(bytesOf(model));
  const actual = await outputsOf(after);
  after.dispose();
  const worst = Math.max(0, ...expected.map((tensor, i) => difference(tensor, actual[i])));
  return worst <= BOUND ? "" : `differs by ${worst}`;
}

async function checkAll(folder: string, leave: (name: string) => boolean): Promise<number> {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tflite") && !leave(name))
    .sort();
  const failures: Record<string, string> = {};
  let checked = 0;
  for (const name of names) {
    const found = await check(path.join(folder, name)).catch((error: unknown) => String(error));
    if (found !== null) checked++;
    if (found) failures[name] = found;
  }
  expect(failures).toEqual({});
  return checked;
}

test("every fixture gives the same, with no more nodes", async () => {
  expect(await checkAll(fixture(""), (name) => name.startsWith("broken"))).toBeGreaterThan(70);
}, 120_000);

describeWithSharedModels("optimized models of others", (models) => {
  test("give the same, with no more nodes", async () => {
    // It computes for a minute, and has one node.
    const huge = "small/conv3d_huge_im2col.tflite";
    expect(await checkAll(models, (name) => name === huge)).toBeGreaterThan(400);
  }, 120_000);
});

test("models that were tampered with are optimized, or refused by name", () => {
  let optimizable = 0;
  for (let number = 0; number < 1000; number++) {
    const bytes = mutantOf(number)?.bytes;
    if (!bytes) continue;
    try {
      const model = importTFLite(readModel(fromBytes(bytes)));
      const count = nodeCount(model);
      optimizeModel(model);
      expect(nodeCount(model)).toBeLessThanOrEqual(count);
      optimizable++;
    } catch (error) {
      if (!isHalfliteError(error)) throw error;
    }
  }
  expect(optimizable).toBeGreaterThan(500);
});
