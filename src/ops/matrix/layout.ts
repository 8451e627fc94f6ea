/** The matrices of a batched product and how they are stored. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** The leading dimensions of both operands. */
  readonly leftBatches: readonly number[];
  readonly rightBatches: readonly number[];
  /** Whether the first matrix is stored as [depth, rows]. */
  readonly leftTransposed: boolean;
  /** Whether the second matrix is stored as [columns, depth]. */
  readonly rightTransposed: boolean;
}

/** Of shapes with at least two dimensions. The depth is the first operand's. */
export function layoutOf(
  left: readonly number[],
  right: readonly number[],
  { adjX, adjY }: { adjX: boolean; adjY: boolean },
): Layout {
  return {
    rows: left.at(adjX ? -1 : -2)!,
    depth: left.at(adjX ? -2 : -1)!,
    columns: right.at(adjY ? -2 : -1)!,
    leftBatches: left.slice(0, -2),
    rightBatches: right.slice(0, -2),
    leftTransposed: adjX,
    rightTransposed: adjY,
  };
}
