import * as fs from "node:fs";
import * as path from "node:path";
import { Writer } from "protobufjs/minimal.js";
import { readSavedModel } from "../../src/tensorflow/index.js";
import { readRange } from "../../src/tflite/index.js";
import { describeWithSharedModels } from "../paths.js";
import { fileBackends } from "./backends.js";
import { type RecordedModel, summaryOf } from "./summary.js";
import { copyOf, defectOf, savedModelFixture, temporaryFolder } from "./temporary.js";

const recorded: { fixtures: Record<string, RecordedModel>; shared: Record<string, RecordedModel> } =
  JSON.parse(fs.readFileSync(savedModelFixture("recorded.json"), "utf8"));

describe.each(fileBackends)("with backend $kind", (backend) => {
  test.each(Object.keys(recorded.fixtures))("the fixture %s is what TensorFlow reads", (name) => {
    const model = readSavedModel(savedModelFixture(name), { backend });
    expect(summaryOf(model)).toEqual(recorded.fixtures[name]);
    model.close();
  });

  describeWithSharedModels("real SavedModels", (models) => {
    test("all of them are recorded", () => {
      const found = fs.readdirSync(path.join(models, "saved_models"), { recursive: true, encoding: "utf8" });
      const folders = found.filter((file) => path.basename(file) === "saved_model.pb").map(path.dirname);
      expect(folders.sort()).toEqual(Object.keys(recorded.shared).sort());
      expect(folders.length).toBeGreaterThanOrEqual(12);
    });

    test.each(Object.keys(recorded.shared))("%s is what TensorFlow reads", (name) => {
      const model = readSavedModel(path.join(models, "saved_models", name), { backend });
      for (const name of model.variables.keys()) model.variables.get(name);
      const { variables, ...rest } = summaryOf(model);
      const { variables: expected, ...expectedRest } = recorded.shared[name]!;
      expect(variables).toEqual(expected);
      expect(rest).toEqual(expectedRest);
      model.close();
    });
  });
});

test("a frozen graph of almost 2 GiB is mapped, not read", () => {
  const [backend] = fileBackends.filter(({ kind }) => kind === "native");
  if (!backend) return console.warn("SKIPPED: a mapped graph of 2 GiB: no native backend");
  const count = 2 ** 29 - 2 ** 10;
  const varint = (value: number) => new Writer().uint32(value).finish();
  const field = (number: number, bytes: Uint8Array, more = 0) =>
    Buffer.concat([varint(number * 8 + 2), varint(bytes.byteLength + more), bytes]);
  const shape = new Writer().uint32(0x12).fork().uint32(0x08).uint32(count).ldelim().finish();
  // Each of the messages ends with the content, which is a hole in the file.
  let head = Buffer.concat([Uint8Array.of(0x08, 1), field(2, shape), varint(0x22), varint(4 * count)]);
  head = field(8, head, 4 * count);
  head = field(2, head, 4 * count);
  head = field(5, Buffer.concat([field(1, Buffer.from("value")), head]), 4 * count);
  head = field(
    1,
    Buffer.concat([field(1, Buffer.from("big")), field(2, Buffer.from("Const")), head]),
    4 * count,
  );
  head = field(2, head, 4 * count);
  head = field(2, Buffer.concat([field(1, field(4, Buffer.from("serve"))), head]), 4 * count);
  const folder = temporaryFolder();
  const file = path.join(folder, "saved_model.pb");
  fs.writeFileSync(file, head);
  fs.truncateSync(file, head.byteLength + 4 * count);
  const before = process.memoryUsage.rss();
  const model = readSavedModel(folder, { backend });
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 26);
  const value = model.graph.nodes[0]!.attributes.get("value");
  expect(value).toMatchObject({
    kind: "tensor",
    value: { dtype: "FLOAT32", shape: [count], content: { offset: head.byteLength, byteLength: 4 * count } },
  });
  model.close();
});

