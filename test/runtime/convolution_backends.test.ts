import type { NativeSession } from "../../src/runtime/native/session.js";
import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, casesOf, modelCase, node } from "../conformance/case.js";
import { constant, f16, f32, i32 } from "../conformance/tensor_specs.js";

const [reference] = backends;

const conv2d = casesOf("CONV_2D", "Conv2DOptions");
const transposed = casesOf("TRANSPOSE_CONV", "TransposeConvOptions");
const transposedVolume = casesOf("CONV_3D_TRANSPOSE", "Conv3DOptions");
const dense = casesOf("FULLY_CONNECTED", "FullyConnectedOptions");

/** Weights and biases that are computed, and volumes, in sizes beyond those of the recorded cases: several panels, strips and tails. */
const cases: Case[] = [
  conv2d([f32([2, 11, 13, 5]), f32([39, 3, 3, 5]), f32([39])], ["FLOAT32"], { strideW: 1, strideH: 1 }),
  conv2d([f32([1, 9, 9, 12]), f32([14, 3, 2, 6]), f32([14])], ["FLOAT32"], {
    ...{ strideW: 2, strideH: 1, padding: "VALID", fusedActivationFunction: "RELU6" },
  }),
  conv2d([f32([1, 7, 5, 33]), f32([70, 1, 1, 33])], ["FLOAT32"], { strideW: 1, strideH: 1 }),
  casesOf("CONV_3D", "Conv3DOptions")([f32([1, 4, 5, 6, 3]), f32([2, 3, 2, 3, 35]), f32([35])], ["FLOAT32"], {
    ...{ strideD: 1, strideW: 1, strideH: 1 },
  }),
  transposed([constant(i32([4], [2, 11, 13, 37])), f32([37, 4, 3, 5]), f32([2, 6, 7, 5])], ["FLOAT32"], {
    ...{ strideW: 2, strideH: 2 },
  }),
  transposed(
    [constant(i32([4], [1, 9, 9, 3])), f32([3, 3, 3, 5]), f32([1, 7, 7, 5]), f32([3])],
    ["FLOAT32"],
    {
      ...{ strideW: 1, strideH: 1, padding: "VALID" },
    },
  ),
  ...[constant(f32([3, 2, 4, 37, 5])), f32([3, 2, 4, 37, 5])].flatMap((filter) => [
    transposedVolume(
      [constant(i32([5], [2, 5, 9, 7, 37])), filter, f32([2, 3, 5, 3, 5]), f32([37])],
      ["FLOAT32"],
      {
        ...{ strideD: 2, strideH: 2, strideW: 3, fusedActivationFunction: "RELU" },
      },
    ),
    transposedVolume([constant(i32([5], [1, 6, 7, 9, 37])), filter, f32([1, 4, 6, 6, 5])], ["FLOAT32"], {
      ...{ strideD: 1, strideH: 1, strideW: 1, padding: "VALID" },
    }),
  ]),
  ...[3, 29].map((rows) => dense([f32([rows, 65]), f32([37, 65]), f32([37])], ["FLOAT32"])),
];

/** With weights of float16 that are restored for several strips of pixels, in parts where a window is deep. */
function float16Convolution(image: readonly number[], kernel: number, outputs: number): Case {
  const channels = image[3]!;
  const tensors = {
    image: f32(image),
    halves: constant(f16([outputs, kernel, kernel, channels])),
    filter: f32([outputs, kernel, kernel, channels]),
    bias: constant(f32([outputs])),
    made: f32([...image.slice(0, 3), outputs]),
  };
  const operators = [
    node("DEQUANTIZE", ["halves"], ["filter"]),
    node("CONV_2D", ["image", "filter", "bias"], ["made"], "Conv2DOptions", {
      ...{ strideW: 1, strideH: 1, fusedActivationFunction: "RELU" },
    }),
  ];
  const name = `${kernel}x${kernel}x${channels} of float16`;
  return modelCase("CONV_2D", name, [{ tensors, inputs: ["image"], outputs: ["made"], operators }]);
}

cases.push(
  float16Convolution([1, 8, 8, 24], 3, 37),
  float16Convolution([1, 8, 8, 150], 3, 33),
  float16Convolution([1, 8, 8, 1100], 1, 33),
  float16Convolution([1, 8, 8, 520], 2, 17),
);

const outputOf = (backend: (typeof backends)[number], testCase: Case) => {
  const session = backend.open(buildCase(testCase)) as NativeSession;
  const [output] = session.runSync(0, inputsOf(testCase, 0), { stepLimit: 100 });
  return { ...output!, fallbacks: session.fallbacks };
};

describeEachNative("convolutions on the backend $name", (native) => {
  test.each(cases.map((testCase) => ({ name: testCase.name, testCase })))("$name", ({ testCase }) => {
    const [wanted, found] = [outputOf(reference!, testCase), outputOf(native, testCase)];
    expect(found.fallbacks).toEqual([]);
    expect(found.shape).toEqual(wanted.shape);
    const [expected, actual] = [wanted.data as Float32Array, found.data as Float32Array];
    const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const error = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!)), 0);
    expect(error / largest).toBeLessThan(4e-6);
  });
});
