import { activationFunctionType, padding, tensorTypeEnum } from "../enums.js";
import { choice, int32 } from "../field.js";

const activation = () => choice(activationFunctionType);

/** Options of convolutions and pooling. */
export const convolutionOptions = {
  Conv2DOptions: {
    padding: choice(padding),
    strideW: int32(),
    strideH: int32(),
    fusedActivationFunction: activation(),
    dilationWFactor: int32(1),
    dilationHFactor: int32(1),
    quantizedBiasType: choice(tensorTypeEnum),
  },
  DepthwiseConv2DOptions: {
    padding: choice(padding),
    strideW: int32(),
    strideH: int32(),
    depthMultiplier: int32(),
    fusedActivationFunction: activation(),
    dilationWFactor: int32(1),
    dilationHFactor: int32(1),
  },
  Conv3DOptions: {
    padding: choice(padding),
    strideD: int32(),
    strideW: int32(),
    strideH: int32(),
    fusedActivationFunction: activation(),
    dilationDFactor: int32(1),
    dilationWFactor: int32(1),
    dilationHFactor: int32(1),
  },
  TransposeConvOptions: {
    padding: choice(padding),
    strideW: int32(),
    strideH: int32(),
    fusedActivationFunction: activation(),
    quantizedBiasType: choice(tensorTypeEnum),
  },
  Pool2DOptions: {
    padding: choice(padding),
    strideW: int32(),
    strideH: int32(),
    filterWidth: int32(),
    filterHeight: int32(),
    fusedActivationFunction: activation(),
  },
  DilateOptions: {},
};
