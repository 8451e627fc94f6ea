import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type HalfliteError, isHalfliteError } from "../../src/errors.js";
import { readKeras, readLayersModel } from "../../src/keras/index.js";
import type { StoredTensor, TensorFlowModel } from "../../src/tensorflow/index.js";
import { readRange } from "../../src/tflite/index.js";
import { describeWithSharedModels, fixture } from "../paths.js";
import { variablesOf } from "./variables_of.js";

const keras = (name: string) => fixture(path.join("keras", name));
const ops = (model: TensorFlowModel) => model.graph.nodes.map((node) => node.op);
const count = (model: TensorFlowModel, op: string) => ops(model).filter((other) => other === op).length;

function numbers(tensor: StoredTensor | undefined): number[] {
  if (!tensor) throw new Error("no such variable");
  return [...new Float32Array(Uint8Array.from(readRange(tensor.content)).buffer)];
}

/** Every input of every node is there, and stands before it. */
function expectWhole(model: TensorFlowModel): void {
  const made = new Set<string>();
  for (const node of model.graph.nodes) {
    for (const input of node.inputs) expect(made).toContain(input.split(":")[0]);
    expect(made.has(node.name)).toBe(false);
    made.add(node.name);
  }
  const signature = model.signatures.get("serving_default");
  for (const info of [...(signature?.inputs.values() ?? []), ...(signature?.outputs.values() ?? [])])
    expect(made).toContain(info.tensor.split(":")[0]);
  for (const [name, tensor] of variablesOf(model)) {
    expect(made).toContain(name);
    expect(readRange(tensor.content).byteLength).toBe(tensor.content.byteLength);
  }
}

const archives = fs.readdirSync(keras("")).filter((name) => /\.(keras|h5)$/.test(name));

test.each(archives)("%s becomes a whole graph", async (name) => {
  const model = await readKeras(keras(name));
  expectWhole(model);
  model.close();
});

test("a Sequential: names, shapes, fused normalization, weights as ranges of the stored file", async () => {
  const file = keras("sequential.keras");
  const model = await readKeras(file);
  const signature = model.signatures.get("serving_default");
  expect([...(signature?.inputs ?? [])]).toEqual([
    ["pixels", { tensor: "serving_default_pixels:0", dtype: "FLOAT32", shape: [-1, 8, 8, 1] }],
  ]);
  expect([...(signature?.outputs ?? [])]).toMatchObject([["output_0", { dtype: "FLOAT32", shape: [-1, 3] }]]);
  expect(ops(model)).toEqual(
    expect.arrayContaining(["Conv2D", "FusedBatchNormV3", "Relu6", "MatMul", "Softmax"]),
  );
  const kernel = variablesOf(model).get("sequential/conv2d/kernel");
  expect(kernel?.shape).toEqual([3, 3, 1, 2]);
  expect(kernel?.content.source.path).toBe(file);
  model.close();
});

test("weights are the same in a .keras, in an .h5 and in compressed pieces", async () => {
  const names = ["nested.keras", "nested.h5", "nested_chunked.h5"];
  const models = await Promise.all(names.map((name) => readKeras(keras(name))));
  const values = models.map((model) =>
    [...variablesOf(model)].map(([name, tensor]) => [name, numbers(tensor)]),
  );
  expect(values[0]?.length).toBe(19);
  expect(values[1]).toEqual(values[0]);
  expect(values[2]).toEqual(values[0]);
  for (const model of models) model.close();
});

test("operations are told from layers of the same name in HDF5, which does not say", async () => {
  const [archive, hdf5] = await Promise.all(
    ["operations.keras", "operations.h5"].map((name) => readKeras(keras(name))),
  );
  expect(hdf5?.graph.nodes.map(({ op, inputs }) => [op, inputs])).toEqual(
    archive?.graph.nodes.map(({ op, inputs }) => [op, inputs]),
  );
  archive?.close();
  hdf5?.close();
});

test("a dictionary of outputs keeps its names", async () => {
  const model = await readKeras(keras("merging.keras"));
  const signature = model.signatures.get("serving_default");
  expect([...(signature?.inputs.keys() ?? [])]).toEqual(["a", "b"]);
  expect([...(signature?.outputs.keys() ?? [])]).toEqual(
    "add average concatenate dot dot_vectors maximum minimum multiply subtract".split(" "),
  );
  model.close();
});

