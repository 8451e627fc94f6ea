import * as fs from "node:fs";
import * as path from "node:path";
import { importTFLite } from "../../../src/importers/tflite.js";
import { convert, loadModel, TFLiteConverter } from "../../../src/index.js";
import { fromBytes, readModel } from "../../../src/tflite/index.js";
import { fixture } from "../../paths.js";

const FLOAT_ACCURACY = 2e-6;

const folder = fixture(path.join("saved_models", "keras2_lstm"));
const { inputs, outputs } = JSON.parse(fs.readFileSync(path.join(folder, "expected.json"), "utf8"));
const x = { shape: inputs.x.shape, data: Float32Array.from(inputs.x.data) };

const nodesOf = (bytes: Uint8Array) =>
  importTFLite(readModel(fromBytes(bytes, "model"))).graphs.flatMap(({ nodes }) => nodes);

test.each(["native", "js"] as const)("an LSTM of Keras 2 is one operator, run with %s", async (backend) => {
  const converter = TFLiteConverter.fromSavedModel(folder);
  converter.fuseLstm = true;
  const bytes = await converter.convert();
  expect(converter.report?.warnings).toEqual([]);
  const model = await loadModel(bytes, { backend });
  for (let round = 0; round < 2; round++) {
    const received = await model.run({ x });
    for (const [name, { shape, data }] of Object.entries<{ shape: number[]; data: number[] }>(
      outputs.serving_default,
    )) {
      expect({ name, shape: received[name]!.shape }).toEqual({ name, shape });
      data.forEach((one, i) => {
        expect(Math.abs(one - Number(received[name]!.data[i]))).toBeLessThan(FLOAT_ACCURACY);
      });
    }
    model.resetVariables();
  }
  model.dispose();
});

test("its operands are those that TensorFlow's converter gives it", async () => {
  const { bytes } = await convert(folder, { fuseLstm: true, float16: false });
  const nodes = nodesOf(bytes!);
  expect(nodes.map(({ operator }) => operator.builtinCode).sort()).toEqual([
    "REVERSE_V2",
    "STRIDED_SLICE",
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
  ]);
  const { inputs } = nodes.find(({ operator }) => operator.builtinCode === "UNIDIRECTIONAL_SEQUENCE_LSTM")!;
  const shapes = inputs.map((value) => value && [...value.attributes.shape!]);
  const times = <T>(count: number, one: T) => new Array<T>(count).fill(one);
  expect(shapes).toEqual([
    [2, 5, 3],
    ...times(4, [4, 3]),
    ...times(4, [4, 4]),
    ...times(3, null),
    ...times(4, [4]),
    ...times(2, null),
    ...times(2, [2, 4]),
    ...times(4, null),
  ]);
  expect(inputs.map((value) => value?.attributes.isVariable ?? false).lastIndexOf(true)).toBe(19);
  expect(inputs.slice(18, 20).every((value) => value!.constant === null)).toBe(true);
});

test("an LSTM whose states are given or read stays a loop", async () => {
  const { bytes, report } = await convert(folder, {
    fuseLstm: true,
    float16: false,
    signatureKeys: ["states"],
  });
  expect(nodesOf(bytes!).some(({ operator }) => operator.builtinCode.endsWith("LSTM"))).toBe(false);
  const reasons = report.warnings.map((text) => text.split("not fused: ")[1]);
  expect(reasons.sort()).toEqual(["it is given its first states", "its states are read"]);
});
