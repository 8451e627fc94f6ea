import * as fs from "node:fs";
import * as path from "node:path";
import { Writer } from "protobufjs/minimal.js";
import {
  type Attribute,
  type FunctionDef,
  type NodeDef,
  readSavedModel,
} from "../../src/tensorflow/index.js";
import { decodeMessage } from "../../src/tensorflow/proto/decode.js";
import { SavedModelProto } from "../../src/tensorflow/proto/messages.js";
import { encodeStrings } from "../../src/tensorflow/strings.js";
import { restoresOf } from "../../src/tensorflow/variables/restored.js";
import { fromBytes, rangeOf, readRange } from "../../src/tflite/index.js";
import { copyOf, defectOf, savedModelFixture, temporaryFolder } from "./temporary.js";

const MODEL = "saved_model.pb";

/** Reads everything of a model, and closes it. */
function readAll(folder: string): void {
  const model = readSavedModel(folder);
  try {
    // Changed sizes may ask for more than anybody reads at once.
    for (const { attributes } of model.graph.nodes)
      for (const attribute of attributes.values())
        if (attribute.kind === "tensor" && attribute.value.content.byteLength < 2 ** 24)
          readRange(attribute.value.content);
    for (const name of model.variables.keys()) readRange(model.variables.get(name)!.content);
  } finally {
    model.close();
  }
}

/** Changes one byte after another, and says how long the longest reading took and how many changes were noticed. */
function vandalize(folder: string, step: number, changes: readonly number[]) {
  const file = path.join(folder, MODEL);
  const whole = fs.readFileSync(file);
  let noticed = 0;
  let longest = 0;
  for (let at = 0; at < whole.byteLength; at += step) {
    for (const change of changes) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= change;
      fs.writeFileSync(file, changed);
      const started = performance.now();
      if (defectOf(() => readAll(folder))) noticed++;
      longest = Math.max(longest, performance.now() - started);
    }
  }
  return { noticed, longest };
}

test.each([
  ["frozen", 1, [0x01, 0x04, 0x55, 0x80, 0xff]],
  ["tagged", 17, [0x80, 0xff]],
  ["partitioned", 31, [0x01, 0x80]],
  ["small", 151, [0x04, 0x80]],
])("any byte of %s changed gives a model or a typed error, soon", (name, step, changes) => {
  const { noticed, longest } = vandalize(copyOf(name), step, changes);
  expect(noticed).toBeGreaterThan(10);
  expect(longest).toBeLessThan(5000);
});

test("a file that ends anywhere", () => {
  const folder = copyOf("frozen");
  const file = path.join(folder, MODEL);
  const whole = fs.readFileSync(file);
  for (let length = 0; length < whole.byteLength; length++) {
    fs.writeFileSync(file, whole.subarray(0, length));
    expect(defectOf(() => readAll(folder))?.code).toMatch(/^(INVALID_MODEL|UNKNOWN_NAME)$/);
  }
});

test("an error names the field and the byte", () => {
  const folder = copyOf("frozen");
  const file = path.join(folder, MODEL);
  const bytes = fs.readFileSync(file);
  // The tag of the type of the constant, which comes before its shape.
  const at = bytes.indexOf(Buffer.from([0x08, 0x01, 0x12, 0x08, 0x12, 0x02, 0x08, 0x03, 0x12, 0x02]));
  expect(at).toBeGreaterThan(0);
  bytes[at + 1] = 99;
  fs.writeFileSync(file, bytes);
  expect(defectOf(() => readAll(folder))).toMatchObject({
    code: "INVALID_MODEL",
    details: { file, field: 'node "Const", attribute value', offset: at, received: "99" },
  });
});

test("text, nothing, and a folder", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, MODEL);
  fs.writeFileSync(file, "This is no model");
  expect(defectOf(() => readSavedModel(folder))).toMatchObject({ code: "INVALID_MODEL" });
  fs.writeFileSync(file, "");
  expect(defectOf(() => readSavedModel(folder))).toMatchObject({ details: { field: "metaGraphs" } });
  fs.rmSync(file);
  fs.mkdirSync(file);
  expect(defectOf(() => readSavedModel(folder))).toMatchObject({ code: "IO" });
});

