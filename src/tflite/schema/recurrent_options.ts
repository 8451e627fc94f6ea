/** Options of the recurrent operators. */

import { bool, defineTable, float32, int32, oneOf } from "./define.js";
import { ActivationFunctionType, LSTMKernelType } from "./enums.js";

export const BidirectionalSequenceLSTMOptions = defineTable("BidirectionalSequenceLSTMOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  cellClip: float32(),
  projClip: float32(),
  mergeOutputs: bool(),
  timeMajor: bool(true),
  asymmetricQuantizeInputs: bool(),
});

export const BidirectionalSequenceRNNOptions = defineTable("BidirectionalSequenceRNNOptions", {
  timeMajor: bool(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  mergeOutputs: bool(),
  asymmetricQuantizeInputs: bool(),
});

export const LSTMOptions = defineTable("LSTMOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  cellClip: float32(),
  projClip: float32(),
  kernelType: oneOf(LSTMKernelType, "FULL"),
  asymmetricQuantizeInputs: bool(),
});

export const RNNOptions = defineTable("RNNOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  asymmetricQuantizeInputs: bool(),
});

export const SVDFOptions = defineTable("SVDFOptions", {
  rank: int32(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  asymmetricQuantizeInputs: bool(),
});

export const SequenceRNNOptions = defineTable("SequenceRNNOptions", {
  timeMajor: bool(),
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  asymmetricQuantizeInputs: bool(),
});

export const UnidirectionalSequenceLSTMOptions = defineTable("UnidirectionalSequenceLSTMOptions", {
  fusedActivationFunction: oneOf(ActivationFunctionType, "NONE"),
  cellClip: float32(),
  projClip: float32(),
  timeMajor: bool(),
  asymmetricQuantizeInputs: bool(),
  diagonalRecurrentTensors: bool(),
});
