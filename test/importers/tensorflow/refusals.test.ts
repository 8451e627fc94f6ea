import { toObject } from "flatbuffers/js/flexbuffers.js";
import { importTensorFlow } from "../../../src/importers/tensorflow/import_tensorflow.js";
import { isHalfliteError } from "../../../src/index.js";
import type { Attribute, NodeDef, TensorFlowModel } from "../../../src/tensorflow/index.js";
import { readRange } from "../../../src/tflite/index.js";

const node = (
  name: string,
  op: string,
  inputs: string[],
  attributes: Record<string, Attribute> = {},
): NodeDef => ({
  name,
  op,
  inputs,
  attributes: new Map(Object.entries(attributes)),
});

/** A model of one input `x` and one output, the node `y`. */
const modelOf = (nodes: NodeDef[], body: NodeDef[] = []): TensorFlowModel => ({
  name: "model",
  graph: {
    nodes: [node("x", "Placeholder", []), ...nodes],
    functions: new Map([
      [
        "body",
        {
          name: "body",
          inputs: [{ name: "a", dtype: "FLOAT32" }],
          outputs: [{ name: "b", dtype: "FLOAT32" }],
          nodes: body,
          returns: new Map([["b", "last:0:0"]]),
          attributes: new Map(),
        },
      ],
    ]),
  },
  signatures: new Map([
    [
      "serving_default",
      {
        inputs: new Map([["x", { tensor: "x:0", dtype: "FLOAT32", shape: [-1, 2] }]]),
        outputs: new Map([["y", { tensor: "y:0", dtype: "FLOAT32", shape: null }]]),
      },
    ],
  ]),
  variables: new Map(),
  assets: [],
  byteLength: 0,
  close() {},
});

const CALL: Attribute = { kind: "function", value: { name: "body" } };

function failure(model: TensorFlowModel) {
  try {
    importTensorFlow(model);
  } catch (error) {
    if (isHalfliteError(error, "UNSUPPORTED_OPERATION")) return error.details;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("one error lists every operation that has no form, with its nodes, in functions too", () => {
  const nodes = [
    node("p", "Foo", ["x"]),
    node("q", "Foo", ["p"]),
    node("y", "PartitionedCall", ["q"], { f: CALL }),
  ];
  const { file, operations } = failure(modelOf(nodes, [node("last", "Bar", ["a"])]));
  expect(file).toBe("model");
  expect(operations.map(({ operation, nodes }) => [operation, [...nodes].sort()]).sort()).toEqual([
    ["Bar", ["last"]],
    ["Foo", ["p", "q"]],
  ]);
});

test("what no output needs is not looked at", () => {
  const model = modelOf([node("p", "Foo", ["x"]), node("y", "Relu", ["x", "^p"])]);
  expect(importTensorFlow(model).graphs[0]!.nodes.map(({ operator }) => operator.builtinCode)).toEqual([
    "RELU",
  ]);
});

test("all forms that are refused are listed, and not what follows from them", () => {
  const channelsFirst: Attribute = { kind: "string", value: new TextEncoder().encode("NCHW") };
  const nodes = [
    node("p", "MaxPool", ["x"], { data_format: channelsFirst }),
    node("q", "ExpandDims", ["x", "x"]),
    node("y", "AddV2", ["p", "q"]),
  ];
  const { operations } = failure(modelOf(nodes));
  expect(operations.map(({ operation }) => operation).sort()).toEqual(["ExpandDims", "MaxPool"]);
  expect(operations.map(({ reason }) => reason).join()).toMatch(/NCHW/);
});

test("allowCustomOps keeps them, with their attributes as TensorFlow's converter writes them", () => {
  const attributes: Record<string, Attribute> = {
    T: { kind: "type", value: "FLOAT32" },
    _class: { kind: "strings", value: [] },
    extrapolation_value: { kind: "float", value: 0.5 },
    ksizes: { kind: "ints", value: [1, 2, 2, 1] },
    method: { kind: "string", value: new TextEncoder().encode("nearest") },
  };
  const model = importTensorFlow(modelOf([node("y", "Foo", ["x"], attributes)]), { allowCustomOps: true });
  const { operator, attributes: fields } = model.graphs[0]!.nodes[0]!;
  expect(operator).toMatchObject({ builtinCode: "CUSTOM", customCode: "Foo" });
  const options = readRange(fields.customOptions!).slice();
  expect(toObject(options.buffer)).toEqual({
    T: 0,
    extrapolation_value: 0.5,
    ksizes: [1, 2, 2, 1],
    method: "nearest",
  });
});

test.each([
  ["a loop of nodes", [node("p", "Relu", ["y"]), node("y", "Relu", ["p"])], /loop/],
  ["a node that is missing", [node("y", "Relu", ["nothing"])], /there is no node nothing/],
  [
    "a function that is missing",
    [node("y", "PartitionedCall", ["x"], { f: { kind: "function", value: { name: "none" } } })],
    /no function none/,
  ],
  ["a function that calls itself", [node("y", "PartitionedCall", ["x"], { f: CALL })], /more than 64 levels/],
  ["an output that is missing", [node("p", "Relu", ["x"]), node("y", "Relu", ["p:3"])], /no output p:3/],
])("%s is refused", (_, nodes, reason) => {
  const { operations } = failure(
    modelOf(nodes as NodeDef[], [node("last", "PartitionedCall", ["a"], { f: CALL })]),
  );
  expect(operations.map((one) => one.reason).join()).toMatch(reason as RegExp);
});
