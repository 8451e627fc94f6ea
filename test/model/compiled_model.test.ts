import {
  type CompiledModel,
  HalfliteError,
  type IntermediateTensor,
  loadModel,
  RunProfile,
} from "../../src/index.js";
import { buildModel } from "../models/build.js";
import { caseModel, cases } from "../models/cases.js";
import type { ModelSpec } from "../models/spec.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";

const js = { backend: "js" } as const;
const load = (name: string) => loadModel(caseModel(name), js);

/** x + constant, 512 elements; the constant is 0.001, 0.002, ... */
const x = () => Float32Array.from({ length: 512 }, (_, i) => i);
const sum = Float32Array.from(x(), (value, i) => value + Math.fround((i + 1) / 1000));

const codeOf = async (action: () => unknown): Promise<string | undefined> => {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof HalfliteError ? error.code : `${error}`;
  }
};

describe("what a model tells of itself", () => {
  test("tensors of a model without signatures go by their own names", async () => {
    const model = await load("appended_zip");
    const described = { dtype: "FLOAT32", shape: [512], shapeSignature: [512], quantization: null };
    expect(model.inputs).toEqual([{ name: "x", ...described }]);
    expect(model.outputs).toEqual([{ name: "y", ...described }]);
    expect(model.signatures).toEqual({});
    expect(model.backend).toBe("js");
    expect(model.fallbacks).toEqual([]);
  });

  test("a signature names them, and open dimensions are -1", async () => {
    const model = await load("signatures");
    const described = { dtype: "FLOAT32", shape: [1, 512], shapeSignature: [-1, 512], quantization: null };
    expect(model.signatures).toEqual({
      serving_default: {
        inputs: [{ name: "input", ...described }],
        outputs: [{ name: "output", ...described }],
      },
    });
    expect(model.inputs[0]?.name).toBe("input");
  });

  test("tensors that share a name, or have none, go by their positions", async () => {
    const spec: ModelSpec = {
      subgraphs: [
        {
          tensors: [
            { name: "", shape: [2] },
            { name: "y", shape: [2] },
          ],
          inputs: ["", ""],
          outputs: ["y", "y"],
          operators: [{ operator: "ADD", inputs: ["", ""], outputs: ["y"] }],
        },
      ],
    };
    const model = await loadModel(buildModel(spec), js);
    expect(model.inputs.map(({ name }) => name)).toEqual(["input_0", "input_1"]);
    expect(model.outputs.map(({ name }) => name)).toEqual(["y", "y_1"]);
  });
});

test("a signature that names something else than inputs and outputs is left out", async () => {
  const { spec } = cases.find(({ name }) => name === "signatures")!;
  const broken = { key: "broken", subgraph: 0, inputs: [["input", "weights"]], outputs: [] } as const;
  const model = await loadModel(buildModel({ ...spec, signatures: [broken] }), js);
  expect(model.signatures).toEqual({});
  expect(model.inputs.map(({ name }) => name)).toEqual(["x"]);
});

