import { compareModels, convert, type ErrorCode, restore } from "../../src/index.js";
import { buildCase } from "../conformance/build_case.js";
import type { Case } from "../conformance/case.js";
import { buildModel } from "../models/build.js";
import { cases } from "../models/cases.js";
import { fixture } from "../paths.js";
import { chain, LENGTH, ordinary, plantedSteps } from "./models.js";

const converted = async (model: Uint8Array) => (await convert(model)).bytes!;

const code = (expected: ErrorCode) => expect.objectContaining({ code: expected });

describe.each(["js", "auto"] as const)("backend %s", (backend) => {
  test("a layer that float16 loses is the first divergence", async () => {
    const model = chain(plantedSteps);
    const { firstDivergence, tensors, outputs, unmatched, notComputed, samples } = await compareModels(
      model,
      await converted(model),
      { backend },
    );
    expect(samples).toBe(4);
    expect(unmatched).toEqual([]);
    expect(notComputed).toEqual([]);
    expect(tensors.map(({ name, diverges }) => [name, diverges])).toEqual([
      ["of first", false],
      ["of second", false],
      ["of bad", true],
      ["of large", true],
      ["y", true],
    ]);
    expect(firstDivergence).toMatchObject({
      name: "of bad",
      place: "subgraph 0, operator 2 (MUL)",
      operator: "MUL",
      constants: ["bad"],
      matchedBy: "structure",
      runs: { a: 4, b: 4 },
    });
    expect(outputs).toMatchObject([{ name: "y", types: { a: "FLOAT32 [256]", b: "FLOAT32 [256]" } }]);
    expect(outputs[0]!.maxAbsError).toBe(tensors[4]!.maxAbsError);
  });

  test("a clamped constant, too", async () => {
    const steps = plantedSteps.map((step) => (step.constant === "bad" ? { ...step, values: 1e7 } : step));
    const model = chain(steps);
    const { bytes } = await convert(model, { profile: "compat" });
    const { firstDivergence } = await compareModels(model, bytes!, { backend, random: { count: 1 } });
    expect(firstDivergence?.name).toBe("of bad");
  });

  test("NaN that one model has alone", async () => {
    const steps = (values: (i: number) => number) =>
      chain([
        { operator: "MUL", constant: "w", values: 1 },
        { operator: "ADD", constant: "b", values },
      ]);
    const b = steps((i) => (i === 3 ? Number.NaN : ordinary(i)));
    const { firstDivergence, outputs } = await compareModels(steps(ordinary), b, { backend });
    expect(firstDivergence?.name).toBe("y");
    expect(outputs[0]).toMatchObject({
      mismatches: 4,
      nan: { a: 0, b: 4 },
      infinity: { a: 0, b: 0 },
      maxAbsError: Infinity,
      worst: { sample: 0, index: [3] },
    });
  });

  test("iterations of a loop are compared one by one", async () => {
    const pair = ["official_pairs/keras_gru.tflite", "official_pairs/keras_gru_fp16.tflite"].map(fixture);
    const { tensors, firstDivergence, unmatched } = await compareModels(pair[0]!, pair[1]!, {
      backend,
      random: { count: 2, seed: 7 },
    });
    expect(unmatched).toEqual([]);
    expect(firstDivergence).toBeNull();
    const inLoop = tensors.filter(({ subgraph }) => subgraph === 2);
    expect(inLoop.length).toBeGreaterThan(10);
    for (const { runs } of inLoop) {
      expect(runs.a).toBe(runs.b);
      expect(runs.a).toBeGreaterThan(2);
    }
  });

  test("a loop that goes on for longer in one model", async () => {
    const limited = (limit: number) => {
      const { spec } = cases.find(({ name }) => name === "while_body")!;
      const subgraphs = spec.subgraphs.map((subgraph) => ({
        ...subgraph,
        tensors: subgraph.tensors.map((tensor) =>
          tensor.name === "limit" ? { ...tensor, data: Int32Array.of(limit) } : tensor,
        ),
      }));
      return buildModel({ ...spec, subgraphs });
    };
    const { firstDivergence, tensors } = await compareModels(limited(3), limited(5), {
      backend,
      random: { count: 2 },
    });
    expect(firstDivergence).toMatchObject({
      name: "go",
      subgraph: 1,
      runs: { a: 8, b: 12 },
      unpaired: 4,
      maxAbsError: Infinity,
    });
    expect(tensors.find(({ name }) => name === "sum")).toMatchObject({ runs: { a: 6, b: 10 }, unpaired: 4 });
  });

  test("a result that only one model computes, or with a shape that follows from values", async () => {
    const count = (values: readonly number[]) =>
      buildCase({
        ...({} as Case),
        name: "where",
        subgraphs: [
          {
            tensors: {
              x: { dtype: "FLOAT32", shape: [4] },
              limits: { dtype: "FLOAT32", shape: [4], values, constant: true },
              mask: { dtype: "BOOL", shape: [4] },
              y: { dtype: "INT64", shape: [4, 1], signature: [-1, 1] },
            },
            inputs: ["x"],
            outputs: ["y"],
            operators: [
              { operator: "GREATER", version: 1, options: null, inputs: ["x", "limits"], outputs: ["mask"] },
              { operator: "WHERE", version: 1, options: null, inputs: ["mask"], outputs: ["y"] },
            ],
          },
        ],
      });
    const samples = [{ x: Float32Array.of(1, 1, 1, 1) }];
    const { outputs, tensors } = await compareModels(count([0, 0, 0, 2]), count([0, 0, 2, 2]), {
      backend,
      samples,
    });
    const types = { a: "INT64 [3, 1]", b: "INT64 [2, 1]" };
    expect(outputs[0]).toMatchObject({ types, unpaired: 1, maxAbsError: Infinity });
    expect(tensors.map(({ name, diverges }) => [name, diverges])).toEqual([
      ["mask", true],
      ["y", true],
    ]);
    expect(tensors[1]).toMatchObject({ types, unpaired: 1 });
  });

  test("a branch that is not taken is named", async () => {
    const pair = ["official_pairs/if_subgraph.tflite", "official_pairs/if_subgraph_fp16.tflite"].map(fixture);
    const { notComputed } = await compareModels(pair[0]!, pair[1]!, { backend, random: { count: 1 } });
    expect(notComputed).toEqual(["cond/mul"]);
  });
});