test("recurrent layers are loops over lists of tensors, an LSTM in a function that says so", async () => {
  const model = await readKeras(keras("open_recurrent.keras"));
  const lstm = [...model.graph.functions.values()].find((f) => f.attributes.has("api_implements"));
  const all = [...ops(model), ...(lstm?.nodes.map((node) => node.op) ?? [])];
  expect(count(model, "PartitionedCall")).toBe(1);
  expect(all.filter((op) => op === "StatelessWhile").length).toBe(2);
  expect(all.filter((op) => op === "TensorListFromTensor").length).toBe(2);
  expect(all.filter((op) => op === "TensorListStack").length).toBe(1);
  const body = [...model.graph.functions.values()].find((f) => f.name.includes("lstm_while_body"));
  expect(body?.nodes.map((node) => node.op)).toEqual(
    expect.arrayContaining(["TensorListGetItem", "MatMul", "Split", "Sigmoid", "Tanh"]),
  );
  expect(body?.outputs.map((output) => output.dtype)).toEqual(body?.inputs.map((input) => input.dtype));
  model.close();
});

describe("Keras 2", () => {
  const check = (model: TensorFlowModel) => {
    expectWhole(model);
    expect(numbers(variablesOf(model).get("model/dense/kernel"))).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => n / 8),
    );
    expect(numbers(variablesOf(model).get("model/inner/norm/moving_mean"))).toEqual([17 / 8, 18 / 8]);
    expect(ops(model)).toEqual(expect.arrayContaining(["Mul", "AddV2", "ConcatV2", "StridedSlice"]));
    expect(model.signatures.get("serving_default")?.outputs.get("output_0")?.shape).toEqual([-1, 3]);
    model.close();
  };

  test("calls as lists, functions of TensorFlow, nested models, names with :0", async () =>
    check(await readKeras(keras("keras2.h5"))));

  test("a layers model of TensorFlow.js, a weight across two files", () =>
    check(readLayersModel(keras("layers_model/model.json"))));
});

