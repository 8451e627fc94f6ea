import * as fs from "node:fs";
import { inspect } from "../../src/inspect/index.js";
import { fixture } from "../paths.js";

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");

test("a float32 network", async () => {
  const model = await inspect(MOBILENET);
  expect(model).toMatchObject({ name: MOBILENET, byteLength: 1_883_272, version: 3, signatures: [] });
  expect(model.subgraphs).toHaveLength(1);
  const [graph] = model.subgraphs;
  expect(graph).toMatchObject({ index: 0, operatorCount: 31 });
  expect(graph!.inputs).toMatchObject([{ type: "FLOAT32", shape: [1, 128, 128, 3], byteLength: 0 }]);
  expect(graph!.outputs).toMatchObject([{ type: "FLOAT32", shape: [1, 1001] }]);
  const counts = Object.fromEntries(model.operators.map(({ name, count }) => [name, count]));
  expect(counts).toEqual({ CONV_2D: 15, DEPTHWISE_CONV_2D: 13, AVERAGE_POOL_2D: 1, RESHAPE: 1, SOFTMAX: 1 });
  expect(model.constantBytes.FLOAT32).toBeGreaterThan(1_800_000);
  expect(model.appended).toBeUndefined();
});

test("constants come largest first, with their users; kinds of operators by their constants", async () => {
  const { constants, operators } = await inspect(MOBILENET);
  const sizes = constants.map(({ byteLength }) => byteLength);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(constants[0]).toMatchObject({
    shape: [1001, 1, 1, 256],
    byteLength: 1001 * 256 * 4,
    usedBy: ["CONV_2D"],
  });
  expect(operators[0]).toMatchObject({ name: "CONV_2D", custom: false, versions: [1] });
  expect(operators[0]!.constantBytes).toBeGreaterThan(operators[1]!.constantBytes);
});

test("a float16 file: versions, types and metadata", async () => {
  const model = await inspect(fixture("fsalv_cnn_float16.tflite"));
  expect(model.operators.find(({ name }) => name === "DEQUANTIZE")).toMatchObject({ count: 9 });
  expect(model.constantBytes.FLOAT16).toBeGreaterThan(0);
  expect(model.constantBytes.FLOAT32).toBeUndefined();
  expect(model.metadata.map(({ name }) => name)).toContain("min_runtime_version");
  expect(model.minRuntimeVersion).toMatch(/^\d+\.\d+\.\d+$/);
});

test("signatures name their tensors", async () => {
  const { signatures } = await inspect(fixture("two_signatures.tflite"));
  expect(signatures).toHaveLength(2);
  for (const { key, inputs, outputs } of signatures) {
    expect(key).not.toBe("");
    for (const argument of [...inputs, ...outputs]) expect(argument.tensor).not.toBe("");
  }
});

test("the archive behind a model", async () => {
  const { appended } = await inspect(fixture("nl_classifier.tflite"));
  expect(appended!.files.length).toBeGreaterThan(0);
  for (const { name, byteLength } of appended!.files) {
    expect(name).toMatch(/\.txt$/);
    expect(byteLength).toBeGreaterThan(0);
  }
});

test("custom operators go by their own name", async () => {
  const { operators } = await inspect(fixture("custom_op.tflite"));
  const custom = operators.filter((operator) => operator.custom);
  expect(custom.length).toBeGreaterThan(0);
  for (const { name } of custom) expect(name).not.toBe("CUSTOM");
});

test("dimensions that are known at run time only", async () => {
  const { subgraphs } = await inspect(fixture("official_pairs/dense_dynamic_batch.tflite"));
  expect(subgraphs[0]!.inputs[0]!.shape[0]).toBe(-1);
});

test("bytes in memory give what the file gives, with either backend, and survive JSON", async () => {
  const { name: _, ...fromFile } = await inspect(MOBILENET, { backend: "js" });
  const { name, ...fromBytes } = await inspect(new Uint8Array(fs.readFileSync(MOBILENET)));
  expect(name).toBe("<memory>");
  expect(fromBytes).toEqual(fromFile);
  expect(JSON.parse(JSON.stringify(fromBytes))).toEqual(fromBytes);
});

test("errors are typed", async () => {
  await expect(inspect(fixture("missing.tflite"))).rejects.toMatchObject({ code: "IO" });
  await expect(inspect(fixture("broken/text.tflite"))).rejects.toMatchObject({ code: "INVALID_MODEL" });
  await expect(inspect(new Uint8Array(0))).rejects.toMatchObject({ code: "INVALID_MODEL" });
});
