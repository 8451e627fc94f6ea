import { type Case, casesOf } from "../conformance/case.js";
import { differenceOf } from "../conformance/check_case.js";
import { constant, f32, i32 } from "../conformance/tensor_specs.js";
import { FLOAT16, useDelegates } from "./gpu.js";
import { roundedCase } from "./rounded_case.js";
import { runOnGpu, runReference } from "./run_case.js";
import { float16Tolerance, float32Tolerance } from "./tolerances.js";

/*
 * Shaders divide larger work in other ways than the small cases of test/conformance: several invocations for one result, several
 * results for one invocation, tiles, phases. Each of these ways has a case here.
 */

const unit = { strideW: 1, strideH: 1 };
const ints = (...values: number[]) => constant(i32([values.length], values));

const reduced = (shape: number[], ...axes: number[]): Case =>
  casesOf("MEAN", "ReducerOptions")([f32(shape), ints(...axes)], ["FLOAT32"], {});

const softmax = (...shape: number[]): Case =>
  casesOf("SOFTMAX", "SoftmaxOptions")([f32(shape)], ["FLOAT32"], { beta: 0.7 });

const transposed = (shape: number[], ...permutation: number[]): Case =>
  casesOf("TRANSPOSE", "TransposeOptions")([f32(shape), ints(...permutation)], ["FLOAT32"], {});

function depthwise(shape: number[], taps: number, stride: number, depthMultiplier: number): Case {
  const channels = shape[3]! * depthMultiplier;
  return casesOf("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions")(
    [f32(shape), constant(f32([1, taps, taps, channels])), constant(f32([channels]))],
    ["FLOAT32"],
    { strideW: stride, strideH: stride, padding: "SAME", depthMultiplier },
  );
}

function grouped(groups: number, read: number, outputChannels: number): Case {
  const filter = constant(f32([outputChannels, 3, 3, read]));
  return casesOf("CONV_2D", "Conv2DOptions")(
    [f32([2, 9, 11, groups * read]), filter, constant(f32([outputChannels]))],
    ["FLOAT32"],
    { ...unit, padding: "SAME" },
  );
}

/** With valid padding. */
function transposeConv(taps: number, stride: number, channels: number, outputChannels: number): Case {
  const [height, width] = [6, 5].map((size) => (size - 1) * stride + taps);
  return casesOf("TRANSPOSE_CONV", "TransposeConvOptions")(
    [
      ints(2, height!, width!, outputChannels),
      constant(f32([outputChannels, taps, taps, channels])),
      f32([2, 6, 5, channels]),
    ],
    ["FLOAT32"],
    { strideW: stride, strideH: stride, padding: "VALID" },
  );
}

const globalPool = (shape: number[]): Case =>
  casesOf("AVERAGE_POOL_2D", "Pool2DOptions")([f32(shape)], ["FLOAT32"], {
    ...unit,
    filterHeight: shape[1]!,
    filterWidth: shape[2]!,
    padding: "VALID",
  });

const cases: readonly Case[] = [
  reduced([2, 17, 20, 8], 1, 2),
  reduced([2, 60, 70, 3], 1, 2),
  reduced([5, 1000], 1),
  reduced([5, 1003], 1),
  reduced([4, 6, 8, 10], 0, 2),
  softmax(5, 1000),
  softmax(3, 1003),
  softmax(300, 21),
  transposed([33, 65], 1, 0),
  transposed([2, 40, 36], 0, 2, 1),
  transposed([3, 20, 17, 2], 3, 2, 1, 0),
  depthwise([1, 90, 93, 32], 3, 1, 1),
  depthwise([1, 95, 97, 64], 5, 2, 1),
  depthwise([1, 9, 9, 3], 9, 1, 1),
  depthwise([1, 9, 9, 3], 3, 3, 4),
  depthwise([1, 9, 9, 6], 3, 1, 2),
  grouped(2, 4, 8),
  grouped(3, 8, 6),
  grouped(4, 3, 20),
  transposeConv(4, 2, 8, 12),
  transposeConv(3, 2, 3, 5),
  transposeConv(3, 1, 4, 4),
  transposeConv(5, 3, 6, 8),
  globalPool([2, 13, 13, 8]),
  globalPool([2, 13, 13, 3]),
];

const delegates = useDelegates("shapes that shaders divide", {
  ...FLOAT16,
  // So that every kind of shader is compiled with its sizes in the text, too.
  inferencePreference: "sustained-speed",
});

test.each(cases.map((one) => [one.name, one] as const))("%s", async (_, testCase) => {
  const gpus = delegates();
  if (!gpus) return;
  const rounded = roundedCase(testCase)!;
  const [inFloat32] = (await runOnGpu(testCase, gpus.single))!;
  const [inFloat16] = (await runOnGpu(rounded, gpus.half))!;
  const [expected] = runReference(testCase);
  const [expectedOfRounded] = runReference(rounded);
  const { operator } = testCase;
  expect(differenceOf(expected![0]!, inFloat32![0]!, float32Tolerance(operator))).toBeNull();
  expect(differenceOf(expectedOfRounded![0]!, inFloat16![0]!, float16Tolerance(operator))).toBeNull();
});