test("a restored model gives what the float16 model gives", async () => {
  const half = await converted(chain(plantedSteps));
  const { bytes } = await restore(half);
  const { outputs, tensors, firstDivergence } = await compareModels(half, bytes!, { backend: "js" });
  expect(outputs[0]!.maxAbsError).toBe(0);
  expect(tensors).toHaveLength(5);
  expect(firstDivergence).toBeNull();
});

test("one model in float32 and in float16 arithmetic", async () => {
  const model = fixture("mobilenet_v1_0.25_128.tflite");
  const { bytes } = await convert(model);
  const { outputs, firstDivergence } = await compareModels(bytes!, bytes!, {
    precision: "float16",
    random: { count: 1 },
  });
  expect(outputs[0]!.maxAbsError).toBeLessThan(0.1);
  expect(firstDivergence).toBeNull();
});

test("samples may be made as they are asked for, and progress is told", async () => {
  const model = chain(plantedSteps);
  const seen: unknown[] = [];
  async function* samples() {
    for (const value of [1, 2]) yield { x: new Float32Array(LENGTH).fill(value) };
  }
  const { samples: count, tensors } = await compareModels(model, model, {
    samples: samples(),
    sampleCount: 2,
    intermediates: false,
    onProgress: (progress) => seen.push(progress),
  });
  expect({ count, tensors }).toEqual({ count: 2, tensors: [] });
  expect(seen).toEqual([
    { phase: "compare", done: 1, total: 2 },
    { phase: "compare", done: 2, total: 2 },
  ]);
});

test("tensors of other models are counted and named", async () => {
  const model = chain(plantedSteps);
  const longer = chain([{ operator: "ADD", constant: "zero", values: 0 }, ...plantedSteps]);
  const { tensors, unmatched, firstDivergence } = await compareModels(model, longer);
  expect(tensors.map(({ matchedBy }) => matchedBy)).toEqual(["name", "name", "name", "name", "name"]);
  expect(unmatched).toEqual([
    {
      model: "b",
      name: "of zero",
      subgraph: 0,
      operator: "ADD",
      reason: "no operator of model a stands for it",
    },
  ]);
  expect(firstDivergence).toBeNull();
});

/** One ADD of a vector of that many elements. */
const adder = (length: number, type: "FLOAT32" | "INT32" = "FLOAT32") =>
  buildModel({
    subgraphs: [
      {
        tensors: ["x", "y"].map((name) => ({ name, type, shape: [length] })),
        inputs: ["x"],
        outputs: ["y"],
        operators: [{ operator: "ADD", inputs: ["x", "x"], outputs: ["y"] }],
      },
    ],
  });

describe("errors", () => {
  test.each([
    ["shape", adder(3)],
    ["type", adder(2, "INT32")],
  ])("another %s names the tensor and both", async (_, other) => {
    const error = await compareModels(adder(2), other).catch((caught) => caught);
    expect(error).toMatchObject({
      code: "SHAPE_MISMATCH",
      details: { tensor: 'input "x"', expected: expect.stringContaining("FLOAT32 [2]") },
    });
    expect(error.message).toMatch(/model a.*(FLOAT32 \[3\]|INT32 \[2\]) in model b/);
  });

  test("outputs of another type", async () => {
    const cast = buildModel({
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [2] },
            { name: "y", type: "INT32", shape: [2] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [{ operator: "CAST", inputs: ["x"], outputs: ["y"] }],
        },
      ],
    });
    await expect(compareModels(adder(2), cast)).rejects.toMatchObject({
      code: "SHAPE_MISMATCH",
      details: { tensor: 'output "y"', received: "INT32 [2] in model b" },
    });
  });

  test("options and samples", async () => {
    const model = adder(2);
    const refused = (options: object) => expect(compareModels(model, model, options)).rejects;
    await refused({ tolerence: 1 }).toEqual(code("UNKNOWN_NAME"));
    await refused({ tolerance: -1 }).toEqual(code("INVALID_ARGUMENT"));
    await refused({ samples: [] }).toEqual(code("INVALID_ARGUMENT"));
    await refused({ random: { count: 0 } }).toEqual(code("INVALID_ARGUMENT"));
    await refused({ samples: [{ z: new Float32Array(2) }] }).toEqual(code("UNKNOWN_NAME"));
    await refused({ samples: [{ x: new Float32Array(5) }] }).toEqual(code("SHAPE_MISMATCH"));
    await refused({ signature: "none" }).toEqual(code("UNKNOWN_NAME"));
    await refused({ signal: AbortSignal.abort() }).toEqual(code("ABORTED"));
  });
});
