export { CompiledModel, type Outputs } from "./compiled_model.js";
export type { CustomOperator, OutputType } from "./custom_operator.js";
export type { InputData, Inputs, InputValue, ShapedInput } from "./input_tensor.js";
export { Interpreter, type InterpreterOptions } from "./interpreter.js";
export { loadModel } from "./load_model.js";
export {
  type IntermediateTensor,
  LOAD_KEYS,
  type LoadModelOptions,
  type LoadOptions,
  loadOptionsOf,
  type RunOptions,
  type RunSyncOptions,
} from "./options.js";
export type { NamedOutputArrays, OutputArrays } from "./output_arrays.js";
export { type NodeTiming, type OperatorTiming, RunProfile } from "./run_profile.js";
export { SignatureRunner } from "./signature_runner.js";
export type { TensorDetails } from "./tensor_details.js";
export type { SignatureInfo, TensorInfo } from "./tensor_info.js";