test("what the fixtures hold", () => {
  const model = readSavedModel(savedModelFixture("small"));
  expect(model.name).toBe(savedModelFixture("small"));
  expect(model.assets).toEqual(["vocabulary.txt"]);
  expect(model.signatures.get("serving_default")?.inputs.get("x")).toEqual({
    tensor: "serving_default_x:0",
    dtype: "FLOAT32",
    shape: [-1, 5],
  });
  const files = fs.readdirSync(model.name, { recursive: true, encoding: "utf8" });
  const sizes = files.map((file) => fs.statSync(path.join(model.name, file))).filter((stat) => stat.isFile());
  expect(model.byteLength).toBe(sizes.reduce((sum, { size }) => sum + size, 0));
  model.close();
  expect(defectOf(() => readRange(model.variables.get("dense/kernel")!.content))).toMatchObject({
    code: "IO",
  });
});

describe("tags", () => {
  const shapeOf = (tags: string[]) =>
    readSavedModel(savedModelFixture("tagged"), { tags }).signatures.get("serving_default")?.inputs.get("x")
      ?.shape;

  test("choose a graph, and its assets, which TensorFlow 1 has elsewhere", () => {
    const assets = (tags: string[]) => readSavedModel(savedModelFixture("tagged"), { tags }).assets;
    expect(assets(["serve"])).toEqual(["words.txt"]);
    expect(assets(["serve", "gpu"])).toEqual([]);
  });

  test("choose a graph, in any order", () => {
    expect(shapeOf(["serve"])).toEqual([-1, 2]);
    expect(shapeOf(["gpu", "serve"])).toEqual([-1, 3]);
  });

  test("that no graph has are an error that lists those that there are", () => {
    expect(defectOf(() => shapeOf(["train"]))).toMatchObject({
      code: "UNKNOWN_NAME",
      details: { received: "train", known: ["serve", "gpu,serve"] },
    });
  });
});

describe("without what restores it, a model's variables are found", () => {
  // An operation that nobody knows, so that nothing restores from the checkpoint.
  const unrestored = (name: string) => {
    const folder = copyOf(name);
    const file = path.join(folder, "saved_model.pb");
    const text = fs.readFileSync(file, "latin1");
    expect(text).toContain("RestoreV2");
    fs.writeFileSync(file, text.replaceAll("RestoreV2", "RestoreV9"), "latin1");
    return folder;
  };

  test.each([
    ["objects", "by its objects"],
    ["tagged", "by their names"],
  ])("%s: %s", (name) => {
    const { variables } = summaryOf(readSavedModel(unrestored(name)));
    expect(variables).toEqual(recorded.fixtures[name]!.variables);
    expect(variables.count).toBeGreaterThan(0);
  });

  test("but not where several have one name", () => {
    expect(defectOf(() => readSavedModel(unrestored("small")))).toMatchObject({
      code: "INVALID_MODEL",
      details: {
        field: expect.stringMatching(/^variable "layer/),
        expected: "its content",
        received: "none",
      },
    });
  });
});

describe("what is not there", () => {
  test.each([
    ["saved_model.pb", "IO"],
    ["variables/variables.data-00000-of-00001", "IO"],
    ["variables/variables.index", "INVALID_MODEL"],
    ["variables", "INVALID_MODEL"],
  ])("%s", (file, code) => {
    const folder = copyOf("small");
    fs.rmSync(path.join(folder, file), { recursive: true });
    expect(defectOf(() => readSavedModel(folder))).toMatchObject({ code });
  });

  test("the variables of a signature, which are named", () => {
    const folder = copyOf("small");
    fs.rmSync(path.join(folder, "variables", "variables.index"));
    expect(defectOf(() => readSavedModel(folder))).toMatchObject({
      details: { field: expect.stringMatching(/^variable "/), received: "no such file" },
    });
  });

  test("a binary graph", () => {
    const folder = copyOf("frozen");
    fs.renameSync(path.join(folder, "saved_model.pb"), path.join(folder, "saved_model.pbtxt"));
    expect(defectOf(() => readSavedModel(folder))).toMatchObject({
      code: "UNSUPPORTED_MODEL",
      details: { received: "saved_model.pbtxt" },
    });
  });

  test("an option", () => {
    expect(defectOf(() => readSavedModel("", { tag: [] } as object))).toMatchObject({
      code: "UNKNOWN_NAME",
      details: { suggestion: "tags" },
    });
  });
});
