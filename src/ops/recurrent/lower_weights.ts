import type { Input, NativeNode } from "../kernel.js";
import { elementParameters, scalesBytes } from "../lower_integer_input.js";
import { float16Flag } from "../lower_window.js";
import type { NativeOperand } from "../lowering.js";
import { perTensor } from "../quantization.js";
import { weightsOf } from "./weights.js";

/** The number of int8 among the kinds of native/program/weight_matrix.h. */
const INT8 = 2;

/** Elements of the widest vector that rows are padded to. */
const VECTOR = 64;

/** Sums of more products of quantized floats and int8 may not fit into 32 bits. */
const MOST_DEPTH = 65535;

/** How a matrix is stored, and its scale, as native steps read it. @throws SHAPE_MISMATCH unless quantized weights have one scale */
export function matrixParameters(node: NativeNode<unknown>, place: number): number[] {
  const weights = node.inputs[place];
  if (!weights || weights.dtype === "FLOAT32") return [float16Flag(node, place), 0];
  return [INT8, perTensor(node, weights).scale];
}

/** Whether native steps take a matrix: it is no diagonal, and has something to sum up, but not too much. */
export function isMatrix(node: NativeNode<unknown>, place: number): boolean {
  const weights = node.inputs[place];
  if (!weights) return true;
  const [, depth = 0] = weights.shape;
  return weights.shape.length === 2 && depth > 0 && (weights.dtype === "FLOAT32" || depth <= MOST_DEPTH);
}

/** How rows of floats meet quantized weights: memory for the most of them, and parameters. */
export function quantizedRows(
  node: NativeNode<{ readonly asymmetricQuantizeInputs: boolean }>,
  weights: number,
  rows: readonly { readonly count: number; readonly depth: number }[],
): { readonly operand: NativeOperand; readonly parameters: readonly number[] } {
  const input = node.inputs[0]!;
  const bytes = rows.map(
    ({ count, depth }) => scalesBytes(input, count) + 2 * count * Math.ceil(depth / VECTOR) * VECTOR,
  );
  const isQuantized = node.inputs[weights]!.dtype !== "FLOAT32";
  return {
    operand: isQuantized ? { scratch: Math.max(...bytes) } : null,
    parameters: elementParameters(
      node,
      input,
      node.options.asymmetricQuantizeInputs ? "asymmetric" : "symmetric",
    ),
  };
}

/** The numbers of a constant of floats or quantized weights, as floats; null where they are computed. */
export function floatOperand(node: NativeNode<unknown>, place: number): NativeOperand {
  const input = node.inputs[place];
  if (!input || input.dtype === "FLOAT32") return input ? { input: place } : null;
  const { data, scale } = weightsOf(node, input as Input);
  return { constant: new Uint8Array(Float32Array.from(data, (stored) => stored * scale).buffer) };
}