describe.each(backends)("run on %s", (backend) => {
  let model: CompiledModel;
  beforeEach(async () => {
    model = await loadModel(caseModel("appended_zip"), { backend });
  });
  afterEach(() => model.dispose());

  test("inputs by name give outputs by name", async () => {
    const outputs = await model.run({ x: x() });
    expect(Object.keys(outputs)).toEqual(["y"]);
    expect(outputs.y).toEqual({ dtype: "FLOAT32", shape: [512], quantization: null, data: sum });
    expect(model.runSync({ x: x() })).toEqual(outputs);
  });

  test("an array of inputs gives an array of outputs", async () => {
    const outputs = await model.run([x()]);
    expect(outputs.map(({ data }) => data)).toEqual([sum]);
  });

  test("an output can be an input again", async () => {
    const { y } = await model.run({ x: x() });
    const again = await model.run({ x: y! });
    expect(again.y?.data[1]).toBeCloseTo(1.004, 5);
  });

  test("outputs belong to the caller, even when they are constants", async () => {
    const constant = await loadModel(caseModel("constant_is_output"), { backend });
    const first = constant.runSync({ x: x() });
    (first.constant!.data as Float32Array).fill(7);
    expect(constant.runSync({ x: x() }).constant?.data[0]).toBe(Math.fround(0.001));
  });

  test.each<[string, string, RegExp, unknown]>([
    ["an unknown name, with a suggestion", "UNKNOWN_NAME", /"X".*did you mean "x"/, { X: x() }],
    ["a missing input", "INVALID_ARGUMENT", /x.*none for x/, {}],
    ["an undefined input", "INVALID_ARGUMENT", /none for x/, { x: undefined }],
    ["too many inputs", "INVALID_ARGUMENT", /1 \(x\).*2/, [x(), x()]],
    ["an array instead of inputs", "INVALID_ARGUMENT", /Float32Array/, x()],
    ["no inputs at all", "INVALID_ARGUMENT", /null/, null],
    ["another class", "SHAPE_MISMATCH", /"x".*Float32Array.*Float64Array/, { x: new Float64Array(512) }],
    ["an untyped array", "SHAPE_MISMATCH", /Float32Array.*Array/, { x: [1, 2, 3] }],
    ["a number", "SHAPE_MISMATCH", /number/, { x: 3 }],
    ["another length", "SHAPE_MISMATCH", /512 elements for the shape \[512\].*7/, { x: new Float32Array(7) }],
    ["another element type", "SHAPE_MISMATCH", /FLOAT32.*INT32/, { x: { data: x(), dtype: "INT32" } }],
    ["no shape", "INVALID_ARGUMENT", /-1/, { x: { data: x(), shape: [-1] } }],
    ["an endless shape", "INVALID_ARGUMENT", /shape/, { x: { data: x(), shape: [1e9, 1e9] } }],
    ["a shape of another size", "SHAPE_MISMATCH", /\[3\].*512/, { x: { data: x(), shape: [3] } }],
  ])("refuses %s", async (_, code, message, inputs) => {
    await expect(model.run(inputs as never)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(() => model.runSync(inputs as never)).toThrow(message);
  });

  test("refuses misspelt options", async () => {
    expect(await codeOf(() => model.run({ x: x() }, { signals: 1 } as never))).toBe("UNKNOWN_NAME");
    expect(await codeOf(() => model.run({ x: x() }, { signature: "serving" }))).toBe("UNKNOWN_NAME");
    expect(await codeOf(() => loadModel("m.tflite", { thread: 1 } as never))).toBe("UNKNOWN_NAME");
  });

  test("observes results and times", async () => {
    const profile = new RunProfile();
    const seen: string[] = [];
    const onTensor = ({ name, shape }: { name: string; shape: readonly number[] }) =>
      seen.push(`${name} [${shape}]`);
    await model.run({ x: x() }, { profile, onTensor });
    await model.run({ x: x() }, { profile });
    expect(seen).toEqual(["y [512]"]);
    expect(profile.runs).toBe(2);
    expect(profile.nodes).toMatchObject([
      { operator: "ADD", place: "subgraph 0, operator 0 (ADD)", executions: 2 },
    ]);
    expect(profile.operators).toMatchObject([{ operator: "ADD", nodes: 1, executions: 2 }]);
    expect(profile.operators[0]!.milliseconds).toBeLessThanOrEqual(profile.milliseconds);
  });
});

test("all backends show the same intermediate results", async () => {
  const file = fixture("fsalv_cnn_float16.tflite");
  const seen = await Promise.all(
    backends.map(async (backend) => {
      const model = await loadModel(file, { backend });
      const tensors: { name: string; data: number[] }[] = [];
      const onTensor = ({ name, data }: IntermediateTensor) =>
        tensors.push({ name, data: Array.from(data as Float32Array) });
      await model.run([new Float32Array(model.inputs[0]!.shape.reduce((a, b) => a * b, 1)).fill(0.5)], {
        onTensor,
      });
      model.dispose();
      return tensors;
    }),
  );
  const [first, ...others] = seen;
  expect(first!.length).toBeGreaterThan(5);
  for (const other of others) {
    expect(other.map(({ name }) => name)).toEqual(first!.map(({ name }) => name));
    other.forEach(({ data }, i) => {
      const expected = first![i]!.data;
      const largest = (numbers: number[]) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const deviation = largest(data.map((element, k) => element - expected[k]!));
      expect(deviation).toBeLessThanOrEqual(1e-5 * largest(expected));
    });
  }
});

describe.each(backends)("signatures on %s", (backend) => {
  test("each runs its own subgraph", async () => {
    const model = await loadModel(fixture("two_signatures.tflite"), { backend });
    const results = Object.entries(model.signatures).map(([signature, { inputs, outputs }]) => {
      const given = Object.fromEntries(inputs.map(({ name, shape }) => [name, { data: ones(shape), shape }]));
      const result = model.runSync(given, { signature });
      expect(Object.keys(result)).toEqual(outputs.map(({ name }) => name));
      return result;
    });
    expect(results).toHaveLength(2);
    expect(results[0]).not.toEqual(results[1]);
    model.dispose();
  });

  const ones = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1);
});

