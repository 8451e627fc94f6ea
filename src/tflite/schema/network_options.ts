/** Options of convolutions, pooling, matrix products and normalizations. */

import { bool, defineTable, float32, int32, oneOf, scalars } from "./define.js";
import {
  ActivationFunctionType,
  CombinerType,
  FullyConnectedOptionsWeightsFormat,
  LSHProjectionType,
  Padding,
  TensorType,
} from "./enums.js";

export const BatchMatMulOptions = defineTable("BatchMatMulOptions", {
  adjX: bool(),
  adjY: bool(),
  asymmetricQuantizeInputs: bool(),
});

export const ConcatEmbeddingsOptions = defineTable("ConcatEmbeddingsOptions", {
  numChannels: int32(),
  numColumnsPerChannel: scalars("int32"),
  embeddingDimPerChannel: scalars("int32"),
});

export const ConcatenationOptions = defineTable("ConcatenationOptions", {
  axis: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
});

export const Conv2DOptions = defineTable("Conv2DOptions", {
  padding: oneOf(Padding, "SAME"),
  strideW: int32(),
  strideH: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  dilationWFactor: int32(1),
  dilationHFactor: int32(1),
  quantizedBiasType: oneOf(TensorType, "FLOAT32"),
});

export const Conv3DOptions = defineTable("Conv3DOptions", {
  padding: oneOf(Padding, "SAME"),
  strideD: int32(),
  strideW: int32(),
  strideH: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  dilationDFactor: int32(1),
  dilationWFactor: int32(1),
  dilationHFactor: int32(1),
});

export const DepthwiseConv2DOptions = defineTable("DepthwiseConv2DOptions", {
  padding: oneOf(Padding, "SAME"),
  strideW: int32(),
  strideH: int32(),
  depthMultiplier: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  dilationWFactor: int32(1),
  dilationHFactor: int32(1),
});

export const EmbeddingLookupSparseOptions = defineTable("EmbeddingLookupSparseOptions", {
  combiner: oneOf(CombinerType, "SUM"),
});

export const FullyConnectedOptions = defineTable("FullyConnectedOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  weightsFormat: oneOf(FullyConnectedOptionsWeightsFormat, "DEFAULT"),
  keepNumDims: bool(),
  asymmetricQuantizeInputs: bool(),
  quantizedBiasType: oneOf(TensorType, "FLOAT32"),
});

export const L2NormOptions = defineTable("L2NormOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
});

export const LSHProjectionOptions = defineTable("LSHProjectionOptions", {
  type: oneOf(LSHProjectionType, "UNKNOWN"),
});

export const LocalResponseNormalizationOptions = defineTable("LocalResponseNormalizationOptions", {
  radius: int32(),
  bias: float32(),
  alpha: float32(),
  beta: float32(),
});

export const LogSoftmaxOptions = defineTable("LogSoftmaxOptions", {});

export const Pool2DOptions = defineTable("Pool2DOptions", {
  padding: oneOf(Padding, "SAME"),
  strideW: int32(),
  strideH: int32(),
  filterWidth: int32(),
  filterHeight: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
});

export const SkipGramOptions = defineTable("SkipGramOptions", {
  ngramSize: int32(),
  maxSkipSize: int32(),
  includeAllNgrams: bool(),
});

export const SoftmaxOptions = defineTable("SoftmaxOptions", { beta: float32() });

export const TransposeConvOptions = defineTable("TransposeConvOptions", {
  padding: oneOf(Padding, "SAME"),
  strideW: int32(),
  strideH: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  quantizedBiasType: oneOf(TensorType, "FLOAT32"),
});
