import type { TensorType } from "../../tensor/index.js";
import { elementCount, stridesOf } from "../../tensor/index.js";
import { lowerConvolution, MOST_PANEL_COLUMNS } from "../convolution/lower_convolution.js";
import type { NativeNode } from "../kernel.js";
import { isFloatConstant } from "../lower_window.js";
import type { NativeStep } from "../lowering.js";
import { singleTap } from "../window.js";
import type { Layout } from "./layout.js";
import { FEW_ROWS, lowerDense } from "./lower_dense.js";

/** The leading dimensions that the native step knows. */
const BATCH_DIMENSIONS = 3;

/** Of at least one product. @returns null unless both sides are float32 */
export function lowerBatchMatmul(
  node: NativeNode<unknown>,
  layout: Layout,
  output: TensorType,
): NativeStep[] | null {
  const { rows, columns, depth, leftTransposed, rightTransposed } = layout;
  if (node.inputs.some((input) => input && input.dtype !== "FLOAT32")) return null;
  const [lefts, rights] = [elementCount(layout.leftBatches), elementCount(layout.rightBatches)];
  if (isFloatConstant(node, 1) && rights === 1 && !leftTransposed)
    return lowerProduct(node, { ...layout, rows: lefts * rows });
  const columnsPacked = Math.ceil(columns / MOST_PANEL_COLUMNS) * MOST_PANEL_COLUMNS;
  const isDense = rows <= FEW_ROWS && rightTransposed && !leftTransposed;
  return [
    {
      step: "batch_matmul",
      operands: [
        ...[{ input: 0 }, { input: 1 }, { output: 0 }],
        isDense ? null : { scratch: 4 * rights * columnsPacked * depth },
        leftTransposed ? { scratch: 4 * lefts * rows * depth } : null,
      ],
      parameters: [
        ...[rows, columns, depth, leftTransposed ? 1 : 0, rightTransposed ? 1 : 0],
        ...batchesOf(output.shape.slice(0, -2), layout),
      ],
    },
  ];
}

/** Rows times one matrix, which is packed: once, if it is a constant. @returns null unless all inputs are float32 */
export function lowerProduct(
  node: NativeNode<unknown>,
  { rows, columns, depth, rightTransposed }: Pick<Layout, "rows" | "columns" | "depth" | "rightTransposed">,
  activation: Parameters<typeof lowerDense>[1]["activation"] = "NONE",
): NativeStep[] | null {
  if (rightTransposed && rows <= FEW_ROWS)
    return lowerDense(node, { rows, depth, units: columns, activation });
  return lowerConvolution(node, {
    batches: 1,
    axes: [singleTap, singleTap, { ...singleTap, input: rows, output: rows }],
    channels: depth,
    outputChannels: columns,
    groups: 1,
    filterLayout: rightTransposed ? "output channel first" : "output channel last",
    activation,
  });
}

/** The sizes of the leading dimensions, and by how many matrices each side moves along them: by none where it is repeated. */
function batchesOf(sizes: readonly number[], { leftBatches, rightBatches }: Layout): number[] {
  const padded = (shape: readonly number[]) => [
    ...new Array<number>(BATCH_DIMENSIONS - shape.length).fill(1),
    ...shape,
  ];
  const steps = (shape: readonly number[]) =>
    stridesOf(padded(shape)).map((stride, d) => (padded(shape)[d] === 1 ? 0 : stride));
  return [...padded(sizes), ...steps(leftBatches), ...steps(rightBatches)];
}