describe.each(backends)("shapes on %s", (backend) => {
  const load = (name: string) => loadModel(caseModel(name), { backend });

  test("of one run", async () => {
    const model = await load("signatures");
    const { output } = await model.run({ input: { data: new Float32Array(1024).fill(1), shape: [2, 512] } });
    expect(output?.shape).toEqual([2, 512]);
    expect(model.inputs[0]?.shape).toEqual([1, 512]);
  });

  test("of all later runs", async () => {
    const model = await load("signatures");
    model.resizeInputs({ input: [3, 512] });
    expect(model.outputs[0]).toMatchObject({ shape: [3, 512], shapeSignature: [-1, 512] });
    const { output } = await model.run({ input: new Float32Array(3 * 512) });
    expect(output?.shape).toEqual([3, 512]);
  });

  test("that do not fit change nothing", async () => {
    const model = await load("signatures");
    expect(await codeOf(() => model.resizeInputs({ input: [3, 5] }))).toBe("SHAPE_MISMATCH");
    expect(await codeOf(() => model.resizeInputs({ input: [-1, 512] }))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(() => model.resizeInputs({ inputs: [1, 512] }))).toBe("UNKNOWN_NAME");
    expect(model.inputs[0]?.shape).toEqual([1, 512]);
  });
});

describe("loading", () => {
  test("takes a Buffer at any place in memory", async () => {
    const bytes = caseModel("appended_zip");
    const moved = Buffer.alloc(bytes.byteLength + 1);
    moved.set(bytes, 1);
    const model = await loadModel(moved.subarray(1), js);
    expect(model.runSync([x()])[0]?.data).toEqual(sum);
  });

  test("refuses what it cannot have", async () => {
    expect(await codeOf(() => loadModel("/there/is/none.tflite", js))).toBe("IO");
    expect(await codeOf(() => loadModel(fixture("broken/text.tflite"), js))).toBe("INVALID_MODEL");
    expect(await codeOf(() => loadModel(caseModel("epsilon"), { ...js, stepLimit: 0 }))).toBe(
      "INVALID_ARGUMENT",
    );
    expect(await codeOf(() => loadModel(7 as never, js))).toBe("INVALID_ARGUMENT");
    expect(await codeOf(() => loadModel(caseModel("epsilon"), { backend: "gpu" as never }))).toBe(
      "UNKNOWN_NAME",
    );
    const signal = AbortSignal.abort();
    expect(await codeOf(() => loadModel(caseModel("epsilon"), { ...js, signal }))).toBe("ABORTED");
  });

  test("lists the operators that are missing", async () => {
    await expect(load("custom_operator")).rejects.toMatchObject({
      code: "UNSUPPORTED_OPERATOR",
      details: { operators: [{ operator: 'custom operator "HalfliteTest"' }] },
    });
  });
});
