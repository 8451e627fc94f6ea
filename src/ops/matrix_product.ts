/**
 * The product of a matrix [rows, depth] with the transpose of a matrix [columns, depth]. Both are read in parts that are copied
 * into doubles, so that one loop serves all element types: sums of products of integers of up to 16 bits are exact in doubles,
 * and sums of floats are closer to the true ones than float32 sums.
 */
export interface MatrixProduct {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Writes `count` rows of the first matrix, from `first` on, one behind the other. */
  packRows(first: number, count: number, sink: Float64Array): void;
  /** The same for the second matrix, whose rows are the columns of the product. */
  packColumns(first: number, count: number, sink: Float64Array): void;
  /** Receives a part of the product; the parts cover it, in any order. */
  take(tile: Tile): void;
}

/** Element (i, j) lies at i * stride + j of the sums and is element (row + i, column + j) of the product. */
export interface Tile {
  readonly sums: Float64Array;
  readonly stride: number;
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

/** Numbers of a part of either matrix: the rows stay in the second-level cache, the columns in the third. */
const PACKED_ROWS = 2 ** 15;
const PACKED_COLUMNS = 2 ** 18;
/** Bounds on the sums of a tile. */
const MOST_ROWS = 256;
const MOST_COLUMNS = 1024;

/** Sums that the inner loop makes at once. */
const ROWS_AT_ONCE = 2;
const COLUMNS_AT_ONCE = 4;

/** Computes a product part by part. */
export function multiply(product: MatrixProduct): void {
  const { rows, columns, depth } = product;
  const mostRows = partSize(rows, depth, PACKED_ROWS, MOST_ROWS, ROWS_AT_ONCE);
  const stride = partSize(columns, depth, PACKED_COLUMNS, MOST_COLUMNS, COLUMNS_AT_ONCE);
  const left = new Float64Array(mostRows * depth);
  const right = new Float64Array(stride * depth);
  const sums = new Float64Array(mostRows * stride);
  for (let column = 0; column < columns; column += stride) {
    const tileColumns = Math.min(stride, columns - column);
    product.packColumns(column, tileColumns, right);
    for (let row = 0; row < rows; row += mostRows) {
      const tileRows = Math.min(mostRows, rows - row);
      product.packRows(row, tileRows, left);
      sumProducts(left, tileRows, right, tileColumns, depth, sums, stride);
      product.take({ sums, stride, row, rows: tileRows, column, columns: tileColumns });
    }
  }
}

/** How many rows a part has: a multiple of what the inner loop takes at once, which may be more than there are. */
function partSize(rows: number, depth: number, packed: number, most: number, multiple: number): number {
  const fitting = Math.min(rows, most, Math.max(1, Math.floor(packed / Math.max(1, depth))));
  return Math.ceil(fitting / multiple) * multiple;
}

/** Rows and columns behind the last ones are computed too, from whatever the arrays hold there. */
function sumProducts(
  left: Float64Array,
  rows: number,
  right: Float64Array,
  columns: number,
  depth: number,
  sums: Float64Array,
  stride: number,
): void {
  for (let column = 0; column < columns; column += COLUMNS_AT_ONCE) {
    const [b0, b1, b2, b3] = [
      column * depth,
      (column + 1) * depth,
      (column + 2) * depth,
      (column + 3) * depth,
    ];
    for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
      const [a0, a1] = [row * depth, (row + 1) * depth];
      let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < depth; k++) {
        const x = left[a0 + k]!;
        const y = left[a1 + k]!;
        const p = right[b0 + k]!;
        const q = right[b1 + k]!;
        const r = right[b2 + k]!;
        const s = right[b3 + k]!;
        s00 += x * p;
        s01 += x * q;
        s02 += x * r;
        s03 += x * s;
        s10 += y * p;
        s11 += y * q;
        s12 += y * r;
        s13 += y * s;
      }
      const upper = row * stride + column;
      const lower = upper + stride;
      sums[upper] = s00;
      sums[upper + 1] = s01;
      sums[upper + 2] = s02;
      sums[upper + 3] = s03;
      sums[lower] = s10;
      sums[lower + 1] = s11;
      sums[lower + 2] = s12;
      sums[lower + 3] = s13;
    }
  }
}
