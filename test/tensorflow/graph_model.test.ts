import * as fs from "node:fs";
import * as path from "node:path";
import { readGraphModel, type StoredTensor } from "../../src/tensorflow/index.js";
import { decodeStrings } from "../../src/tensorflow/strings.js";
import { readRange } from "../../src/tflite/index.js";
import { fileBackends } from "./backends.js";
import { summaryOf } from "./summary.js";
import { defectOf, savedModelFixture, temporaryFolder } from "./temporary.js";

const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const shape = (...sizes: (number | string)[]) => ({ dim: sizes.map((size) => ({ size: String(size) })) });
const float = { type: "DT_FLOAT" };

const constant = (name: string, dtype: string, ...sizes: number[]) => ({
  name,
  op: "Const",
  attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shape(...sizes) } } },
});

/** A graph model, as its converter writes it. */
const model = () => ({
  format: "graph-model",
  generatedBy: "2.0",
  userDefinedMetadata: {
    signature: {
      inputs: { x: { name: "x:0", dtype: "DT_FLOAT", tensorShape: shape(-1, 2) } },
      outputs: { y: { name: "y:0", dtype: "DT_FLOAT", tensorShape: { unknownRank: true } } },
    },
  } as unknown,
  modelTopology: {
    node: [
      { name: "x", op: "Placeholder", attr: { shape: { shape: shape(-1, 2) }, dtype: float } },
      constant("w", "DT_FLOAT", 2, 2),
      constant("axis", "DT_INT64", 2),
      constant("words", "DT_STRING", 2),
      constant("none", "DT_FLOAT", 0),
      {
        name: "here",
        op: "Const",
        attr: {
          dtype: { type: 3 },
          value: { tensor: { dtype: 3, tensorShape: shape(2), intVal: [7, "-8"] } },
        },
      },
      {
        name: "y",
        op: "MatMul",
        input: ["x", "w", "^here"],
        attr: {
          T: float,
          transpose_a: { b: false },
          name: { s: base64("a\xff") },
          number: { i: "9007199254740991" },
          ratio: { f: "NaN" },
          strides: { list: { i: ["1", 2] } },
          shapes: { list: { shape: [shape(1)] } },
          nothing: { list: {} },
          body: { func: { name: "body" } },
        },
      },
    ] as Record<string, unknown>[],
    library: {
      function: [
        {
          signature: {
            name: "body",
            inputArg: [{ name: "a", type: "DT_FLOAT" }],
            outputArg: [{ name: "b", type: "DT_FLOAT" }],
          },
          nodeDef: [constant("body/c", "DT_FLOAT", 4)],
          ret: { b: "body/c:output:0" },
        },
      ],
    },
  },
  weightsManifest: [
    {
      paths: ["group1-shard1of2.bin", "group1-shard2of2.bin"],
      weights: [
        { name: "w", shape: [2, 2], dtype: "float32" },
        { name: "axis", shape: [2], dtype: "int32" },
        { name: "words", shape: [2], dtype: "string" },
      ],
    },
    {
      paths: ["group2.bin"],
      weights: [
        {
          name: "body/c",
          shape: [4],
          dtype: "float32",
          quantization: { dtype: "uint8", scale: 0.5, min: -1 },
        },
        {
          name: "half",
          shape: [2],
          dtype: "float32",
          quantization: { dtype: "float16", original_dtype: "float32" },
        },
        { name: "wide", shape: [2], dtype: "int32", quantization: { dtype: "uint16", scale: 2.5, min: 1 } },
        { name: "none", shape: [0], dtype: "float32" },
      ],
    },
  ] as { paths: unknown[]; weights: Record<string, unknown>[] }[],
});

type Model = ReturnType<typeof model>;

/** Writes a model, cut into files; the first group is cut inside of the first weight. */
function write(json: unknown = model()): string {
  const folder = temporaryFolder();
  const words = Buffer.from("\x02\0\0\0hi\0\0\0\0", "latin1");
  const group = Buffer.concat([
    Buffer.from(Float32Array.of(1, 2, 3, 4).buffer),
    Buffer.from(Int32Array.of(-1, 5).buffer),
    words,
  ]);
  fs.writeFileSync(path.join(folder, "group1-shard1of2.bin"), group.subarray(0, 10));
  fs.writeFileSync(path.join(folder, "group1-shard2of2.bin"), group.subarray(10));
  const second = Buffer.concat([
    Buffer.from([0, 1, 2, 255]),
    Buffer.from(Uint16Array.of(0x3c00, 0xc000).buffer),
    Buffer.from(Uint16Array.of(1, 1000).buffer),
  ]);
  fs.writeFileSync(path.join(folder, "group2.bin"), second);
  fs.writeFileSync(path.join(folder, "model.json"), typeof json === "string" ? json : JSON.stringify(json));
  return folder;
}

