import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { importTFLite } from "../../../src/importers/tflite.js";
import { convert, isHalfliteError, loadModel } from "../../../src/index.js";
import { fromBytes, readModel } from "../../../src/tflite/index.js";
import { fixture } from "../../paths.js";

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Tensors = Readonly<Record<string, Numbers>>;
type Expected = Readonly<Record<string, { inputs: Tensors; outputs: Tensors; again?: Tensors }>>;

/** Absolute: the outputs of an LSTM lie between -1 and 1. */
const FLOAT_ACCURACY = 2e-6;
/** Of weights that keep 11 bits. */
const FLOAT16_ACCURACY = 2e-3;
const BACKENDS = ["native", "js"] as const;

const keras = (name: string) => fixture(path.join("keras", name));
const expected = JSON.parse(fs.readFileSync(keras("expected.json"), "utf8")) as Expected;

const floats = (tensors: Tensors) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );

function operatorsOf(bytes: Uint8Array): string[] {
  const model = importTFLite(readModel(fromBytes(bytes, "model")));
  return model.graphs.flatMap(({ nodes }) => nodes.map(({ operator }) => operator.builtinCode));
}

const count = (operators: readonly string[], one: string) => operators.filter((name) => name === one).length;

function expectNear(
  received: Record<string, { data: ArrayLike<unknown> }>,
  wanted: Tensors,
  accuracy: number,
) {
  for (const [name, { data }] of Object.entries(wanted)) {
    const distances = data.map((one, i) => Math.abs(one - Number(received[name]!.data[i])));
    expect({ name, near: Math.max(...distances) < accuracy }).toEqual({ name, near: true });
  }
}

describe.each(BACKENDS)("fused, run with %s", (backend) => {
  test.each([
    [false, FLOAT_ACCURACY],
    [true, FLOAT16_ACCURACY],
  ])(
    "stateless layers are what Keras predicts whenever variables were reset, float16: %s",
    async (float16, accuracy) => {
      const { inputs, outputs } = expected["static_recurrent.keras"]!;
      const { bytes, report } = await convert(keras("static_recurrent.keras"), {
        fuseLstm: true,
        float16,
        ...(float16 ? { profile: "compat" as const } : {}),
      });
      expect(report.warnings).toEqual([]);
      expect(report.constants.some(({ converted }) => converted)).toBe(float16);
      const operators = operatorsOf(bytes!);
      expect([count(operators, "WHILE"), count(operators, "UNIDIRECTIONAL_SEQUENCE_LSTM")]).toEqual([0, 12]);
      const model = await loadModel(bytes!, { backend });
      expectNear(await model.run(floats(inputs)), outputs, accuracy);
      const { data } = (await model.run(floats(inputs))).output_0!;
      const { output_0 } = outputs;
      expect(Math.abs(Number(data[0]) - output_0!.data[0]!)).toBeGreaterThan(accuracy);
      model.resetVariables();
      expectNear(await model.run(floats(inputs)), outputs, accuracy);
      model.dispose();
    },
  );

  test.each([true, false])("stateful layers go on where they ended, fuseLstm: %s", async (fuseLstm) => {
    const { inputs, outputs, again } = expected["stateful.keras"]!;
    const { bytes } = await convert(keras("stateful.keras"), { float16: false, fuseLstm });
    const model = await loadModel(bytes!, { backend });
    for (let round = 0; round < 2; round++) {
      expectNear(await model.run(floats(inputs)), outputs, FLOAT_ACCURACY);
      expectNear(await model.run(floats(inputs)), again!, FLOAT_ACCURACY);
      model.resetVariables();
    }
    model.dispose();
  });
});

test("without the option there are loops, and no warnings", async () => {
  const { bytes, report } = await convert(keras("static_recurrent.keras"), { float16: false });
  expect(count(operatorsOf(bytes!), "WHILE")).toBe(12);
  expect(report.warnings).toEqual([]);
});

