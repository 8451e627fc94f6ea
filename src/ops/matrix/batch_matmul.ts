import { broadcastShapes, type Tensor, type TensorType } from "../../tensor/index.js";
import { BatchMatMulOptions } from "../../tflite/schema/network_options.js";
import { lowerBackground } from "../background.js";
import { inputOf, mismatch, outputOf, requireRank, requireType, shapeText } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { perTensor } from "../quantization.js";
import { channelScales } from "../weights.js";
import { type Options, operandsOf } from "./batch_operands.js";
import { multiplyBatches } from "./batch_product.js";
import { layoutOf } from "./layout.js";
import { lowerBatchMatmul } from "./lower_batch_matmul.js";
import { lowerIntegerBatchMatmul } from "./lower_integer_batch_matmul.js";

/** The types of the second input and of the output that go with the type of the first. */
const known = {
  FLOAT32: { right: ["FLOAT32", "INT8"], output: ["FLOAT32"] },
  INT8: { right: ["INT8"], output: ["INT8", "INT32"] },
  INT16: { right: ["INT16", "INT8"], output: ["INT16"] },
} as const;

function infer(node: Node<Options>): TensorType[] {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const output = outputOf(node);
  requireType(node, left, "FLOAT32", "INT8", "INT16");
  const types = known[left.dtype as keyof typeof known];
  requireType(node, right, ...types.right);
  requireType(node, output, ...types.output);
  requireRank(node, left, 2, 5);
  requireRank(node, right, 2, 5);
  const { rows, columns, depth } = layoutOf(left.shape, right.shape, node.options);
  if (depth !== right.shape.at(node.options.adjY ? -1 : -2))
    throw mismatch(node, right.name, `a matrix of depth ${depth}`, shapeText(right.shape));
  const batch = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  if (!batch)
    throw mismatch(node, right.name, `batches that fit ${shapeText(left.shape)}`, shapeText(right.shape));
  requireQuantization(node, columns);
  return [{ dtype: output.dtype, quantization: output.quantization, shape: [...batch, rows, columns] }];
}

function requireQuantization(node: Node<Options>, columns: number): void {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const output = outputOf(node);
  if (left.dtype === "FLOAT32" && right.dtype === "FLOAT32") return;
  if (left.dtype === "FLOAT32") {
    channelScales(node, right, columns);
    return;
  }
  if (output.dtype === "INT32") return;
  const zeroPoints = [left, right, output].map((tensor) => perTensor(node, tensor).zeroPoint);
  if (left.dtype === "INT16" && zeroPoints.some((zeroPoint) => zeroPoint !== 0))
    throw mismatch(node, "zero points of an INT16 product", "0", zeroPoints.join(", "));
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const layout = layoutOf(left.shape, right.shape, node.options);
  multiplyBatches(operandsOf(node, output!, layout), layout, output!.shape.slice(0, -2));
}

/** Sums of nothing: every element of the output is what stands for zero in it. */
function lowerEmptySums(node: Node<Options>, output: TensorType): NativeStep[] | null {
  const isZeroStored =
    output.dtype !== "INT8" || storesInt8(perTensor(node, { name: "output", ...output }).zeroPoint);
  return isZeroStored ? lowerBackground({ ...output, output: 0 }, "zero points", null) : null;
}

const storesInt8 = (value: number) => value >= -128 && value <= 127;

/**
 * Products of matrices [..., rows, depth] and [..., depth, columns], either of them transposed on demand. The leading dimensions
 * broadcast. FLOAT32; INT8 to INT8 or, of the stored values as they are, to INT32; INT16 with INT16 or INT8; FLOAT32 quantized on
 * the fly with INT8.
 */
export const batchMatmul = operator("BATCH_MATMUL", ["2.3.0", "2.3.0", "2.4.0", "2.5.0"], {
  kernel: staticKernel(BatchMatMulOptions, {
    infer,
    reference,
    native(node, [output]) {
      const layout = layoutOf(inputOf(node, 0).shape, inputOf(node, 1).shape, node.options);
      if (output!.shape.includes(0)) return [];
      if (layout.depth === 0) return lowerEmptySums(node, output!);
      return lowerIntegerBatchMatmul(node, layout, output!) ?? lowerBatchMatmul(node, layout, output!);
    },
  }),
});