describe("broken files and changed ones", () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-keras-"));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function failure(bytes: Uint8Array | string, name = "broken"): Promise<HalfliteError> {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    const run = async () => (name.endsWith(".json") ? readLayersModel(file) : readKeras(file));
    return run().then(
      () => Promise.reject(new Error("no error")),
      (error) => {
        if (!isHalfliteError(error)) throw error;
        expect(JSON.stringify(error.details)).toContain(name);
        return error;
      },
    );
  }

  /** A layers model whose description was changed. */
  function changed(change: (json: string) => string): string {
    const folderOfModel = keras("layers_model");
    for (const part of fs.readdirSync(folderOfModel))
      fs.copyFileSync(path.join(folderOfModel, part), path.join(folder, part));
    const json = fs.readFileSync(path.join(folderOfModel, "model.json"), "utf8");
    expect(change(json)).not.toBe(json);
    return change(json);
  }

  test.each(["sequential.keras", "nested.h5", "shapes.keras"])("%s cut anywhere", async (name) => {
    const bytes = fs.readFileSync(keras(name));
    for (let i = 0; i < 20; i++) {
      const error = await failure(bytes.subarray(0, Math.floor((bytes.length * i) / 20)));
      expect(error.code).toBe("INVALID_MODEL");
    }
  });

  test.each(["sequential.keras", "keras2.h5"])(
    "%s with changed bytes gives a model or a typed error",
    async (name) => {
      const bytes = fs.readFileSync(keras(name));
      let state = 1;
      const next = (below: number) => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        return Math.floor((state / 0x80000000) * below);
      };
      const codes = new Set<string>();
      for (let i = 0; i < 200; i++) {
        const mutant = Buffer.from(bytes);
        for (let j = 0; j < 3; j++) mutant[next(mutant.length)] = next(256);
        const file = path.join(folder, "mutant");
        fs.writeFileSync(file, mutant);
        try {
          const model = await readKeras(file);
          for (const { content } of variablesOf(model).values()) readRange(content);
          model.close();
        } catch (error) {
          if (!isHalfliteError(error)) throw error;
          codes.add(error.code);
        }
      }
      expect(codes).toContain("INVALID_MODEL");
    },
  );

  test("neither zip nor HDF5", async () => {
    expect(await failure("TFL3....")).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: "first bytes" },
    });
  });

  test.each(["{", "[]", "[".repeat(100_000), '{"modelTopology": 3}'])(
    "JSON that begins with %.20s",
    async (json) => {
      expect((await failure(json, "model.json")).code).toBe("INVALID_MODEL");
    },
  );

  test("a weight of another shape names the layer and both shapes", async () => {
    const json = changed((text) =>
      text.replace('"name": "dense/kernel", "shape": [3, 2]', '"name": "dense/kernel", "shape": [2, 3]'),
    );
    expect(await failure(json, "model.json")).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: 'layer "dense", weight kernel', expected: "shape [3, 2]", received: "shape [2, 3]" },
    });
  });

  test("a missing weight names the layer and what it needs", async () => {
    const json = changed((text) => text.replace('"name": "norm/beta"', '"name": "other/beta"'));
    expect(await failure(json, "model.json")).toMatchObject({
      code: "INVALID_MODEL",
      details: {
        field: 'layer "norm", weights',
        expected: "4 weights (gamma, beta, moving_mean, moving_variance)",
        received: "3 (norm/gamma, norm/moving_mean, norm/moving_variance)",
      },
    });
  });

  test("weights behind the end of the files", async () => {
    const json = changed((text) =>
      text.replace(
        '"name": "norm/moving_variance", "shape": [2]',
        '"name": "norm/moving_variance", "shape": [999]',
      ),
    );
    expect(await failure(json, "model.json")).toMatchObject({
      code: "INVALID_MODEL",
      details: { field: 'weight "norm/moving_variance"', expected: "3996 bytes from 72 on" },
    });
  });

  test("files of weights elsewhere are not opened", async () => {
    const json = changed((text) => text.replace("group1-shard1of2.bin", "../../secret"));
    expect(await failure(json, "model.json")).toMatchObject({
      code: "INVALID_MODEL",
      details: { expected: "a path inside of the model's folder" },
    });
  });

  test("layers that need each other", async () => {
    const json = changed((text) => text.replace('[["x", 0, 0, {}]]', '[["tf.concat", 0, 0, {}]]'));
    expect(await failure(json, "model.json")).toMatchObject({
      code: "INVALID_MODEL",
      details: { expected: "layers without a cycle" },
    });
  });

  test("the hard sigmoid is that of the version which wrote the file", () => {
    const relu6 = (version: string) => {
      const json = changed((text) =>
        text
          .replace('"activation": "relu"', '"activation": "hard_sigmoid"')
          .replace('"keras_version": "2.11.0"', `"keras_version": "${version}"`),
      );
      fs.writeFileSync(path.join(folder, "model.json"), json);
      const model = readLayersModel(path.join(folder, "model.json"));
      model.close();
      return count(model, "Relu6");
    };
    expect([relu6("2.15.0"), relu6("3.4.1")]).toEqual([0, 1]);
  });

  test("one error lists all layers without a graph", async () => {
    const json = changed((text) =>
      text
        .replace('"function": "concat"', '"function": "einsum"')
        .replace('"activation": "relu"', '"activation": "sparsemax"'),
    );
    const error = await failure(json, "model.json");
    expect(error.code).toBe("UNSUPPORTED_OPERATION");
    expect(error.details).toMatchObject({
      operations: [
        { nodes: ["dense"], operation: 'Dense, activation "sparsemax"' },
        { nodes: ["tf.concat"], operation: "TFOpLambda, tf.einsum" },
      ],
    });
  });
});

describeWithSharedModels("Keras models of real networks", (models) => {
  const folder = path.join(models, "saved_models");
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(keras|h5)$/.test(name));

  test("there are some", () => expect(files.length).toBeGreaterThan(5));

  test.each(files)("%s becomes a whole graph", async (name) => {
    const model = await readKeras(path.join(folder, name));
    expectWhole(model);
    expect(variablesOf(model).size).toBeGreaterThan(3);
    model.close();
  });

  test.each(["digits_cnn", "lstm_small"])("%s has the same weights in both formats", async (name) => {
    const [first, second] = await Promise.all(
      ["model.keras", "model.h5"].map((file) => readKeras(path.join(folder, name, file))),
    );
    const values = (model: TensorFlowModel | undefined) =>
      [...(model ? variablesOf(model).values() : [])].map(numbers);
    expect(values(first)).toEqual(values(second));
    first?.close();
    second?.close();
  });
});
