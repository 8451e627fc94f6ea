import type { Padding } from "../../../src/tflite/index.js";
import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { between, constant, dynamic, f16, f32, i4, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

const conv = casesOf("CONV_2D", "Conv2DOptions");
const depthwise = casesOf("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions");
const transposed = casesOf("TRANSPOSE_CONV", "TransposeConvOptions");
const conv3d = casesOf("CONV_3D", "Conv3DOptions");
const transposed3d = casesOf("CONV_3D_TRANSPOSE", "Conv3DOptions");
const dilate = casesOf("DILATE", "DilateOptions");

const unit = { strideW: 1, strideH: 1 };
const paddings: Padding[] = ["SAME", "VALID"];
const bias = (count: number) => constant(i32([count], between(-500, 500)));
const scales = (count: number) => Array.from({ length: count }, (_, i) => 0.01 + 0.004 * i);

const NO_BIAS = { wider: "an absent bias counts as zeros" };

const conv2d: Case[] = [
  ...paddings.flatMap((padding) => [
    conv([f32([1, 5, 4, 2]), constant(f32([3, 3, 3, 2])), constant(f32([3]))], ["FLOAT32"], {
      ...unit,
      padding,
    }),
    conv([f32([2, 5, 7, 2]), constant(f32([2, 2, 3, 2])), constant(f32([2]))], ["FLOAT32"], {
      strideW: 3,
      strideH: 2,
      padding,
    }),
    conv([f32([1, 7, 7, 1]), constant(f32([2, 3, 2, 1])), constant(f32([2]))], ["FLOAT32"], {
      ...unit,
      padding,
      dilationWFactor: 3,
      dilationHFactor: 2,
    }),
    conv(
      [q(i8([2, 5, 4, 2]), 0.05, 7), constant(q(i8([3, 3, 2, 2]), scales(3))), bias(3)],
      [q("INT8", 0.1, -9)],
      {
        ...unit,
        padding,
      },
    ),
    conv(
      [q(u8([1, 5, 5, 2]), 0.05, 7), constant(q(u8([3, 2, 3, 2]), 0.02, 99)), bias(3)],
      [q("UINT8", 0.3, 128)],
      {
        strideW: 2,
        strideH: 1,
        padding,
      },
    ),
  ]),
  conv([f32([1, 3, 3, 4]), constant(f32([2, 1, 1, 4])), constant(f32([2]))], ["FLOAT32"], {
    ...unit,
    fusedActivationFunction: "RELU",
  }),
  conv([f32([1, 3, 3, 4]), constant(f32([2, 2, 2, 4])), constant(f32([2]))], ["FLOAT32"], {
    ...unit,
    fusedActivationFunction: "RELU_N1_TO_1",
  }),
  conv([f32([1, 4, 4, 4]), constant(f32([6, 3, 3, 2])), constant(f32([6]))], ["FLOAT32"], unit, {
    note: "2 groups",
  }),
  conv([f32([1, 3, 3, 4]), constant(f32([4, 2, 2, 1])), constant(f32([4]))], ["FLOAT32"], unit, {
    note: "4 groups",
  }),
  conv([f32([1, 4, 4, 2]), f32([3, 2, 2, 2]), f32([3])], ["FLOAT32"], unit),
  conv(
    [dynamic(f32([2, 4, 3, 2]), [-1, -1, -1, 2]), constant(f32([3, 2, 2, 2])), constant(f32([3]))],
    ["FLOAT32"],
    unit,
  ),
  conv([f32([0, 4, 4, 2]), constant(f32([3, 2, 2, 2])), constant(f32([3]))], ["FLOAT32"], unit),
  conv([f32([1, 2, 2, 2]), constant(f32([3, 3, 3, 2])), constant(f32([3]))], ["FLOAT32"], {
    ...unit,
    padding: "VALID",
  }),
  conv([f32([1, 4, 4, 3]), constant(f32([3, 2, 2, 2])), constant(f32([3]))], ["FLOAT32"], unit),
  conv([f32([1, 4, 4, 2]), constant(f32([3, 2, 2, 2])), constant(f32([3]))], ["FLOAT32"], {
    strideW: 0,
    strideH: 1,
  }),
  conv([f32([4, 4, 2]), constant(f32([3, 2, 2, 2])), constant(f32([3]))], ["FLOAT32"], unit),
  conv([f32([1, 4, 4, 2]), constant(f32([3, 2, 2, 2])), constant(f32([2]))], ["FLOAT32"], unit),
  conv([f16([1, 4, 4, 2]), constant(f16([3, 2, 2, 2])), constant(f16([3]))], ["FLOAT16"], unit),
  conv([q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i8([3, 2, 2, 2]), 0.02)), bias(3)], [q("INT8", 0.1, -9)], {
    ...unit,
    fusedActivationFunction: "RELU6",
  }),
  conv(
    [q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i8([3, 2, 2, 2]), 0.02)), bias(3)],
    [q("INT8", 0.1, -9)],
    unit,
  ),
  conv(
    [q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i8([3, 2, 2, 2]), 0.02)), null],
    [q("INT8", 0.1, -9)],
    unit,
    NO_BIAS,
  ),
  conv([f32([1, 3, 3, 2]), constant(f32([2, 1, 1, 2]))], ["FLOAT32"], unit, NO_BIAS),
  depthwise(
    [f32([1, 3, 3, 2]), constant(f32([1, 2, 2, 2])), null],
    ["FLOAT32"],
    { ...unit, depthMultiplier: 1 },
    NO_BIAS,
  ),
  conv(
    [q(i8([1, 4, 4, 4]), 0.05, 7), constant(q(i8([4, 2, 2, 2]), scales(4))), bias(4)],
    [q("INT8", 0.1, -9)],
    unit,
  ),
  conv(
    [q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i4([3, 2, 2, 2]), scales(3))), bias(3)],
    [q("INT8", 0.1, -9)],
    unit,
  ),
  conv(
    [
      q(i16([1, 4, 4, 2]), 0.0005),
      constant(q(i8([3, 2, 2, 2]), scales(3))),
      constant(i64([3], between(-50000, 50000))),
    ],
    [q("INT16", 0.001)],
    unit,
  ),
  conv(
    [q(i16([1, 4, 4, 2]), 0.0005), constant(q(i8([3, 2, 2, 2]), scales(3))), bias(3)],
    [q("INT16", 0.001)],
    { ...unit, quantizedBiasType: "INT32", fusedActivationFunction: "RELU" },
  ),
  conv([f32([2, 4, 4, 2]), constant(q(i8([3, 2, 2, 2]), scales(3))), constant(f32([3]))], ["FLOAT32"], unit, {
    note: "hybrid",
  }),
  conv([f32([1, 4, 4, 2]), constant(q(i8([3, 2, 2, 2]), 0.02)), constant(f32([3]))], ["FLOAT32"], unit, {
    note: "hybrid",
  }),
  conv([f32([1, 4, 4, 2]), constant(q(i4([3, 2, 2, 2]), scales(3))), constant(f32([3]))], ["FLOAT32"], unit, {
    note: "hybrid",
  }),
];

