import { readFileSync } from "node:fs";
import {
  type CompiledModel,
  Interpreter,
  isHalfliteError,
  loadModel,
  type OutputArrays,
  type RunSyncOptions,
  type Tensor,
} from "../../src/index.js";
import { buildCase } from "../conformance/build_case.js";
import { modelCase, node } from "../conformance/case.js";
import { f16, f32, i8, str, u8 } from "../conformance/tensor_specs.js";
import { buildModel } from "../models/build.js";
import { caseModel, cases } from "../models/cases.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";
import { dynamicModel, sharingModels } from "./sharing_models.js";

/** Runs a model; by name or in order, as its inputs are given. */
type Run = (model: CompiledModel, inputs: unknown, options: RunSyncOptions) => Promise<unknown>;

const ways: readonly [string, Run][] = [
  ["run", (model, inputs, options) => model.run(inputs as never, options)],
  ["runSync", async (model, inputs, options) => model.runSync(inputs as never, options)],
];

const x = () => Float32Array.from({ length: 512 }, (_, i) => i);
const list = (outputs: unknown) => outputs as Tensor[];
const named = (outputs: unknown) => outputs as Record<string, Tensor>;
const given = (model: string) => buildCase(sharingModels.find(({ name }) => name === model)!);

/** The code and the message of what a run is refused with. */
const refusal = async (run: Promise<unknown>) => {
  const error: unknown = await run.then(
    () => "no error",
    (reason: unknown) => reason,
  );
  return isHalfliteError(error) ? `${error.code}: ${error.message}` : `${error}`;
};

