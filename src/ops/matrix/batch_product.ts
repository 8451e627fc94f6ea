import { eachRun } from "../broadcast.js";
import { multiply } from "../matrix_product.js";
import { copyColumns, copyRun, subtractZero } from "../pack.js";
import type { BatchOperands } from "./batch_operands.js";
import type { Layout } from "./layout.js";

/** Fills the output, whose leading dimensions are `batches`. */
export function multiplyBatches(operands: BatchOperands, layout: Layout, batches: readonly number[]): void {
  const { rows, columns } = layout;
  if (rows * columns === 0) return;
  eachRun(batches, [layout.leftBatches, layout.rightBatches], (result, count, at, step) => {
    for (let i = 0; i < count; i++)
      multiplyBatch(operands, layout, result + i, at[0]! + i * step[0]!, at[1]! + i * step[1]!);
  });
}

function multiplyBatch(
  { left, leftTransposed, zeros, right, rightZero, stage }: BatchOperands,
  { rows, columns, depth, rightTransposed }: Layout,
  batch: number,
  leftBatch: number,
  rightBatch: number,
): void {
  const leftAt = leftBatch * rows * depth;
  const rightAt = rightBatch * columns * depth;
  const firstRow = leftBatch * rows;
  multiply({
    rows,
    columns,
    depth,
    packRows(first, count, sink) {
      if (leftTransposed) copyColumns(left, leftAt, { depth, width: rows }, first, count, sink);
      else copyRun(left, leftAt + first * depth, count * depth, sink, 0);
      for (let i = 0; i < count; i++) subtractZero(sink, i * depth, depth, zeros[firstRow + first + i]!);
    },
    packColumns(first, count, sink) {
      if (rightTransposed) copyRun(right, rightAt + first * depth, count * depth, sink, 0);
      else copyColumns(right, rightAt, { depth, width: columns }, first, count, sink);
      subtractZero(sink, 0, count * depth, rightZero);
    },
    take({ sums, stride, row, rows: count, column, columns: width }) {
      for (let i = 0; i < count; i++) {
        const sink = (batch * rows + row + i) * columns + column;
        stage(sums, i * stride, width, column, sink, firstRow + row + i);
      }
    },
  });
}