const depthwise2d: Case[] = [
  ...paddings.flatMap((padding) => [
    depthwise([f32([2, 5, 4, 3]), constant(f32([1, 3, 3, 3])), constant(f32([3]))], ["FLOAT32"], {
      ...unit,
      depthMultiplier: 1,
      padding,
    }),
    depthwise([f32([1, 5, 6, 2]), constant(f32([1, 3, 2, 6])), constant(f32([6]))], ["FLOAT32"], {
      strideW: 2,
      strideH: 3,
      depthMultiplier: 3,
      padding,
    }),
    depthwise([f32([1, 7, 7, 2]), constant(f32([1, 3, 2, 2])), constant(f32([2]))], ["FLOAT32"], {
      ...unit,
      depthMultiplier: 1,
      dilationWFactor: 3,
      dilationHFactor: 2,
      padding,
      fusedActivationFunction: "RELU6",
    }),
    depthwise(
      [q(i8([2, 5, 4, 2]), 0.05, 7), constant(q(i8([1, 3, 3, 4]), scales(4), 0, 3)), bias(4)],
      [q("INT8", 0.1, -9)],
      {
        ...unit,
        depthMultiplier: 2,
        padding,
      },
    ),
    depthwise(
      [q(u8([1, 5, 5, 2]), 0.05, 7), constant(q(u8([1, 2, 3, 2]), 0.02, 99)), bias(2)],
      [q("UINT8", 0.2, 128)],
      {
        strideW: 2,
        strideH: 1,
        depthMultiplier: 1,
        padding,
      },
    ),
  ]),
  depthwise([f32([1, 3, 3, 1]), constant(f32([1, 2, 2, 4]))], ["FLOAT32"], { ...unit, depthMultiplier: 4 }),
  depthwise([f32([1, 3, 3, 2]), constant(f32([1, 2, 2, 4])), constant(f32([4]))], ["FLOAT32"], unit, {
    note: "multiplier from the shapes",
  }),
  depthwise(
    [dynamic(f32([2, 3, 4, 2]), [-1, -1, -1, 2]), constant(f32([1, 2, 2, 2])), constant(f32([2]))],
    ["FLOAT32"],
    {
      ...unit,
      depthMultiplier: 1,
    },
  ),
  depthwise([f32([1, 3, 3, 2]), constant(f32([1, 2, 2, 3])), constant(f32([3]))], ["FLOAT32"], {
    ...unit,
    depthMultiplier: 1,
  }),
  depthwise([f32([1, 3, 3, 2]), constant(f32([2, 2, 2, 2])), constant(f32([2]))], ["FLOAT32"], {
    ...unit,
    depthMultiplier: 1,
  }),
  depthwise(
    [
      q(i16([1, 4, 4, 2]), 0.0005),
      constant(q(i8([1, 2, 2, 2]), scales(2), 0, 3)),
      constant(i64([2], between(-5000, 5000))),
    ],
    [q("INT16", 0.001)],
    { ...unit, depthMultiplier: 1 },
  ),
  depthwise(
    [q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i8([1, 2, 2, 2]), 0.02)), bias(2)],
    [q("INT8", 0.1, -9)],
    {
      ...unit,
      depthMultiplier: 1,
      fusedActivationFunction: "RELU",
    },
  ),
  depthwise(
    [q(i8([1, 4, 4, 2]), 0.05, 7), constant(q(i4([1, 2, 2, 2]), scales(2), 0, 3)), bias(2)],
    [q("INT8", 0.1, -9)],
    {
      ...unit,
      depthMultiplier: 1,
    },
  ),
  depthwise(
    [f32([2, 4, 4, 2]), constant(q(i8([1, 2, 2, 2]), scales(2), 0, 3)), constant(f32([2]))],
    ["FLOAT32"],
    {
      ...unit,
      depthMultiplier: 1,
    },
  ),
];