describe.each(backends)("arrays for outputs on %s", (backend) => {
  const load = (bytes: Uint8Array) => loadModel(bytes, { backend });

  describe.each(ways)("%s", (_, run) => {
    test("in the order of the outputs", async () => {
      const model = await load(caseModel("constant_is_output"));
      const [y, constant] = model.runSync([x()]);
      const arrays = [new Float32Array(512), new Float32Array(512)];
      const outputs = list(await run(model, [x()], { outputs: arrays }));
      outputs.forEach(({ data }, i) => {
        expect(data).toBe(arrays[i]);
      });
      expect(outputs).toEqual([y, constant]);
    });

    test("by name, and only some", async () => {
      const model = await load(caseModel("constant_is_output"));
      const expected = model.runSync({ x: x() });
      const constant = new Float32Array(512);
      const outputs = named(await run(model, { x: x() }, { outputs: { constant, y: null } }));
      expect(outputs.constant!.data).toBe(constant);
      expect(outputs).toEqual(expected);
      constant.fill(7);
      expect(model.runSync({ x: x() })).toEqual(expected);
    });

    test("again and again", async () => {
      const model = await load(caseModel("appended_zip"));
      const outputs = [new Float32Array(512)];
      for (const value of [1, 2]) {
        const [y] = list(await run(model, [x().fill(value)], { outputs }));
        expect(y!.data[9]).toBeCloseTo(value + 0.01, 6);
      }
    });

    test.each(sharingModels.map(({ name }) => name))("some, of %s", async (name) => {
      const model = await load(given(name));
      const input = Float32Array.of(1, 2, 3, 4, 5, 6);
      const expected = model.runSync([input]);
      for (const chosen of [0, 1, 2]) {
        const isGiven = (i: number) => chosen === 2 || i % 2 === chosen;
        const fresh = ({ dtype }: Tensor) => (dtype === "INT32" ? new Int32Array(1) : new Float32Array(6));
        const arrays = expected.map((tensor, i) => (isGiven(i) ? fresh(tensor) : undefined));
        const outputs = list(await run(model, [input], { outputs: arrays }));
        expect(outputs).toEqual(expected);
        outputs.forEach(({ data }, i) => {
          if (arrays[i]) expect(data).toBe(arrays[i]);
          (data as Float32Array).fill(77);
          expect(outputs.slice(i + 1)).toEqual(expected.slice(i + 1));
        });
        expect(Array.from(input)).toEqual([1, 2, 3, 4, 5, 6]);
      }
      model.dispose();
    });

    test("a part of a larger buffer, and a Buffer", async () => {
      const cast = node("CAST", ["x"], ["y"], "CastOptions", { inDataType: "INT8", outDataType: "UINT8" });
      const graph = {
        tensors: { x: i8([4]), y: u8([4]) },
        inputs: ["x"],
        outputs: ["y", "y"],
        operators: [cast],
      };
      const model = await load(buildCase(modelCase("CAST", "to bytes", [graph])));
      const whole = Buffer.alloc(8);
      const array = whole.subarray(2, 6);
      const outputs = list(await run(model, [Int8Array.of(1, 2, 3, 4)], { outputs: [array, null] }));
      expect(outputs[0]!.data).toBe(array);
      expect(Array.from(whole)).toEqual([0, 0, 1, 2, 3, 4, 0, 0]);
      array.fill(9);
      expect(Array.from(outputs[1]!.data, Number)).toEqual([1, 2, 3, 4]);
    });

    test("of float16 are bits", async () => {
      const cast = node("CAST", ["x"], ["y"], "CastOptions", {
        inDataType: "FLOAT32",
        outDataType: "FLOAT16",
      });
      const graph = {
        tensors: { x: f32([2]), y: f16([2]) },
        inputs: ["x"],
        outputs: ["y"],
        operators: [cast],
      };
      const model = await load(buildCase(modelCase("CAST", "to float16", [graph])));
      const y = new Uint16Array(2);
      await run(model, [Float32Array.of(1, -2)], { outputs: [y] });
      expect(Array.from(y)).toEqual([0x3c00, 0xc000]);
    });

    test("by a signature's names, of a shape for one run", async () => {
      const model = await load(caseModel("signatures"));
      const input = { data: new Float32Array(1024).fill(1), shape: [2, 512] };
      const output = new Float32Array(1024);
      const result = named(await run(model, { input }, { outputs: { output } }));
      expect(result.output!.data).toBe(output);
      expect(result).toEqual(model.runSync({ input }));
      expect(await refusal(run(model, { input: new Float32Array(512) }, { outputs: { output } }))).toMatch(
        /SHAPE_MISMATCH: outputs, "output".*512 elements for the shape \[1, 512\].*1024/,
      );
    });

    test("of a tensor that a signature names twice", async () => {
      const { spec } = cases.find(({ name }) => name === "signatures")!;
      const [signature] = spec.signatures!;
      const tensor = signature!.outputs[0]![1];
      const outputs = ["a", "b", "c"].map((name) => [name, tensor] as const);
      const model = await load(buildModel({ ...spec, signatures: [{ ...signature!, outputs }] }));
      const input = x();
      const [a, c] = [new Float32Array(512), new Float32Array(512)];
      const result = named(await run(model, { input }, { outputs: { a, c } }));
      expect(result).toEqual(model.runSync({ input }));
      expect([result.a!.data, result.c!.data]).toEqual([a, c]);
      expect(result.c!.data).toBe(c);
    });

    test("of a shape that follows from values", async () => {
      const model = await load(buildCase(dynamicModel));
      const inputs = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(3)];
      const expected = model.runSync(inputs);
      const arrays = [3, 6, 6].map((length) => new Float32Array(length));
      const outputs = list(await run(model, inputs, { outputs: arrays }));
      expect(outputs).toEqual(expected);
      outputs.forEach(({ data }, i) => {
        expect(data).toBe(arrays[i]);
      });
      const wrong = [4, 6, 6].map((length) => new Float32Array(length));
      expect(await refusal(run(model, inputs, { outputs: wrong }))).toMatch(
        /SHAPE_MISMATCH: outputs, "z".*3 elements for the shape \[3\].*4/,
      );
      expect(wrong.every((array) => array.every((element) => element === 0))).toBe(true);
      const integers = [new Int32Array(3), null, null];
      expect(await refusal(run(model, inputs, { outputs: integers }))).toMatch(
        /SHAPE_MISMATCH: outputs, "z".*Float32Array.*Int32Array/,
      );
    });

    const input = x();
    const memory = new ArrayBuffer(4096);
    const detached = new Float32Array(512);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const one = new Float32Array(512);

    test.each<[string, RegExp, unknown, unknown]>(
      [
        ["another class", /^SHAPE.*outputs, "y".*Float32Array.*Float64Array/, [new Float64Array(512), null]],
        [
          "another length",
          /^SHAPE.*outputs, "y".*512 elements for the shape \[512\].*511/,
          [new Float32Array(511), null],
        ],
        ["an untyped array", /^SHAPE.*outputs, "y".*Float32Array.*Array/, [[1, 2], null]],
        ["a number", /^SHAPE.*outputs, "y".*number/, [3, null]],
        ["too few arrays", /^INVALID_ARG.*outputs: expected 2 \(y, constant\).*1/, [one]],
        ["names for a list", /^INVALID_ARG.*outputs: .*list.*Object/, { y: one }],
        ["an array instead of a list", /^INVALID_ARG.*outputs: .*list.*Float32Array/, one],
        ["null", /^INVALID_ARG.*outputs: .*null/, null],
        ["the same array twice", /^INVALID_ARG.*"constant".*memory of the output "y"/, [one, one]],
        [
          "memory of another output",
          /^INVALID_ARG.*memory of the output "y"/,
          [new Float32Array(memory, 0, 512), new Float32Array(memory, 2044, 512)],
        ],
        ["an input", /^INVALID_ARG.*"constant".*memory of an input/, [null, input]],
        ["a detached array", /^INVALID_ARG.*"y".*detached/, [detached, null]],
        ["a list for names", /^INVALID_ARG.*outputs: .*object.*Array/, [one, null], { x: input }],
        ["an unknown name", /^UNKNOWN_NAME.*"Y".*did you mean "y"/, { Y: one }, { x: input }],
      ].map(([title, message, outputs, inputs]) => [title, message, outputs, inputs ?? [input]] as never),
    )("refuses %s", async (_title, message, outputs, inputs) => {
      const model = await load(caseModel("constant_is_output"));
      expect(await refusal(run(model, inputs, { outputs: outputs as OutputArrays }))).toMatch(message);
      expect(input).toEqual(x());
    });

    test("memory side by side is no overlap", async () => {
      const model = await load(caseModel("constant_is_output"));
      const whole = new ArrayBuffer(3 * 2048);
      const [input, ...arrays] = [1, 0, 2].map((part) => new Float32Array(whole, part * 2048, 512));
      input!.set(x());
      expect(await run(model, [input], { outputs: arrays })).toEqual(model.runSync([x()]));
    });

    test("refuses arrays for strings", async () => {
      const graph = { tensors: { x: str([2], ["a", "b"]) }, inputs: ["x"], outputs: ["x"], operators: [] };
      const model = await load(buildCase(modelCase("RESHAPE", "nothing", [graph])));
      const message = /INVALID_ARGUMENT: outputs, "x": expected no array \(STRING\)/;
      for (const array of [new Uint8Array(2), ["a", "b"]])
        expect(await refusal(run(model, [["a", "b"]], { outputs: [array] as never }))).toMatch(message);
      expect(list(await run(model, [["a", "b"]], { outputs: [null] }))[0]!.data).toHaveLength(2);
    });
  });

  test("refuses memory of strings that are inputs", async () => {
    const tensors = { x: str([1], ["a"]), y: f32([1]) };
    const graph = { tensors, inputs: ["x", "y"], outputs: ["y", "x"], operators: [] };
    const model = await load(buildCase(modelCase("RESHAPE", "nothing", [graph])));
    const array = new Float32Array(1);
    const inputs = [[new Uint8Array(array.buffer, 1, 2)], Float32Array.of(5)];
    expect(() => model.runSync(inputs, { outputs: [array, null] })).toThrow(/memory of an input/);
  });

  test("an array that is detached during a run is an error of the run", async () => {
    const model = await load(caseModel("appended_zip"));
    const array = new Float32Array(512);
    const first = model.run([x()]);
    const second = model.run([x()], { outputs: [array] });
    await first;
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(await refusal(second)).toMatch(/INVALID_ARGUMENT.*detached/);
    expect(model.runSync([x()])).toHaveLength(1);
  });

  test("runs that wait for each other write to their own arrays", async () => {
    const model = await load(readFileSync(fixture("fsalv_cnn_float16.tflite")));
    const length = model.inputs[0]!.shape.reduce((a, b) => a * b, 1);
    const inputs = [0.1, 0.5, 0.9].map((value) => new Float32Array(length).fill(value));
    const expected = inputs.map((input) => model.runSync([input]));
    const runs = inputs.map((input, i) =>
      model.run([input], { outputs: expected[i]!.map(({ data }) => new Float32Array(data.length)) }),
    );
    expect(await Promise.all(runs)).toEqual(expected);
  });

  test("a signature runner takes them", async () => {
    const interpreter = new Interpreter({ modelContent: caseModel("signatures"), backend });
    const runner = interpreter.getSignatureRunner();
    const input = new Float32Array(512).fill(1);
    const expected = runner.call({ input });
    const output = new Float32Array(512);
    expect(runner.call({ input }, { outputs: { output } }).output).toBe(output);
    expect(output).toEqual(expected.output);
    output.fill(0);
    expect((await runner.callAsync({ input }, { outputs: { output } })).output).toBe(output);
    expect(output).toEqual(expected.output);
    expect(() => runner.call({ input }, { output } as never)).toThrow(/did you mean "outputs"/);
  });
});
