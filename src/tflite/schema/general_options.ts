/** Options of the remaining operators. */

import { bool, bytes, defineTable, float32, int32, int64, oneOf, scalars, subgraph, text } from "./define.js";
import {
  ActivationFunctionType,
  CustomOptionsFormat,
  MirrorPadMode,
  ReduceWindowFunction,
  TensorType,
} from "./enums.js";

export const ATan2Options = defineTable("ATan2Options", {});

export const AbsOptions = defineTable("AbsOptions", {});

export const AddNOptions = defineTable("AddNOptions", {});

export const AddOptions = defineTable("AddOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  potScaleInt16: bool(true),
});

export const ArgMaxOptions = defineTable("ArgMaxOptions", { outputType: oneOf(TensorType, "FLOAT32") });

export const ArgMinOptions = defineTable("ArgMinOptions", { outputType: oneOf(TensorType, "FLOAT32") });

export const AssignVariableOptions = defineTable("AssignVariableOptions", {});

export const BatchToSpaceNDOptions = defineTable("BatchToSpaceNDOptions", {});

export const BitcastOptions = defineTable("BitcastOptions", {});

export const BitwiseXorOptions = defineTable("BitwiseXorOptions", {});

export const BroadcastToOptions = defineTable("BroadcastToOptions", {});

export const BucketizeOptions = defineTable("BucketizeOptions", { boundaries: scalars("float32") });

export const CallOnceOptions = defineTable("CallOnceOptions", { initSubgraphIndex: subgraph() });

export const CallOptions = defineTable("CallOptions", { subgraph: subgraph("uint32") });

export const CastOptions = defineTable("CastOptions", {
  inDataType: oneOf(TensorType, "FLOAT32"),
  outDataType: oneOf(TensorType, "FLOAT32"),
});

export const CosOptions = defineTable("CosOptions", {});

export const CumsumOptions = defineTable("CumsumOptions", { exclusive: bool(), reverse: bool() });

export const DensifyOptions = defineTable("DensifyOptions", {});

export const DepthToSpaceOptions = defineTable("DepthToSpaceOptions", { blockSize: int32() });

export const DequantizeOptions = defineTable("DequantizeOptions", {});

export const DivOptions = defineTable("DivOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
});

export const DynamicUpdateSliceOptions = defineTable("DynamicUpdateSliceOptions", {});

export const EqualOptions = defineTable("EqualOptions", {});

export const ExpOptions = defineTable("ExpOptions", {});

export const ExpandDimsOptions = defineTable("ExpandDimsOptions", {});

export const FakeQuantOptions = defineTable("FakeQuantOptions", {
  min: float32(),
  max: float32(),
  numBits: int32(),
  narrowRange: bool(),
});

export const FillOptions = defineTable("FillOptions", {});

export const FloorDivOptions = defineTable("FloorDivOptions", {});

export const FloorModOptions = defineTable("FloorModOptions", {});

export const GatherNdOptions = defineTable("GatherNdOptions", {});

export const GatherOptions = defineTable("GatherOptions", { axis: int32(), batchDims: int32(0) });

export const GeluOptions = defineTable("GeluOptions", { approximate: bool() });

export const GreaterEqualOptions = defineTable("GreaterEqualOptions", {});

export const GreaterOptions = defineTable("GreaterOptions", {});

export const HardSwishOptions = defineTable("HardSwishOptions", {});

export const HashtableFindOptions = defineTable("HashtableFindOptions", {});

export const HashtableImportOptions = defineTable("HashtableImportOptions", {});

export const HashtableOptions = defineTable("HashtableOptions", {
  tableId: int32(),
  keyDtype: oneOf(TensorType, "FLOAT32"),
  valueDtype: oneOf(TensorType, "FLOAT32"),
});

export const HashtableSizeOptions = defineTable("HashtableSizeOptions", {});

export const IfOptions = defineTable("IfOptions", {
  thenSubgraphIndex: subgraph(),
  elseSubgraphIndex: subgraph(),
});

export const LeakyReluOptions = defineTable("LeakyReluOptions", { alpha: float32() });

export const LessEqualOptions = defineTable("LessEqualOptions", {});

export const LessOptions = defineTable("LessOptions", {});

export const LogicalAndOptions = defineTable("LogicalAndOptions", {});

export const LogicalNotOptions = defineTable("LogicalNotOptions", {});

export const LogicalOrOptions = defineTable("LogicalOrOptions", {});

export const MatrixDiagOptions = defineTable("MatrixDiagOptions", {});

export const MatrixSetDiagOptions = defineTable("MatrixSetDiagOptions", {});

export const MaximumMinimumOptions = defineTable("MaximumMinimumOptions", {});

export const MirrorPadOptions = defineTable("MirrorPadOptions", { mode: oneOf(MirrorPadMode, "REFLECT") });

export const MulOptions = defineTable("MulOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
});

export const NegOptions = defineTable("NegOptions", {});

export const NonMaxSuppressionV4Options = defineTable("NonMaxSuppressionV4Options", {});

export const NonMaxSuppressionV5Options = defineTable("NonMaxSuppressionV5Options", {});