test("more records than any model has", () => {
  const graph = new Uint8Array(2 ** 24).fill(0x0a);
  for (let at = 1; at < graph.byteLength; at += 2) graph[at] = 0;
  const meta = new Writer().uint32(0x12).bytes(graph).finish();
  const model = new Writer().uint32(0x12).bytes(meta).finish();
  expect(defectOf(() => decodeMessage(fromBytes(model), SavedModelProto))).toMatchObject({
    code: "INVALID_MODEL",
    details: { expected: "records of at most 536870912 bytes" },
  });
});

describe("restores that ask for endless work", () => {
  const node = (
    name: string,
    op: string,
    inputs: string[],
    attributes: [string, Attribute][] = [],
  ): NodeDef => ({
    name,
    op,
    inputs,
    attributes: new Map(attributes),
  });
  const call = (name: string, called: string) =>
    node(name, "PartitionedCall", ["v"], [["f", { kind: "function", value: { name: called } }]]);
  const body = (name: string, nodes: NodeDef[]): FunctionDef => ({
    name,
    inputs: [{ name: "v", dtype: "RESOURCE" }],
    outputs: [],
    nodes,
    returns: new Map(),
    attributes: new Map(),
  });
  const text = (value: string): Attribute => {
    const content = rangeOf(encodeStrings([Buffer.from(value)]));
    return { kind: "tensor", value: { dtype: "STRING", shape: [1], content } };
  };
  const restoring = [
    node("names", "Const", [], [["value", text("key")]]),
    node("parts", "Const", [], [["value", text("")]]),
    node("restore", "RestoreV2", ["prefix", "names:output:0", "parts:output:0"]),
    node("assign", "AssignVariableOp", ["v", "restore:tensors:0"]),
  ];
  /** Functions that call the next one `calls` times; the last one restores. */
  const chain = (length: number, calls: number) => {
    const functions = Array.from({ length }, (_, i) =>
      body(
        `f${i}`,
        Array.from({ length: calls }, (_, k) => call(`c${k}`, `f${i + 1}`)),
      ),
    );
    functions.push(body(`f${length}`, restoring));
    const nodes = [node("v", "VarHandleOp", []), call("start", "f0")];
    return restoresOf({ nodes, functions: new Map(functions.map((one) => [one.name, one])) }, "<memory>");
  };

  test("a few levels are followed", () => {
    expect(chain(3, 1)).toEqual([{ target: "v", key: "key", part: "" }]);
  });

  test("many levels that double", () => {
    expect(chain(50, 2)).toEqual([{ target: "v", key: "key", part: "" }]);
  });

  test("a hundred thousand levels", () => {
    expect(chain(100_000, 1)).toEqual([]);
  });

  test("functions and nodes in circles", () => {
    const functions = new Map([["f", body("f", [call("c", "f")])]]);
    const circle = [
      node("a", "Identity", ["b"]),
      node("b", "Identity", ["a"]),
      node("x", "Assign", ["a", "b"]),
    ];
    expect(restoresOf({ nodes: [call("start", "f"), ...circle], functions }, "<memory>")).toEqual([]);
  });

  test("millions of names", () => {
    const many: Attribute = {
      kind: "tensor",
      value: { dtype: "STRING", shape: [2 ** 23], content: rangeOf(new Uint8Array(0)) },
    };
    const nodes = [
      node("v", "VarHandleOp", []),
      node("names", "Const", [], [["value", many]]),
      ...restoring.slice(1),
    ];
    expect(defectOf(() => restoresOf({ nodes, functions: new Map() }, "<memory>"))).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: "restore" },
    });
  });
});

test("a graph that refers to nodes that are not there", () => {
  const folder = copyOf("frozen");
  const file = path.join(folder, MODEL);
  const bytes = fs.readFileSync(file);
  // The name of the constant, behind its tag and length.
  bytes.write("Conzt", bytes.lastIndexOf("\n\x05Const") + 2);
  fs.writeFileSync(file, bytes);
  expect(defectOf(() => readSavedModel(folder))).toMatchObject({
    code: "INVALID_MODEL",
    details: { field: 'node "y"', received: '"Const"' },
  });
});

test("the fixtures as they are", () => {
  for (const name of ["frozen", "tagged", "partitioned", "small"])
    expect(defectOf(() => readAll(savedModelFixture(name)))).toBeNull();
});
