import { HalfliteError } from "../errors.js";
import type { CustomOperators, Kernel, Node } from "../ops/index.js";
import {
  arrayTypeOf,
  type ElementType,
  type Quantization,
  type Tensor,
  type TensorType,
} from "../tensor/index.js";
import { isShape } from "./shape.js";

/** The type of an output of a custom operator. */
export interface OutputType {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Default: what the model says of the output. */
  readonly quantization?: Quantization | null;
}

/**
 * An operator that a model names by a code of its own, in TypeScript.
 *
 * @example
 * const double: CustomOperator = {
 *   infer: ([x]) => [{ dtype: "FLOAT32", shape: x!.shape }],
 *   run([x], [y]) {
 *     const [from, to] = [x!.data as Float32Array, y!.data as Float32Array];
 *     for (let i = 0; i < from.length; i++) to[i] = 2 * from[i]!;
 *   },
 * };
 * await loadModel("model.tflite", { customOperators: { Double: double } });
 */
export interface CustomOperator {
  /**
   * The types of the outputs, one for each output of the node. Called before every execution, and when shapes are asked for.
   *
   * @param inputs null for an optional input that is absent
   * @param customOptions the bytes that the model holds for the node, often a flexbuffer; empty if it holds none
   */
  infer(inputs: readonly (TensorType | null)[], customOptions: Uint8Array): readonly OutputType[];
  /**
   * Fills the data of the outputs, which are zeros (or empty strings) of the types that `infer` gave.
   *
   * @param inputs must not be written to: they may be the model's weights
   */
  run(inputs: readonly (Tensor | null)[], outputs: readonly Tensor[], customOptions: Uint8Array): void;
}

/** The kernels of custom operators, by custom code. @throws INVALID_ARGUMENT for something without the two functions */
export function customKernels(operators: Readonly<Record<string, CustomOperator>>): CustomOperators {
  return new Map(Object.entries(operators).map(([code, operator]) => [code, kernelOf(code, operator)]));
}

function kernelOf(code: string, operator: CustomOperator): Kernel {
  for (const name of ["infer", "run"] as const) {
    const received = typeof operator?.[name];
    if (received === "function") continue;
    const argument = `customOperators.${code}.${name}`;
    throw new HalfliteError("INVALID_ARGUMENT", { argument, expected: "a function", received });
  }
  return {
    options: null,
    // It may keep a state of its own, or call the outside world.
    stateful: true,
    infer(node) {
      return outputTypes(node, operator.infer(node.inputs.map(withoutData), optionsOf(node)));
    },
    reference(node, outputs) {
      operator.run(node.inputs, outputs, optionsOf(node));
    },
  };
}

const withoutData = (input: TensorType | null): TensorType | null =>
  input && { dtype: input.dtype, shape: input.shape, quantization: input.quantization };

/** A copy, since the bytes themselves may be a mapped file. */
const optionsOf = ({ customOptions }: Node<unknown>) => customOptions?.slice() ?? new Uint8Array(0);

/** What `infer` gave, checked. */
function outputTypes(node: Node<unknown>, types: readonly OutputType[]): TensorType[] {
  const fail = (tensor: string, expected: string, received: string) =>
    new HalfliteError("SHAPE_MISMATCH", { place: node.place, tensor, expected, received });
  if (types?.length !== node.outputs.length)
    throw fail("outputs", `${node.outputs.length} types from infer`, `${types?.length}`);
  return types.map(({ dtype, shape, quantization }, i) => {
    const { name, quantization: declared } = node.outputs[i]!;
    if (dtype !== "STRING" && !arrayTypeOf(dtype)) throw fail(name, "an element type", `${dtype}`);
    if (!isShape(shape)) throw fail(name, "a shape of integers from 0", `[${shape}]`);
    return { dtype, shape: [...shape], quantization: quantization === undefined ? declared : quantization };
  });
}