export const NotEqualOptions = defineTable("NotEqualOptions", {});

export const OneHotOptions = defineTable("OneHotOptions", { axis: int32() });

export const PackOptions = defineTable("PackOptions", { valuesCount: int32(), axis: int32() });

export const PadOptions = defineTable("PadOptions", {});

export const PadV2Options = defineTable("PadV2Options", {});

export const PowOptions = defineTable("PowOptions", {});

export const QuantizeOptions = defineTable("QuantizeOptions", {});

export const RandomOptions = defineTable("RandomOptions", { seed: int64(), seed2: int64() });

export const RangeOptions = defineTable("RangeOptions", {});

export const RankOptions = defineTable("RankOptions", {});

export const ReadVariableOptions = defineTable("ReadVariableOptions", {});

export const ReducerOptions = defineTable("ReducerOptions", { keepDims: bool() });

export const ReshapeOptions = defineTable("ReshapeOptions", { newShape: scalars("int32") });

export const ResizeBilinearOptions = defineTable("ResizeBilinearOptions", {
  /** Deprecated, kept where a file has them. */
  newHeight: int32(),
  newWidth: int32(),
  alignCorners: bool(),
  halfPixelCenters: bool(),
});

export const ResizeNearestNeighborOptions = defineTable("ResizeNearestNeighborOptions", {
  alignCorners: bool(),
  halfPixelCenters: bool(),
});

export const ReverseSequenceOptions = defineTable("ReverseSequenceOptions", {
  seqDim: int32(),
  batchDim: int32(0),
});

export const ReverseV2Options = defineTable("ReverseV2Options", {});

export const Rfft2dOptions = defineTable("Rfft2dOptions", {});

export const RightShiftOptions = defineTable("RightShiftOptions", {});

export const ScatterNdOptions = defineTable("ScatterNdOptions", {});

export const SegmentSumOptions = defineTable("SegmentSumOptions", {});

export const SelectOptions = defineTable("SelectOptions", {});

export const SelectV2Options = defineTable("SelectV2Options", {});

export const ShapeOptions = defineTable("ShapeOptions", { outType: oneOf(TensorType, "FLOAT32") });

export const SignOptions = defineTable("SignOptions", {});

export const SliceOptions = defineTable("SliceOptions", {});

export const SpaceToBatchNDOptions = defineTable("SpaceToBatchNDOptions", {});

export const SpaceToDepthOptions = defineTable("SpaceToDepthOptions", { blockSize: int32() });

export const SparseToDenseOptions = defineTable("SparseToDenseOptions", { validateIndices: bool() });

export const SplitOptions = defineTable("SplitOptions", { numSplits: int32() });

export const SplitVOptions = defineTable("SplitVOptions", { numSplits: int32() });

export const SquareOptions = defineTable("SquareOptions", {});

export const SquaredDifferenceOptions = defineTable("SquaredDifferenceOptions", {});

export const SqueezeOptions = defineTable("SqueezeOptions", { squeezeDims: scalars("int32") });

export const StridedSliceOptions = defineTable("StridedSliceOptions", {
  beginMask: int32(),
  endMask: int32(),
  ellipsisMask: int32(),
  newAxisMask: int32(),
  shrinkAxisMask: int32(),
  offset: bool(),
});

export const SubOptions = defineTable("SubOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  potScaleInt16: bool(true),
});

export const TileOptions = defineTable("TileOptions", {});

export const TopKV2Options = defineTable("TopKV2Options", {});

export const TransposeOptions = defineTable("TransposeOptions", {});

export const UniqueOptions = defineTable("UniqueOptions", { idxOutType: oneOf(TensorType, "INT32") });

export const UnpackOptions = defineTable("UnpackOptions", { num: int32(), axis: int32() });

export const UnsortedSegmentMaxOptions = defineTable("UnsortedSegmentMaxOptions", {});

export const UnsortedSegmentMinOptions = defineTable("UnsortedSegmentMinOptions", {});

export const UnsortedSegmentProdOptions = defineTable("UnsortedSegmentProdOptions", {});

export const UnsortedSegmentSumOptions = defineTable("UnsortedSegmentSumOptions", {});

export const VarHandleOptions = defineTable("VarHandleOptions", { container: text, sharedName: text });

export const WhereOptions = defineTable("WhereOptions", {});

export const WhileOptions = defineTable("WhileOptions", {
  condSubgraphIndex: subgraph(),
  bodySubgraphIndex: subgraph(),
});

export const ZerosLikeOptions = defineTable("ZerosLikeOptions", {});

export const DilateOptions = defineTable("DilateOptions", {});

export const ReduceWindowOptions = defineTable("ReduceWindowOptions", {
  reduceFunction: oneOf(ReduceWindowFunction, "UNSUPPORTED"),
});

export const StableHLOCompositeOptions = defineTable("StableHLOCompositeOptions", {
  name: text,
  decompositionSubgraphIndex: subgraph(),
  compositeAttributes: bytes(),
  compositeAttributesFormat: oneOf(CustomOptionsFormat, "FLEXBUFFERS"),
  version: int32(),
});