const changed = (change: (json: Model) => void): string => {
  const json = model();
  change(json);
  return write(json);
};

const bytesOf = ({ content }: StoredTensor) => Uint8Array.from(readRange(content));
const floatsOf = (tensor: StoredTensor) => [...new Float32Array(bytesOf(tensor).buffer)];

describe.each(fileBackends)("with backend $kind", (backend) => {
  const opened = () => readGraphModel(write(), { backend });
  const contentOf = (name: string): StoredTensor => {
    const { nodes, functions } = opened().graph;
    const all = [...nodes, ...[...functions.values()].flatMap((body) => body.nodes)];
    const value = all.find((node) => node.name === name)?.attributes.get("value");
    if (value?.kind !== "tensor") throw new Error(`no constant ${name}`);
    return value.value;
  };

  test("weights are the values of constants", () => {
    expect(floatsOf(contentOf("w"))).toEqual([1, 2, 3, 4]);
    expect(contentOf("axis").dtype).toBe("INT64");
    expect([...new BigInt64Array(bytesOf(contentOf("axis")).buffer)]).toEqual([-1n, 5n]);
    expect(decodeStrings(bytesOf(contentOf("words"))).map((text) => Buffer.from(text).toString())).toEqual([
      "hi",
      "",
    ]);
    expect(bytesOf(contentOf("none"))).toEqual(new Uint8Array(0));
    expect([...new Int32Array(bytesOf(contentOf("here")).buffer)]).toEqual([7, -8]);
  });

  test("weights that were made smaller are what they were, in any piece", () => {
    const tensor = contentOf("body/c");
    expect(tensor.dtype).toBe("FLOAT32");
    expect(floatsOf(tensor)).toEqual([-1, -0.5, 0, 126.5]);
    const whole = bytesOf(tensor);
    for (let begin = 0; begin < whole.byteLength; begin++)
      for (let length = 0; begin + length <= whole.byteLength; length++)
        expect(tensor.content.source.read(begin, length)).toEqual(whole.subarray(begin, begin + length));
  });

  test("the graph", () => {
    const { graph, signatures, byteLength, name } = opened();
    const { inputs, attributes } = graph.nodes.find((node) => node.name === "y")!;
    expect(inputs).toEqual(["x", "w", "^here"]);
    expect(Object.fromEntries(attributes)).toEqual({
      T: { kind: "type", value: "FLOAT32" },
      transpose_a: { kind: "bool", value: false },
      name: { kind: "string", value: Uint8Array.of(97, 255) },
      number: { kind: "int", value: Number.MAX_SAFE_INTEGER },
      ratio: { kind: "float", value: Number.NaN },
      strides: { kind: "ints", value: [1, 2] },
      shapes: { kind: "shapes", value: [[1]] },
      nothing: { kind: "empty" },
      body: { kind: "function", value: { name: "body" } },
    });
    expect(graph.functions.get("body")).toMatchObject({
      inputs: [{ name: "a", dtype: "FLOAT32" }],
      returns: new Map([["b", "body/c:output:0"]]),
    });
    expect(signatures.get("serving_default")).toEqual({
      inputs: new Map([["x", { tensor: "x:0", dtype: "FLOAT32", shape: [-1, 2] }]]),
      outputs: new Map([["y", { tensor: "y:0", dtype: "FLOAT32", shape: null }]]),
    });
    expect(byteLength).toBe(fs.statSync(name).size + 34 + 12);
  });
});

test("protobuf's own JSON is read as TensorFlow reads its binary form", () => {
  const recorded = JSON.parse(fs.readFileSync(savedModelFixture("recorded.json"), "utf8")).graph_model;
  const opened = readGraphModel(savedModelFixture("graph_model"));
  const { constants, nodes } = summaryOf(opened);
  expect({ constants, nodes }).toEqual(recorded);
  expect(constants.count).toBeGreaterThan(20);
  opened.close();
});

test("float16 and uint16 weights of variables", () => {
  const folder = changed(({ modelTopology }) => {
    modelTopology.node.push({ name: "half", op: "VariableV2" }, { name: "wide", op: "VarHandleOp" });
  });
  const { variables } = readGraphModel(path.join(folder, "model.json"));
  expect(floatsOf(variables.get("half")!)).toEqual([1, -2]);
  expect([...new Int32Array(bytesOf(variables.get("wide")!).buffer)]).toEqual([4, 2501]);
});

test("a model without a signature gets one", () => {
  const folder = changed((json) => {
    json.userDefinedMetadata = undefined;
  });
  const { inputs, outputs } = readGraphModel(folder).signatures.get("serving_default")!;
  expect(inputs).toEqual(new Map([["x", { tensor: "x:0", dtype: "FLOAT32", shape: [-1, 2] }]]));
  expect([...outputs.keys()]).toEqual(["y"]);
});