const size = (...shape: number[]) => constant(i32([shape.length], shape));
const transposedConv: Case[] = [
  ...paddings.flatMap((padding) => [
    transposed(
      [size(1, 5, 5, 2), constant(f32([2, 3, 3, 3])), f32(padding === "SAME" ? [1, 5, 5, 3] : [1, 3, 3, 3])],
      ["FLOAT32"],
      { ...unit, padding },
    ),
    transposed([size(2, 6, 9, 2), constant(f32([2, 2, 3, 3])), f32([2, 3, 3, 3])], ["FLOAT32"], {
      strideW: 3,
      strideH: 2,
      padding,
    }),
    transposed(
      [size(1, 6, 6, 3), constant(q(i8([3, 2, 2, 2]), scales(3))), q(i8([1, 3, 3, 2]), 0.05, 7), bias(3)],
      [q("INT8", 0.1, -9)],
      { strideW: 2, strideH: 2, padding },
    ),
    transposed(
      [size(1, 6, 6, 2), constant(q(u8([2, 2, 2, 2]), 0.02, 99)), q(u8([1, 3, 3, 2]), 0.05, 7), bias(2)],
      [q("UINT8", 0.2, 128)],
      {
        strideW: 2,
        strideH: 2,
        padding,
      },
    ),
  ]),
  transposed(
    [size(1, 4, 4, 2), constant(f32([2, 2, 2, 3])), f32([1, 2, 2, 3]), constant(f32([2]))],
    ["FLOAT32"],
    {
      strideW: 2,
      strideH: 2,
      fusedActivationFunction: "RELU",
    },
  ),
  transposed([i32([4], [1, 4, 4, 2]), f32([2, 2, 2, 3]), f32([1, 2, 2, 3])], ["FLOAT32"], {
    strideW: 2,
    strideH: 2,
  }),
  transposed([size(1, 4, 4, 2), constant(f32([2, 2, 2, 3])), f32([1, 2, 2, 2])], ["FLOAT32"], {
    strideW: 2,
    strideH: 2,
  }),
  transposed(
    [
      size(1, 4, 4, 2),
      constant(q(i8([2, 2, 2, 3]), scales(2))),
      q(i16([1, 2, 2, 3]), 0.0005),
      constant(i64([2], between(-5000, 5000))),
    ],
    [q("INT16", 0.001)],
    { strideW: 2, strideH: 2 },
  ),
  transposed(
    [size(1, 4, 4, 2), constant(q(i8([2, 2, 2, 3]), scales(2))), q(i8([1, 2, 2, 3]), 0.05, 7)],
    [q("INT8", 0.1, -9)],
    { strideW: 2, strideH: 2, fusedActivationFunction: "RELU" },
  ),
];

