/** Options of the StableHLO operators. */

import {
  bool,
  bytes,
  defineTable,
  enums,
  int32,
  int64,
  oneOf,
  scalars,
  subgraph,
  subgraphs,
  text,
} from "./define.js";
import {
  RngAlgorithm,
  StablehloComparisonDirection,
  StablehloComparisonType,
  StablehloPrecisionConfig,
} from "./enums.js";

export const StablehloBroadcastInDimOptions = defineTable("StablehloBroadcastInDimOptions", {
  broadcastDimensions: scalars("int64"),
});

export const StablehloCaseOptions = defineTable("StablehloCaseOptions", {
  branchSubgraphIndices: subgraphs,
});

export const StablehloCompareOptions = defineTable("StablehloCompareOptions", {
  comparisonDirection: oneOf(StablehloComparisonDirection, "STABLEHLO_COMPARISON_DIRECTION_EQ"),
  compareType: oneOf(StablehloComparisonType, "STABLEHLO_COMPARISON_TYPE_NOTYPE"),
});

export const StablehloConcatenateOptions = defineTable("StablehloConcatenateOptions", { dimension: int64() });

export const StablehloConvolutionOptions = defineTable("StablehloConvolutionOptions", {
  windowStrides: scalars("int64"),
  padding: scalars("int64"),
  lhsDilation: scalars("int64"),
  rhsDilation: scalars("int64"),
  windowReversal: scalars("bool"),
  inputBatchDimension: int64(),
  inputFeatureDimension: int64(),
  inputSpatialDimensions: scalars("int64"),
  kernelInputFeatureDimension: int64(),
  kernelOutputFeatureDimension: int64(),
  kernelSpatialDimensions: scalars("int64"),
  outputBatchDimension: int64(),
  outputFeatureDimension: int64(),
  outputSpatialDimensions: scalars("int64"),
  featureGroupCount: int64(),
  batchGroupCount: int64(),
  precisionConfig: enums(StablehloPrecisionConfig),
});

export const StablehloCustomCallOptions = defineTable("StablehloCustomCallOptions", {
  callTargetName: text,
  hasSideEffect: bool(),
  backendConfig: text,
  apiVersion: int32(),
  calledComputations: subgraphs,
  customAttributes: bytes(),
});

export const StablehloDotGeneralOptions = defineTable("StablehloDotGeneralOptions", {
  lhsBatchingDimensions: scalars("int64"),
  rhsBatchingDimensions: scalars("int64"),
  lhsContractingDimensions: scalars("int64"),
  rhsContractingDimensions: scalars("int64"),
  precisionConfig: enums(StablehloPrecisionConfig),
});

export const StablehloDynamicSliceOptions = defineTable("StablehloDynamicSliceOptions", {
  sliceSizes: scalars("int64"),
});

export const StablehloGatherOptions = defineTable("StablehloGatherOptions", {
  offsetDims: scalars("int64"),
  collapsedSliceDims: scalars("int64"),
  startIndexMap: scalars("int64"),
  indexVectorDim: int64(),
  sliceSizes: scalars("int64"),
  indicesAreSorted: bool(),
});

export const StablehloIotaOptions = defineTable("StablehloIotaOptions", { iotaDimension: int64() });

export const StablehloPadOptions = defineTable("StablehloPadOptions", {
  edgePaddingLow: scalars("int64"),
  edgePaddingHigh: scalars("int64"),
  interiorPadding: scalars("int64"),
});

export const StablehloReduceOptions = defineTable("StablehloReduceOptions", {
  dimensions: scalars("int64"),
  bodySubgraphIndex: subgraph(),
});

export const StablehloReduceWindowOptions = defineTable("StablehloReduceWindowOptions", {
  windowDimensions: scalars("int64"),
  windowStrides: scalars("int64"),
  baseDilations: scalars("int64"),
  windowDilations: scalars("int64"),
  padding: scalars("int64"),
  bodySubgraphIndex: subgraph(),
});

export const StablehloRngBitGeneratorOptions = defineTable("StablehloRngBitGeneratorOptions", {
  algorithm: oneOf(RngAlgorithm, "DEFAULT"),
});

export const StablehloScatterOptions = defineTable("StablehloScatterOptions", {
  indicesAreSorted: bool(),
  updateWindowDims: scalars("int64"),
  insertedWindowDims: scalars("int64"),
  scatterDimsToOperandDims: scalars("int64"),
  indexVectorDim: int64(),
  uniqueIndices: bool(),
  updateComputationSubgraphIndex: subgraph(),
});

export const StablehloShiftLeftOptions = defineTable("StablehloShiftLeftOptions", {});

export const StablehloSliceOptions = defineTable("StablehloSliceOptions", {
  startIndices: scalars("int64"),
  limitIndices: scalars("int64"),
  strides: scalars("int64"),
});

export const StablehloSortOptions = defineTable("StablehloSortOptions", {
  dimension: int64(),
  isStable: bool(),
  comparatorSubgraphIndex: subgraph(),
});

export const StablehloTransposeOptions = defineTable("StablehloTransposeOptions", {
  permutation: scalars("int64"),
});

export const StablehloWhileOptions = defineTable("StablehloWhileOptions", {
  condSubgraphIndex: subgraph(),
  bodySubgraphIndex: subgraph(),
});
