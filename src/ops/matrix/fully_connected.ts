import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import { FullyConnectedOptions } from "../../tflite/schema/network_options.js";
import { lowerBackground } from "../background.js";
import { inputOf, mismatch, outputOf, requireRank, unsupported } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { multiply } from "../matrix_product.js";
import { operator } from "../operator.js";
import { copyRun, subtractZero } from "../pack.js";
import { type Options, operandsOf, requireOperands } from "./dense_operands.js";
import { lowerProduct } from "./lower_batch_matmul.js";
import { lowerIntegerDense } from "./lower_integer_dense.js";

/** Input [..., depth] (any shape, read as rows of that length), weights [units, depth], bias [units] or none. */
function infer(node: Node<Options>): TensorType[] {
  const [input, weights] = [inputOf(node, 0), inputOf(node, 1)];
  const { fusedActivationFunction, weightsFormat, keepNumDims } = node.options;
  if (weightsFormat !== "DEFAULT") throw unsupported(node, `weights in the format ${weightsFormat}`);
  if (fusedActivationFunction === "TANH" || fusedActivationFunction === "SIGN_BIT")
    throw unsupported(node, `the fused activation ${fusedActivationFunction}`);
  requireRank(node, weights, 2);
  const [units, depth] = weights.shape as [number, number];
  requireOperands(node, { input, weights, bias: node.inputs[2] ?? null }, units);
  const outer = input.shape.slice(0, -1);
  const last = input.shape.at(-1);
  if (keepNumDims && last !== depth)
    throw mismatch(node, input.name, `${depth} as last dimension`, `${last ?? "a scalar"}`);
  // What does not fill a row is not read.
  const rows = depth === 0 ? elementCount(outer) : Math.floor(elementCount(input.shape) / depth);
  const { dtype, quantization } = outputOf(node);
  return [{ dtype, quantization, shape: keepNumDims ? [...outer, units] : [rows, units] }];
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [input, weights] = [inputOf(node, 0), inputOf(node, 1)];
  const [units, depth] = weights.shape as [number, number];
  const rows = elementCount(output!.shape) / units;
  // Without anything to sum up TensorFlow Lite does not add the bias either: the output stays zero.
  if (depth === 0 || !(rows > 0)) return;
  const roles = { input, weights, bias: node.inputs[2] ?? null };
  const { source, zeros, filter, filterZero, stage } = operandsOf(node, roles, output!, rows);
  multiply({
    rows,
    columns: units,
    depth,
    packRows(first, count, sink) {
      copyRun(source, first * depth, count * depth, sink, 0);
      for (let i = 0; i < count; i++) subtractZero(sink, i * depth, depth, zeros[first + i]!);
    },
    packColumns(first, count, sink) {
      copyRun(filter, first * depth, count * depth, sink, 0);
      subtractZero(sink, 0, count * depth, filterZero);
    },
    take({ sums, stride, row, rows: count, column, columns }) {
      for (let i = 0; i < count; i++)
        stage(sums, i * stride, columns, column, (row + i) * units + column, row + i);
    },
  });
}

function native(node: NativeNode<Options>, [output]: readonly TensorType[]): NativeStep[] | null {
  const weights = inputOf(node, 1);
  const [units, depth] = weights.shape as [number, number];
  if (depth === 0 || output!.shape.includes(0))
    return lowerBackground({ ...output!, output: 0 }, "zeros", null);
  const integers = lowerIntegerDense(node, output!);
  if (integers) return integers;
  if (weights.dtype !== "FLOAT32") return null;
  const rows = elementCount(output!.shape) / units;
  const activation = node.options.fusedActivationFunction;
  return lowerProduct(node, { rows, columns: units, depth, rightTransposed: true }, activation);
}

/** A dense layer. Sparse weights arrive as dense ones. */
export const fullyConnected = operator(
  "FULLY_CONNECTED",
  [
    "1.5.0",
    "1.10.0",
    "1.14.0",
    "1.14.0",
    "2.0.0",
    "2.1.0",
    "2.3.0",
    "2.3.0",
    "2.3.0",
    "2.11.0",
    "2.15.0",
    "2.17.0",
    "2.18.0",
    "2.21.0",
  ],
  { kernel: staticKernel(FullyConnectedOptions, { infer, reference, native }) },
);
