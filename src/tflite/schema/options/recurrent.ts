import { activationFunctionType, lstmKernelType } from "../enums.js";
import { bool, choice, float32, int32 } from "../field.js";

const activation = () => choice(activationFunctionType);

/** Options of recurrent layers. */
export const recurrentOptions = {
  SVDFOptions: {
    rank: int32(),
    fusedActivationFunction: activation(),
    asymmetricQuantizeInputs: bool(),
  },
  RNNOptions: {
    fusedActivationFunction: activation(),
    asymmetricQuantizeInputs: bool(),
  },
  SequenceRNNOptions: {
    timeMajor: bool(),
    fusedActivationFunction: activation(),
    asymmetricQuantizeInputs: bool(),
  },
  BidirectionalSequenceRNNOptions: {
    timeMajor: bool(),
    fusedActivationFunction: activation(),
    mergeOutputs: bool(),
    asymmetricQuantizeInputs: bool(),
  },
  LSTMOptions: {
    fusedActivationFunction: activation(),
    cellClip: float32(),
    projClip: float32(),
    kernelType: choice(lstmKernelType),
    asymmetricQuantizeInputs: bool(),
  },
  UnidirectionalSequenceLSTMOptions: {
    fusedActivationFunction: activation(),
    cellClip: float32(),
    projClip: float32(),
    timeMajor: bool(),
    asymmetricQuantizeInputs: bool(),
    diagonalRecurrentTensors: bool(),
  },
  BidirectionalSequenceLSTMOptions: {
    fusedActivationFunction: activation(),
    cellClip: float32(),
    projClip: float32(),
    mergeOutputs: bool(),
    timeMajor: bool(true),
    asymmetricQuantizeInputs: bool(),
  },
};
