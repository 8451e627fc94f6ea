import { tensorTypes } from "../../tensor/index.js";
import { enumeration, type NameOf, numbered } from "./enumeration.js";

/** Element types; the list itself is the tensor module's. */
export const tensorTypeEnum = numbered(
  "TensorType",
  "int8",
  Object.fromEntries(Object.entries(tensorTypes).map(([name, { code }]) => [name, code])) as {
    [N in keyof typeof tensorTypes]: number;
  },
);

export const dimensionType = enumeration("DimensionType", "int8", ["DENSE", "SPARSE_CSR"]);
export const customOptionsFormat = enumeration("CustomOptionsFormat", "int8", ["FLEXBUFFERS"]);

export const padding = enumeration("Padding", "int8", ["SAME", "VALID"]);
export const activationFunctionType = enumeration("ActivationFunctionType", "int8", [
  "NONE",
  "RELU",
  "RELU_N1_TO_1",
  "RELU6",
  "TANH",
  "SIGN_BIT",
]);
export const lshProjectionType = enumeration("LSHProjectionType", "int8", ["UNKNOWN", "SPARSE", "DENSE"]);
export const fullyConnectedWeightsFormat = enumeration("FullyConnectedOptionsWeightsFormat", "int8", [
  "DEFAULT",
  "SHUFFLED4x16INT8",
]);
export const lstmKernelType = enumeration("LSTMKernelType", "int8", ["FULL", "BASIC"]);
export const combinerType = enumeration("CombinerType", "int8", ["SUM", "MEAN", "SQRTN"]);
export const mirrorPadMode = enumeration("MirrorPadMode", "int8", ["REFLECT", "SYMMETRIC"]);
export const reduceWindowFunction = enumeration("ReduceWindowFunction", "int32", [
  "UNSUPPORTED",
  "ADD",
  "MUL",
  "MINIMUM",
  "MAXIMUM",
  "ALL",
  "ANY",
]);

export const stablehloPrecisionConfig = enumeration("StablehloPrecisionConfig", "uint32", [
  "DEFAULT",
  "HIGH",
  "HIGHEST",
]);
export const stablehloComparisonDirection = enumeration("StablehloComparisonDirection", "uint32", [
  "STABLEHLO_COMPARISON_DIRECTION_EQ",
  "STABLEHLO_COMPARISON_DIRECTION_NE",
  "STABLEHLO_COMPARISON_DIRECTION_GE",
  "STABLEHLO_COMPARISON_DIRECTION_GT",
  "STABLEHLO_COMPARISON_DIRECTION_LE",
  "STABLEHLO_COMPARISON_DIRECTION_LT",
]);
export const stablehloComparisonType = enumeration("StablehloComparisonType", "uint32", [
  "STABLEHLO_COMPARISON_TYPE_NOTYPE",
  "STABLEHLO_COMPARISON_TYPE_FLOAT",
  "STABLEHLO_COMPARISON_TYPE_FLOAT_TOTAL_ORDER",
  "STABLEHLO_COMPARISON_TYPE_SIGNED",
  "STABLEHLO_COMPARISON_TYPE_UNSIGNED",
]);
export const rngAlgorithm = enumeration("RngAlgorithm", "int8", ["DEFAULT", "PHILOX", "THREEFRY"]);

/** How an operator pads its input. */
export type Padding = NameOf<typeof padding>;
/** The activation that an operator applies to its output. */
export type ActivationFunctionType = NameOf<typeof activationFunctionType>;
