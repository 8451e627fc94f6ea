import { activationFunctionType, fullyConnectedWeightsFormat, tensorTypeEnum } from "../enums.js";
import { bool, choice, float32, int32, int64 } from "../field.js";

const activation = () => choice(activationFunctionType);

/** Options of matrix products, element-wise arithmetic, activations, normalization, reduction and logic. */
export const arithmeticOptions = {
  FullyConnectedOptions: {
    fusedActivationFunction: activation(),
    weightsFormat: choice(fullyConnectedWeightsFormat),
    keepNumDims: bool(),
    asymmetricQuantizeInputs: bool(),
    quantizedBiasType: choice(tensorTypeEnum),
  },
  BatchMatMulOptions: { adjX: bool(), adjY: bool(), asymmetricQuantizeInputs: bool() },

  AddOptions: { fusedActivationFunction: activation(), potScaleInt16: bool(true) },
  SubOptions: { fusedActivationFunction: activation(), potScaleInt16: bool(true) },
  MulOptions: { fusedActivationFunction: activation() },
  DivOptions: { fusedActivationFunction: activation() },
  AddNOptions: {},
  FloorDivOptions: {},
  FloorModOptions: {},
  PowOptions: {},
  SquaredDifferenceOptions: {},
  MaximumMinimumOptions: {},
  ATan2Options: {},
  AbsOptions: {},
  NegOptions: {},
  SignOptions: {},
  ExpOptions: {},
  CosOptions: {},
  SquareOptions: {},
  Rfft2dOptions: {},

  SoftmaxOptions: { beta: float32() },
  LogSoftmaxOptions: {},
  LeakyReluOptions: { alpha: float32() },
  HardSwishOptions: {},
  GeluOptions: { approximate: bool() },
  L2NormOptions: { fusedActivationFunction: activation() },
  LocalResponseNormalizationOptions: {
    radius: int32(),
    bias: float32(),
    alpha: float32(),
    beta: float32(),
  },

  ReducerOptions: { keepDims: bool() },
  CumsumOptions: { exclusive: bool(), reverse: bool() },
  ArgMaxOptions: { outputType: choice(tensorTypeEnum) },
  ArgMinOptions: { outputType: choice(tensorTypeEnum) },
  TopKV2Options: {},
  NonMaxSuppressionV4Options: {},
  NonMaxSuppressionV5Options: {},
  SegmentSumOptions: {},
  UnsortedSegmentProdOptions: {},
  UnsortedSegmentMaxOptions: {},
  UnsortedSegmentMinOptions: {},
  UnsortedSegmentSumOptions: {},

  GreaterOptions: {},
  GreaterEqualOptions: {},
  LessOptions: {},
  LessEqualOptions: {},
  EqualOptions: {},
  NotEqualOptions: {},
  LogicalOrOptions: {},
  LogicalAndOptions: {},
  LogicalNotOptions: {},
  SelectOptions: {},
  SelectV2Options: {},
  BitwiseXorOptions: {},
  RightShiftOptions: {},

  RandomOptions: { seed: int64(), seed2: int64() },
};
