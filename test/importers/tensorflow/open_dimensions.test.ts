import { importTensorFlow } from "../../../src/importers/tensorflow/import_tensorflow.js";
import { recordedCases } from "./recorded.js";

const cases = new Map(recordedCases().map(({ name, model }) => [name, model]));

/** What of an output's shape is known before its size is; the batch of the inputs is open. */
test.each([
  ["conv2d_SAME", [-1, 7, 3, 5]],
  ["transpose_conv_open", [-1, 14, 12, 2]],
  ["flatten", [-1, 6]],
  ["reshape_two_open", [-1, -1, 2]],
  ["positions", [-1, -1, 2]],
  ["range", [-1]],
  ["concat", [-1, 7]],
  ["recurrent_open", [4, -1, 3]],
  // All lengths from 2 on give 2, and 1 gives 1.
  ["minimum_of_shape", [-1, -1]],
])("of %s is [%s]", (name, signature) => {
  const { attributes } = importTensorFlow(cases.get(name)!).graphs[0]!.outputs[0]!;
  expect(attributes.shapeSignature ?? attributes.shape).toEqual(signature);
});

test("an input keeps its own signature, and is of size 1 where it is open", () => {
  const [input] = importTensorFlow(cases.get("positions")!).graphs[0]!.inputs;
  expect(input!.attributes).toMatchObject({ shape: [1, 1, 2], shapeSignature: [-1, -1, 2] });
});