test("warnings name every LSTM that stays a loop, and say why", async () => {
  const { report } = await convert(keras("recurrent.keras"), { float16: false, fuseLstm: true });
  const open = "its batch size and its number of steps have to be static";
  const reasons = report.warnings.map((text) => text.split(": this LSTM is not fused: "));
  expect(reasons.map(([name]) => name)).toEqual(
    expect.arrayContaining(["functional/lstm/PartitionedCall", "functional/lstm_1/PartitionedCall"]),
  );
  expect(new Set(reasons.map(([, reason]) => reason))).toEqual(
    new Set([open, "its activation is not tanh", "its recurrent_activation is not sigmoid"]),
  );
});

describe("a layers model", () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-lstm-"));
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  /** A recurrent layer of one unit on series of one feature; later ones read the layer's own outputs. */
  function written(className: string, shape: (number | null)[], options: object, calls = 1): string {
    const call = (layer: string, number: number) => [[[layer, number, 0, {}]]];
    const config = { name: "cell", units: 1, return_sequences: true, reset_after: false, ...options };
    const blocks = className === "LSTM" ? 4 : 3;
    const sizes = [
      ["kernel", [1, blocks]],
      ["recurrent_kernel", [1, blocks]],
      ["bias", [blocks]],
    ] as const;
    const inbound = Array.from(
      { length: calls },
      (_, i) => call(i === 0 ? "x" : "cell", Math.max(0, i - 1))[0],
    );
    const layers = [
      {
        class_name: "InputLayer",
        name: "x",
        config: { name: "x", dtype: "float32", batch_input_shape: shape },
        inbound_nodes: [],
      },
      { class_name: className, name: "cell", config, inbound_nodes: inbound },
    ];
    const model = {
      name: "model",
      layers,
      input_layers: [["x", 0, 0]],
      output_layers: [["cell", calls - 1, 0]],
    };
    const weights = sizes.map(([name, shape]) => ({ name: `cell/${name}`, shape, dtype: "float32" }));
    fs.writeFileSync(path.join(folder, "weights.bin"), new Uint8Array(4 * blocks * 3));
    const file = path.join(folder, "model.json");
    const json = {
      format: "layers-model",
      modelTopology: { keras_version: "2.11.0", model_config: { class_name: "Functional", config: model } },
      weightsManifest: [{ paths: ["weights.bin"], weights }],
    };
    fs.writeFileSync(file, JSON.stringify(json));
    return file;
  }

  const refusal = (file: string) =>
    convert(file).then(
      () => "nothing",
      (error) => {
        if (!isHalfliteError(error, "UNSUPPORTED_OPERATION")) throw error;
        return error.details.operations.map(({ operation }) => operation).join();
      },
    );

  const stateful = { stateful: true };

  test.each([
    ["LSTM", [null, 4, 1], stateful, 1, /static batch size/],
    ["LSTM", [2, null, 1], stateful, 1, /static number of steps/],
    ["LSTM", [2, 4, 1], { ...stateful, activation: "relu" }, 1, /activation is not tanh/],
    ["LSTM", [2, 4, 1], stateful, 2, /called more than once/],
    ["GRU", [2, 4, 1], stateful, 1, /LSTM layers only/],
    ["LSTM", [2, 4, 1], stateful, 1, /^nothing$/],
    ["LSTM", [null, null, 1], {}, 2, /^nothing$/],
  ] as const)("%s on %j, %j, calls: %i: %s", async (className, shape, options, calls, reason) => {
    expect(await refusal(written(className, [...shape], options, calls))).toMatch(reason);
  });

  test("two calls of a stateless layer share their weights", async () => {
    const file = written("LSTM", [2, 4, 1], {}, 2);
    const { bytes } = await convert(file, { fuseLstm: true, float16: false });
    const model = importTFLite(readModel(fromBytes(bytes!, "model")));
    const [one, other] = model.graphs[0]!.nodes;
    expect(other!.inputs.slice(1, 9)).toEqual(one!.inputs.slice(1, 9));
    expect(one!.inputs.slice(18, 20).every((state) => state!.attributes.isVariable)).toBe(true);
    expect(new Set([...one!.inputs.slice(18, 20), ...other!.inputs.slice(18, 20)]).size).toBe(4);
  });
});
