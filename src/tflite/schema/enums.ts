/** The enums of TensorFlow Lite's schema, with their numbers on the wire. */

import { defineEnum } from "./define.js";

export const TensorType = defineEnum("TensorType", "int8", {
  FLOAT32: 0,
  FLOAT16: 1,
  INT32: 2,
  UINT8: 3,
  INT64: 4,
  STRING: 5,
  BOOL: 6,
  INT16: 7,
  COMPLEX64: 8,
  INT8: 9,
  FLOAT64: 10,
  COMPLEX128: 11,
  UINT64: 12,
  RESOURCE: 13,
  VARIANT: 14,
  UINT32: 15,
  UINT16: 16,
  INT4: 17,
  BFLOAT16: 18,
  INT2: 19,
  UINT4: 20,
  FLOAT8_E4M3FN: 21,
  FLOAT8_E5M2: 22,
});

export const DimensionType = defineEnum("DimensionType", "int8", { DENSE: 0, SPARSE_CSR: 1 });

export const ActivationFunctionType = defineEnum("ActivationFunctionType", "int8", {
  NONE: 0,
  RELU: 1,
  RELU_N1_TO_1: 2,
  RELU6: 3,
  TANH: 4,
  SIGN_BIT: 5,
});

export const Padding = defineEnum("Padding", "int8", { SAME: 0, VALID: 1 });

export const CombinerType = defineEnum("CombinerType", "int8", { SUM: 0, MEAN: 1, SQRTN: 2 });

export const FullyConnectedOptionsWeightsFormat = defineEnum("FullyConnectedOptionsWeightsFormat", "int8", {
  DEFAULT: 0,
  SHUFFLED4x16INT8: 1,
});

export const LSHProjectionType = defineEnum("LSHProjectionType", "int8", { UNKNOWN: 0, SPARSE: 1, DENSE: 2 });

export const LSTMKernelType = defineEnum("LSTMKernelType", "int8", { FULL: 0, BASIC: 1 });

export const MirrorPadMode = defineEnum("MirrorPadMode", "int8", { REFLECT: 0, SYMMETRIC: 1 });

export const ReduceWindowFunction = defineEnum("ReduceWindowFunction", "int32", {
  UNSUPPORTED: 0,
  ADD: 1,
  MUL: 2,
  MINIMUM: 3,
  MAXIMUM: 4,
  ALL: 5,
  ANY: 6,
});

export const CustomOptionsFormat = defineEnum("CustomOptionsFormat", "int8", { FLEXBUFFERS: 0 });

export const StablehloComparisonDirection = defineEnum("StablehloComparisonDirection", "uint32", {
  STABLEHLO_COMPARISON_DIRECTION_EQ: 0,
  STABLEHLO_COMPARISON_DIRECTION_NE: 1,
  STABLEHLO_COMPARISON_DIRECTION_GE: 2,
  STABLEHLO_COMPARISON_DIRECTION_GT: 3,
  STABLEHLO_COMPARISON_DIRECTION_LE: 4,
  STABLEHLO_COMPARISON_DIRECTION_LT: 5,
});

export const StablehloComparisonType = defineEnum("StablehloComparisonType", "uint32", {
  STABLEHLO_COMPARISON_TYPE_NOTYPE: 0,
  STABLEHLO_COMPARISON_TYPE_FLOAT: 1,
  STABLEHLO_COMPARISON_TYPE_FLOAT_TOTAL_ORDER: 2,
  STABLEHLO_COMPARISON_TYPE_SIGNED: 3,
  STABLEHLO_COMPARISON_TYPE_UNSIGNED: 4,
});

export const StablehloPrecisionConfig = defineEnum("StablehloPrecisionConfig", "uint32", {
  DEFAULT: 0,
  HIGH: 1,
  HIGHEST: 2,
});

export const RngAlgorithm = defineEnum("RngAlgorithm", "int8", { DEFAULT: 0, PHILOX: 1, THREEFRY: 2 });

export type TensorType = keyof (typeof TensorType)["members"];

export type DimensionType = keyof (typeof DimensionType)["members"];

export type ActivationFunctionType = keyof (typeof ActivationFunctionType)["members"];

export type Padding = keyof (typeof Padding)["members"];

export type CombinerType = keyof (typeof CombinerType)["members"];

export type FullyConnectedOptionsWeightsFormat = keyof (typeof FullyConnectedOptionsWeightsFormat)["members"];

export type LSHProjectionType = keyof (typeof LSHProjectionType)["members"];

export type LSTMKernelType = keyof (typeof LSTMKernelType)["members"];

export type MirrorPadMode = keyof (typeof MirrorPadMode)["members"];

export type ReduceWindowFunction = keyof (typeof ReduceWindowFunction)["members"];

export type CustomOptionsFormat = keyof (typeof CustomOptionsFormat)["members"];

export type StablehloComparisonDirection = keyof (typeof StablehloComparisonDirection)["members"];

export type StablehloComparisonType = keyof (typeof StablehloComparisonType)["members"];

export type StablehloPrecisionConfig = keyof (typeof StablehloPrecisionConfig)["members"];

export type RngAlgorithm = keyof (typeof RngAlgorithm)["members"];