test("a signature at the top of the file", () => {
  const folder = changed((json) => {
    const { signature } = json.userDefinedMetadata as { signature: unknown };
    Object.assign(json, { signature, userDefinedMetadata: undefined });
  });
  expect([...readGraphModel(folder).signatures.get("serving_default")!.inputs.keys()]).toEqual(["x"]);
});

test.each<[string, (json: Model) => void, string]>([
  ["a layers model", (json) => Object.assign(json, { format: "layers-model" }), "UNSUPPORTED_MODEL"],
  ["no graph", (json) => Object.assign(json, { modelTopology: undefined }), "INVALID_MODEL"],
  [
    "a list of nodes that is none",
    (json) => Object.assign(json.modelTopology, { node: {} }),
    "INVALID_MODEL",
  ],
  ["a node that is none", (json) => json.modelTopology.node.push(null as never), "INVALID_MODEL"],
  ["a name that is none", (json) => json.modelTopology.node.push({ name: 5 }), "INVALID_MODEL"],
  ["a type that is none", (json) => json.modelTopology.node.push(constant("z", "DT_FLAOT")), "INVALID_MODEL"],
  [
    "an integer that is none",
    (json) => json.modelTopology.node.push({ attr: { a: { i: "" } } }),
    "INVALID_MODEL",
  ],
  [
    "base64 that is none",
    (json) => json.modelTopology.node.push({ attr: { a: { s: "{}" } } }),
    "INVALID_MODEL",
  ],
  [
    "a constant without weights",
    (json) => json.modelTopology.node.push(constant("z", "DT_FLOAT", 1)),
    "INVALID_MODEL",
  ],
  ["a manifest that is none", (json) => Object.assign(json, { weightsManifest: {} }), "INVALID_MODEL"],
  [
    "an unknown type of weights",
    (json) => Object.assign(json.weightsManifest[0]!.weights[0]!, { dtype: "float31" }),
    "UNSUPPORTED_MODEL",
  ],
  [
    "a name of a type that objects have",
    (json) => Object.assign(json.weightsManifest[0]!.weights[0]!, { dtype: "constructor" }),
    "UNSUPPORTED_MODEL",
  ],
  [
    "a negative size",
    (json) => Object.assign(json.weightsManifest[0]!.weights[0]!, { shape: [-1] }),
    "INVALID_MODEL",
  ],
  [
    "more than the files hold",
    (json) => Object.assign(json.weightsManifest[0]!.weights[0]!, { shape: [2 ** 40] }),
    "INVALID_MODEL",
  ],
  [
    "more strings than the files hold",
    (json) => Object.assign(json.weightsManifest[0]!.weights[2]!, { shape: [2 ** 40] }),
    "INVALID_MODEL",
  ],
  [
    "quantized booleans",
    (json) => Object.assign(json.weightsManifest[1]!.weights[0]!, { dtype: "bool" }),
    "UNSUPPORTED_MODEL",
  ],
  [
    "a scale that is none",
    (json) => Object.assign(json.weightsManifest[1]!.weights[0]!, { quantization: { dtype: "uint8" } }),
    "INVALID_MODEL",
  ],
  ["a missing file", (json) => json.weightsManifest[1]!.paths.splice(0, 1, "other.bin"), "IO"],
])("%s is refused", (_, change, code) => {
  expect(defectOf(() => readGraphModel(changed(change)))).toMatchObject({ code });
});

test.each(["../model.json", "/etc/hostname", "a/../../b", "", ".", "a\0b", 5])(
  "weights in %p are refused",
  (file) => {
    const folder = changed(({ weightsManifest }) => weightsManifest[1]!.paths.splice(0, 1, file));
    expect(defectOf(() => readGraphModel(folder))).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: "weightsManifest[1].paths[0]" },
    });
  },
);

test.each(["", "{", "[]", "null", "5", '"text"', "[".repeat(100_000)])("the text %p is refused", (text) => {
  expect(defectOf(() => readGraphModel(write(text)))).toMatchObject({ code: "INVALID_MODEL" });
});

test("no file", () => {
  expect(defectOf(() => readGraphModel(temporaryFolder()))).toMatchObject({ code: "IO" });
});

test("any character changed gives a model or a typed error", () => {
  const folder = write();
  const file = path.join(folder, "model.json");
  const whole = fs.readFileSync(file);
  let noticed = 0;
  for (let at = 0; at < whole.byteLength; at++) {
    const changed = Uint8Array.from(whole);
    changed[at]! ^= 2;
    fs.writeFileSync(file, changed);
    const defect = defectOf(() => readGraphModel(folder).close());
    if (defect) noticed++;
  }
  expect(noticed).toBeGreaterThan(100);
});
