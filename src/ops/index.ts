import type { BuiltinOperator } from "../tflite/index.js";
import { activation } from "./activation/index.js";
import { arithmetic } from "./arithmetic/index.js";
import { complex } from "./complex/index.js";
import { controlFlow } from "./control_flow/index.js";
import { convolution } from "./convolution/index.js";
import { creation } from "./creation/index.js";
import { custom } from "./custom/index.js";
import { embedding } from "./embedding/index.js";
import { image } from "./image/index.js";
import { indexing } from "./indexing/index.js";
import { joining } from "./joining/index.js";
import { logic } from "./logic/index.js";
import { matrix } from "./matrix/index.js";
import { normalization } from "./normalization/index.js";
import type { Float16Rule, Operator } from "./operator.js";
import { pooling } from "./pooling/index.js";
import { ranking } from "./ranking/index.js";
import { recurrent } from "./recurrent/index.js";
import { reduction } from "./reduction/index.js";
import { representation } from "./representation/index.js";
import { shape } from "./shape/index.js";
import { stablehlo } from "./stablehlo/index.js";
import { variable } from "./variable/index.js";

export { ValuesUnknown } from "./check.js";
export { customKernels } from "./custom/index.js";
export { writeElement } from "./indexing/write_element.js";
export type {
  CustomOperators,
  Declared,
  DynamicKernel,
  Execution,
  Input,
  Kernel,
  NativeNode,
  Node,
  Operand,
  RunningNode,
  StaticKernel,
  Steps,
} from "./kernel.js";
export { type BinaryFunction, binaryFunctionOf } from "./lower_binary.js";
export { type UnaryFunction, unaryFunctionOf } from "./lower_unary.js";
export type { NativeLowering, NativeOperand, NativeStep } from "./lowering.js";
export type { Float16Rule, Operator } from "./operator.js";
export { compareRuntimeVersions } from "./runtime_version.js";
export { LEAST_STREAMED_BYTES, MOST_STREAMED_WEIGHT_BYTES } from "./streaming.js";
export {
  nameOfVariable,
  numberOfVariable,
  setVariable,
  valueRead,
  variablesOf,
} from "./variable/resource.js";
export type { WindowAxis } from "./window_axis.js";

/** The one list of operators: every builtin operator of the schema, by family. */
export const operators: readonly Operator[] = [
  ...activation,
  ...arithmetic,
  ...complex,
  ...controlFlow,
  ...convolution,
  ...creation,
  ...custom,
  ...embedding,
  ...image,
  ...indexing,
  ...joining,
  ...logic,
  ...matrix,
  ...normalization,
  ...pooling,
  ...ranking,
  ...recurrent,
  ...reduction,
  ...representation,
  ...shape,
  ...stablehlo,
  ...variable,
];

const byName: ReadonlyMap<string, Operator> = new Map(operators.map((operator) => [operator.name, operator]));

/** The names of all builtin operators. */
export const operatorNames: readonly string[] = operators.map((operator) => operator.name);

/** The operator of that name; undefined for a name that is none of TensorFlow Lite's. */
export function findOperator(name: string): Operator | undefined {
  return byName.get(name);
}

/** What the conversion to float16 may do with the constants of a model's operator; `never` if the kind is not known. */
export function float16RuleOf(operator: { readonly builtinCode: BuiltinOperator }): Float16Rule {
  return findOperator(operator.builtinCode)?.float16 ?? "never";
}

/**
 * The first TensorFlow Lite runtime, as "major.minor.patch", that executes this version (from 1) of the operator;
 * undefined if none is recorded.
 */
export function minRuntimeVersion(name: string, version: number): string | undefined {
  return findOperator(name)?.minRuntimeVersion[version - 1];
}
