import { elementCount, type TensorType } from "../../tensor/index.js";
import { eachRun } from "../broadcast.js";
import { inputOf } from "../check.js";
import { storedRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { type LoweredStage, lowerFixedStage, lowerHybridStage, storedStage } from "../lower_output_stage.js";
import type { NativeStep } from "../lowering.js";
import { perTensor } from "../quantization.js";
import { type Options, realMultiplierOf } from "./batch_operands.js";
import type { Layout } from "./layout.js";
import { type IntegerProducts, integerProducts } from "./lower_integer_dense.js";

/** Of at least one product. @returns null for products of floats */
export function lowerIntegerBatchMatmul(
  node: NativeNode<Options>,
  layout: Layout,
  output: TensorType,
): NativeStep[] | null {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  const { rows, columns, depth, leftTransposed, rightTransposed } = layout;
  if (right.dtype === "FLOAT32") return null;
  const stage = stageOf(node, layout, output);
  if (!stage) return null;
  const hasZeros = left.dtype !== "FLOAT32" && output.dtype !== "INT32";
  const shape: IntegerProducts = {
    ...{ rows, depth, units: columns, leftTransposed, rightTransposed: !rightTransposed },
    lefts: elementCount(layout.leftBatches),
    rights: elementCount(layout.rightBatches),
    products: productsOf(layout, output.shape.slice(0, -2)),
    scheme: node.options.asymmetricQuantizeInputs ? "asymmetric" : "symmetric",
    rightType: right.dtype === "INT16" ? "INT16" : "INT8",
    rightZero: hasZeros ? perTensor(node, right).zeroPoint : 0,
  };
  return integerProducts(node, shape, stage);
}

function stageOf(
  node: NativeNode<Options>,
  { columns, depth }: Layout,
  output: TensorType,
): LoweredStage | null {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
  if (left.dtype === "FLOAT32")
    return lowerHybridStage(node, { weights: right, bias: null, channels: columns, depth }, "NONE", false);
  if (output.dtype === "INT32") return storedStage;
  const { zeroPoint } = perTensor(node, { name: "output", quantization: output.quantization });
  return lowerFixedStage(output.dtype, null, {
    scales: new Float64Array(columns).fill(realMultiplierOf(node, output)),
    ...{ zeroPoint, range: storedRange[output.dtype]!, isWide: left.dtype === "INT16" },
  });
}

/** Which matrices make each product of batches that broadcast. */
function productsOf({ leftBatches, rightBatches }: Layout, batches: readonly number[]): [number, number][] {
  const products: [number, number][] = [];
  eachRun(batches, [leftBatches, rightBatches], (_, count, at, step) => {
    for (let i = 0; i < count; i++) products.push([at[0]! + i * step[0]!, at[1]! + i * step[1]!]);
  });
  return products;
}
