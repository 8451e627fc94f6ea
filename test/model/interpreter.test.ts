import { Interpreter } from "../../src/index.js";
import { caseModel } from "../models/cases.js";
import { fixture } from "../paths.js";

const open = (name: string, options: object = {}) =>
  new Interpreter({ modelContent: caseModel(name), backend: "js", ...options });

const code = (expected: string) => expect.objectContaining({ code: expected });
const ramp = () => Float32Array.from({ length: 512 }, (_, i) => i);

test("runs a model as TensorFlow Lite's interpreter does", () => {
  const interpreter = open("constant_used_twice");
  interpreter.allocateTensors();
  const [input] = interpreter.getInputDetails();
  const [output] = interpreter.getOutputDetails();
  expect(input).toEqual({
    name: "x",
    index: 0,
    shape: [512],
    shapeSignature: [512],
    dtype: "FLOAT32",
    quantization: [0, 0],
    quantizationParameters: { scales: [], zeroPoints: [], quantizedDimension: 0 },
  });
  expect(interpreter.getTensor(input!.index)).toEqual(new Float32Array(512));
  interpreter.setTensor(input!.index, ramp());
  interpreter.invoke();
  expect((interpreter.getTensor(output!.index) as Float32Array)[1]).toBeCloseTo(1.002004, 6);
});

test("copies what goes in and what comes out", async () => {
  const interpreter = open("appended_zip");
  interpreter.allocateTensors();
  const x = ramp();
  interpreter.setTensor(0, x);
  x.fill(9);
  await interpreter.invokeAsync();
  const y = interpreter.getOutputDetails()[0]!.index;
  (interpreter.getTensor(y) as Float32Array).fill(9);
  expect(interpreter.getTensor(y)[511]).toBeCloseTo(511.512, 3);
  expect(interpreter.getTensor(0)).toEqual(ramp());
});

test("tells of all tensors, and has the values of those that have one", () => {
  const interpreter = open("constant_used_twice");
  const details = interpreter.getTensorDetails();
  expect(details.map(({ name }) => name)).toEqual(["x", "constant", "square", "sum", "y"]);
  expect(details.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  expect(interpreter.getTensor(1)[0]).toBe(Math.fround(0.001));
  interpreter.allocateTensors();
  interpreter.invoke();
  expect(() => interpreter.getTensor(2)).toThrow(code("INVALID_ARGUMENT"));
  expect(() => interpreter.getTensor(9)).toThrow(code("INVALID_ARGUMENT"));
  const preserving = open("constant_used_twice", { preserveAllTensors: true });
  preserving.allocateTensors();
  preserving.invoke();
  expect(preserving.getTensor(2)[0]).toBeCloseTo(1e-6, 12);
});

test("resizes inputs", () => {
  const interpreter = open("signatures");
  interpreter.allocateTensors();
  interpreter.resizeTensorInput(0, [2, 512], { strict: true });
  expect(() => interpreter.invoke()).toThrow(/allocateTensors/);
  interpreter.allocateTensors();
  expect(interpreter.getInputDetails()[0]).toMatchObject({ shape: [2, 512], shapeSignature: [-1, 512] });
  expect(interpreter.getOutputDetails()[0]?.shape).toEqual([2, 512]);
  interpreter.setTensor(0, new Float32Array(1024));
  interpreter.invoke();
  expect(interpreter.getTensor(2)).toHaveLength(1024);
  expect(() => interpreter.resizeTensorInput(0, [2, 5], { strict: true })).toThrow(code("INVALID_ARGUMENT"));
  interpreter.resizeTensorInput(0, [2, 5]);
  expect(() => interpreter.allocateTensors()).toThrow(code("SHAPE_MISMATCH"));
});

test("runs signatures by name", async () => {
  const interpreter = open("signatures");
  expect(interpreter.getSignatureList()).toEqual({
    serving_default: { inputs: ["input"], outputs: ["output"] },
  });
  const runner = interpreter.getSignatureRunner();
  expect(runner.getInputDetails().input).toMatchObject({ name: "input", index: 0, shape: [1, 512] });
  expect(runner.getOutputDetails().output).toMatchObject({ name: "output", index: 2 });
  const inputs = { input: new Float32Array(512).fill(1) };
  const { output } = runner.call(inputs);
  expect(output?.[1]).toBe(Math.fround(0.002));
  expect(await runner.callAsync(inputs)).toEqual({ output });
  expect(() => interpreter.getSignatureRunner("serving")).toThrow(code("UNKNOWN_NAME"));
  const two = new Interpreter({ modelPath: fixture("two_signatures.tflite"), backend: "js" });
  expect(() => two.getSignatureRunner()).toThrow(code("INVALID_ARGUMENT"));
});

test("tells the quantization", () => {
  const interpreter = open("per_channel_dequantize");
  expect(interpreter.getTensorDetails()[1]).toMatchObject({
    quantization: [0, 0],
    quantizationParameters: {
      scales: [Math.fround(0.01), Math.fround(0.02)],
      zeroPoints: [0, 0],
      quantizedDimension: 0,
    },
  });
});

test("refuses misuse with typed errors", () => {
  expect(() => new Interpreter({ backend: "js" })).toThrow(code("INVALID_ARGUMENT"));
  expect(() => new Interpreter({ modelpath: "m.tflite" } as never)).toThrow(code("UNKNOWN_NAME"));
  const interpreter = open("appended_zip");
  expect(() => interpreter.setTensor(0, ramp())).toThrow(/allocateTensors/);
  interpreter.allocateTensors();
  expect(() => interpreter.setTensor(1, ramp())).toThrow(code("INVALID_ARGUMENT"));
  expect(() => interpreter.setTensor(0, new Float32Array(3))).toThrow(code("SHAPE_MISMATCH"));
  expect(() => interpreter.setTensor(0, { data: ramp() } as never)).toThrow(code("SHAPE_MISMATCH"));
  interpreter.resetAllVariables();
  interpreter.resetVariableTensors();
  interpreter.dispose();
  expect(() => interpreter.invoke()).toThrow(code("DISPOSED"));
  expect(() => interpreter.getInputDetails()).toThrow(code("DISPOSED"));
});
