import type { Model } from "../../../src/graph/index.js";
import { importTensorFlow } from "../../../src/importers/tensorflow/import_tensorflow.js";
import { loadModel } from "../../../src/index.js";
import { runPasses } from "../../../src/passes/index.js";
import { optimize } from "../../../src/passes/optimize/index.js";
import type { Tensor } from "../../../src/tensor/index.js";
import type { TensorFlowModel } from "../../../src/tensorflow/index.js";
import { modelBytes } from "./model_bytes.js";
import { recordedCases } from "./recorded.js";

/**
 * TensorFlow and TensorFlow Lite sum in other orders and approximate exponentials otherwise: within this of the largest
 * element of an output.
 */
const ACCUMULATION = 5e-6;

const cases = recordedCases();

test("there are cases", () => {
  expect(cases.length).toBeGreaterThan(150);
});

test.each(cases.map((one) => [one.name, one] as const))(
  "%s is what TensorFlow computes",
  async (_, recorded) => {
    const bytes = modelBytes(optimized(recorded.model));
    const model = await loadModel(bytes, { backend: "js" });
    const outputs = await model.run(recorded.inputs);
    for (const [name, expected] of Object.entries(recorded.expected)) {
      const received = outputs[name]!;
      expect({ name, shape: received.shape, dtype: received.dtype }).toEqual({
        name,
        shape: expected.shape,
        dtype: expected.dtype,
      });
      expect(distance(received, expected)).toBeLessThanOrEqual(ACCUMULATION);
    }
    model.dispose();
  },
);

function optimized(source: TensorFlowModel): Model {
  const model = importTensorFlow(source);
  runPasses(model, optimize, undefined);
  return model;
}

/** The largest difference, relative to the largest expected element (at least 1). */
function distance({ data: received }: Tensor, { data: expected }: Tensor): number {
  const numbers = Array.from(expected as ArrayLike<number | bigint>, Number);
  const scale = Math.max(1, ...numbers.map(Math.abs));
  return Math.max(0, ...numbers.map((number, i) => Math.abs(Number(received[i]) - number) / scale));
}