const unit3 = { strideD: 1, strideW: 1, strideH: 1 };
const volumes: Case[] = [
  ...paddings.flatMap((padding) => [
    conv3d([f32([1, 3, 4, 3, 2]), constant(f32([2, 2, 2, 2, 3])), constant(f32([3]))], ["FLOAT32"], {
      ...unit3,
      padding,
    }),
    conv3d([f32([2, 5, 4, 3, 1]), constant(f32([2, 3, 2, 1, 2])), null], ["FLOAT32"], {
      strideD: 2,
      strideW: 1,
      strideH: 2,
      padding,
      fusedActivationFunction: "RELU",
    }),
    conv3d([f32([1, 5, 5, 5, 1]), constant(f32([2, 2, 2, 1, 1]))], ["FLOAT32"], {
      ...unit3,
      padding,
      dilationDFactor: 2,
      dilationHFactor: 3,
      dilationWFactor: 2,
    }),
  ]),
  conv3d([f32([1, 2, 2, 2, 4]), constant(f32([1, 1, 1, 2, 2]))], ["FLOAT32"], unit3),
  conv3d([f32([1, 2, 2, 2, 3]), constant(f32([1, 1, 1, 2, 2]))], ["FLOAT32"], unit3),
  conv3d([i32([1, 2, 2, 2, 1]), constant(i32([1, 1, 1, 1, 1]))], ["INT32"], unit3),
  transposed3d(
    [size(1, 3, 4, 4, 2), constant(f32([2, 2, 2, 2, 3])), f32([1, 3, 4, 4, 3])],
    ["FLOAT32"],
    unit3,
  ),
  transposed3d(
    [size(1, 4, 4, 6, 2), constant(f32([2, 2, 3, 2, 1])), f32([1, 2, 2, 2, 1]), constant(f32([2]))],
    ["FLOAT32"],
    { strideD: 2, strideH: 2, strideW: 3, fusedActivationFunction: "RELU" },
  ),
  transposed3d([size(1, 3, 3, 3, 1), constant(f32([2, 2, 2, 1, 2])), f32([1, 2, 2, 2, 2])], ["FLOAT32"], {
    ...unit3,
    padding: "VALID",
  }),
  transposed3d(
    [i32([5], [1, 4, 4, 4, 1]), constant(f32([2, 2, 2, 1, 2])), f32([1, 2, 2, 2, 2])],
    ["FLOAT32"],
    { strideD: 2, strideW: 2, strideH: 2 },
  ),
];

const dilations: Case[] = [
  dilate([f32([2, 3]), constant(i32([2], [2, 3])), constant(f32([], [0.5]))], ["FLOAT32"]),
  dilate([i32([3]), constant(i32([1], [3])), constant(i32([], [-1]))], ["INT32"]),
  dilate([i8([2, 2, 2]), constant(i32([3], [1, 2, 1])), constant(i8([], [9]))], ["INT8"]),
  dilate([f32([1, 2, 1, 2]), i32([4], [2, 2, 3, 1]), f32([], [0])], ["FLOAT32"]),
  dilate([f32([2, 3]), constant(i32([1], [2])), constant(f32([], [0]))], ["FLOAT32"]),
  dilate([f32([2, 3]), constant(i32([2], [0, 1])), constant(f32([], [0]))], ["FLOAT32"]),
  dilate([f32([2, 3]), constant(i32([2], [1, 2])), constant(i32([], [0]))], ["FLOAT32"]),
];

export const convolution: readonly Case[] = [
  ...conv2d,
  ...depthwise2d,
  ...transposedConv,
  ...volumes,
  ...dilations,
];
