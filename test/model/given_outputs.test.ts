import { type CompiledModel, loadModel, type RunSyncOptions, type Tensor } from "../../src/index.js";
import { buildCase } from "../conformance/build_case.js";
import { caseModel } from "../models/cases.js";
import { backends } from "./backends.js";
import { dynamicModel, sharingModels } from "./sharing_models.js";

const x = Float32Array.of(1, 2, 3, 4, 5, 6);

const twice = (backend: "js" | "native") =>
  loadModel(buildCase(sharingModels.find(({ name }) => name === "ADD an output twice")!), { backend });
const reshaped = (backend: "js" | "native") =>
  loadModel(buildCase(sharingModels.find(({ name }) => name.startsWith("RESHAPE"))!), { backend });

type Run = (model: CompiledModel, options: RunSyncOptions) => Promise<Tensor[]>;
const ways: readonly [string, Run][] = [
  ["run", (model, options) => model.run([x], options)],
  ["runSync", async (model, options) => model.runSync([x], options)],
];

describe.each(backends)("outputs that the caller gives on %s", (backend) => {
  describe.each(ways)("%s", (_, run) => {
    test("hold the results; outputs without an array get one", async () => {
      const model = await twice(backend);
      const [first, second] = [new Float32Array(6), new Float32Array(6)];
      const outputs = await run(model, { outputs: [null, first, second, undefined] });
      const expected = await run(model, {});
      expect(outputs.map(({ data }) => Array.from(data as Float32Array))).toEqual(
        expected.map(({ data }) => Array.from(data as Float32Array)),
      );
      expect(outputs[1]!.data).toBe(first);
      expect(outputs[2]!.data).toBe(second);
      expect(outputs[0]!.data).not.toBe(first);
    });

    test("are used again by the next run, and only by runs that name them", async () => {
      const model = await reshaped(backend);
      const arrays = [0, 1, 2, 3].map(() => new Float32Array(6));
      const outputs = await run(model, { outputs: arrays });
      const before = arrays.map((array) => array.slice());
      for (const array of arrays) array.fill(0);
      await run(model, {});
      for (const array of arrays) expect(Array.from(array)).toEqual([0, 0, 0, 0, 0, 0]);
      await run(model, { outputs: arrays });
      expect(arrays).toEqual(before);
      outputs.forEach(({ data }, i) => {
        expect(data).toBe(arrays[i]);
      });
    });

    const memory = new Float32Array(12);
    const detached = new Float32Array(6);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    test.each<[string, string, unknown]>([
      ["too long", "SHAPE_MISMATCH", [new Float32Array(7), null, null, null]],
      ["too short", "SHAPE_MISMATCH", [null, null, new Float32Array(5), null]],
      ["of another class", "SHAPE_MISMATCH", [new Float64Array(6), null, null, null]],
      ["no array", "SHAPE_MISMATCH", ["x", null, null, null]],
      ["a list that is too short", "INVALID_ARGUMENT", [new Float32Array(6)]],
      ["names where inputs have none", "INVALID_ARGUMENT", { y: new Float32Array(6) }],
      [
        "the same array twice",
        "INVALID_ARGUMENT",
        [memory.subarray(0, 6), memory.subarray(0, 6), null, null],
      ],
      ["overlapping arrays", "INVALID_ARGUMENT", [memory.subarray(0, 6), memory.subarray(5, 11), null, null]],
      ["an input", "INVALID_ARGUMENT", [x, null, null, null]],
      ["a detached array", "INVALID_ARGUMENT", [detached, null, null, null]],
    ])("%s: %s", async (_what, code, outputs) => {
      const model = await twice(backend);
      const options = { outputs } as RunSyncOptions;
      await expect(run(model, options)).rejects.toMatchObject({ code });
      expect(Array.from(x)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  test("by name, and by a signature", async () => {
    const model = await loadModel(caseModel("signatures"), { backend });
    const given = { [model.inputs[0]!.name]: new Float32Array(512).fill(1) };
    const { name } = model.outputs[0]!;
    const expected = model.runSync(given)[name]!.data as Float32Array;
    const array = new Float32Array(expected.length);
    expect(model.runSync(given, { outputs: { [name]: array } })[name]!.data).toBe(array);
    expect(array).toEqual(expected);
    expect(() => model.runSync(given, { outputs: { nothing: array } })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_NAME" }),
    );
    expect(() => model.runSync(given, { outputs: [array] })).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });

  test("whose shape follows from values: nothing is written to any if one does not fit", async () => {
    const model = await loadModel(buildCase(dynamicModel), { backend });
    const inputs = [x, Float32Array.of(3)];
    const arrays = [new Float32Array(3), new Float32Array(6), new Float32Array(6)];
    expect(model.runSync(inputs, { outputs: arrays }).map(({ data }) => data)).toEqual(arrays);
    expect(Array.from(arrays[0]!)).toEqual(Array.from(arrays[1]!.subarray(0, 3)));
    for (const array of arrays) array.fill(0);
    const long = [new Float32Array(4), arrays[1], arrays[2]];
    expect(() => model.runSync(inputs, { outputs: long })).toThrow(
      expect.objectContaining({ code: "SHAPE_MISMATCH" }),
    );
    for (const array of long) expect(array!.every((value) => value === 0)).toBe(true);
  });
});
