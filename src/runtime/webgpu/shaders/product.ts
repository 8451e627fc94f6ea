import { clampStages } from "../functions.js";
import type { Binding, Dispatch } from "../shader.js";
import { FEW_ROWS, fewRowsText, fewRowsWorkgroups } from "./few_rows.js";

/** How many elements of depth a workgroup takes at a time. */
const DEPTH = 16;

/** A product of matrices [rows, depth] x [depth, columns], many of them if `batches` is more than 1. */
export interface Product {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batches: number;
  /** `a` and `b` with whatever else the text reads; the bias of each column may be among them as `bias`. */
  readonly operands: readonly Binding[];
  /** The operand that is written, [batches, rows, columns]. */
  readonly sink: number;
  /**
   * WGSL of `fn load_row(batch: u32, row: u32, k: u32) -> real4`: elements k to k + 3, k being a multiple of 4, of a row of the
   * left matrix, zero beyond its depth; and of `fn load_columns(batch: u32, k: u32, column: u32) -> real4` of the right one's
   * columns from `column`, a multiple of 4. Both are asked within the rows and columns rounded up to 4.
   */
  readonly loads: string;
  /**
   * The right matrix lies [columns, depth], its depth a multiple of 4: the text has `fn load_deep(batch: u32, column: u32, k: u32) ->
   * real4`, elements k to k + 3 of a column, asked within the columns, so that neighbours are read together.
   */
  readonly isDeep?: boolean;
  /**
   * WGSL of `fn place(batch: u32, row: u32) -> i32`, the element of the sink that the first column of a row becomes, negative for rows
   * that become nothing; and of `fn bias_place(batch: u32) -> u32`. Rows lie one after another, and all have one bias, if absent.
   */
  readonly places?: string;
  /** Parameters of its own, from parameter(4) on. */
  readonly parameters: readonly number[];
  readonly range: readonly [least: number, most: number];
}

/** Invocations of a workgroup along columns and rows; each makes `rows` x 4 elements. */
interface Tile {
  readonly x: number;
  readonly y: number;
  readonly rows: number;
}

/** The largest tile that still gives a large device something to do everywhere; small ones waste least. */
const TILES: readonly Tile[] = [
  { x: 16, y: 16, rows: 8 },
  { x: 16, y: 16, rows: 4 },
  { x: 8, y: 8, rows: 4 },
];
const ENOUGH_WORKGROUPS = 128;

const workgroupsOf = ({ x, y, rows }: Tile, product: Product): [number, number, number] => [
  Math.ceil(product.columns / (4 * x)),
  Math.ceil(product.rows / (rows * y)),
  product.batches,
];

function tileOf(product: Product): Tile {
  const isEnough = (tile: Tile) =>
    workgroupsOf(tile, product).reduce((all, count) => all * count, 1) >= ENOUGH_WORKGROUPS;
  return TILES.find(isEnough) ?? TILES.at(-1)!;
}

/** The dispatch of a product: tiles of both matrices in a workgroup's memory, a block of sums in each invocation's registers. */
export function productDispatch(product: Product): Dispatch {
  const { name, rows, columns, depth, operands, sink, loads, parameters, range } = product;
  const tile = tileOf(product);
  const hasBias = operands.some((operand) => operand.name === "bias");
  const isAligned = columns % 4 === 0;
  const isFew = rows > 0 && rows <= FEW_ROWS;
  const main = isFew
    ? fewRowsText(rows, hasBias)
    : mainText(tile, hasBias, product.isDeep ? deepTileText(tile) : tileText(tile));
  return {
    name,
    bindings: [...operands, { name: "sink", operand: sink, width: isAligned ? 4 : 1, access: "write" }],
    parameters: [rows, columns, depth, 0, ...parameters],
    numbers: [],
    text: [loads, product.places ?? DENSE_PLACES, finishRowText(isAligned), main].join("\n"),
    workgroups: isFew ? fewRowsWorkgroups(columns, product.batches) : workgroupsOf(tile, product),
    stages: clampStages(...range),
  };
}

const DENSE_PLACES = `
fn place(batch: u32, row: u32) -> i32 { return i32((batch * parameter(0u) + row) * parameter(1u)); }
fn bias_place(batch: u32) -> u32 { return 0u; }`;

/** The `finish_row` that adds the bias to four sums and stores them. */
function finishRowText(isAligned: boolean): string {
  const store = isAligned
    ? "store4_sink(at, real4(total));"
    : "for (var c = 0u; c < min(4u, parameter(1u) - column); c++) { store_sink(at + c, real(total[c])); }";
  return `
fn finish_row(batch: u32, row: u32, column: u32, bias: sum4, value: sum4) {
  if (row >= parameter(0u) || column >= parameter(1u)) { return; }
  let total = value + bias;
  let first = place(batch, row);
  if (first < 0) { return; }
  let at = u32(first) + column;
  ${store}
}`;
}

/** WGSL that fills the right tile four columns at a time. */
const tileText = ({ x, y }: Tile): string => `    for (var i = index; i < ${DEPTH * x}u; i += ${x * y}u) {
      let at = k + i / ${x}u;
      let column = first_column + (i % ${x}u) * 4u;
      if (at < parameter(2u) && column < parameter(1u)) { tile_b[i] = load_columns(batch, at, column); } else { tile_b[i] = real4(); }
    }`;

/** The same from blocks of 4 x 4, read along the depth of four columns. */
const deepTileText = ({
  x,
  y,
}: Tile): string => `    for (var i = index; i < ${(DEPTH / 4) * x}u; i += ${x * y}u) {
      let at = k + i % ${DEPTH / 4}u * 4u;
      let column = first_column + i / ${DEPTH / 4}u * 4u;
      var block: mat4x4<real>;
      for (var c = 0u; c < 4u; c++) {
        if (at < parameter(2u) && column + c < parameter(1u)) { block[c] = load_deep(batch, column + c, at); }
      }
      block = transpose(block);
      for (var r = 0u; r < 4u; r++) { tile_b[(i % ${DEPTH / 4}u * 4u + r) * ${x}u + i / ${DEPTH / 4}u] = block[r]; }
    }`;

function mainText({ x, y, rows }: Tile, hasBias: boolean, fillRight: string): string {
  const fours = DEPTH / 4;
  const each = (text: (r: number) => string) => Array.from({ length: rows }, (_, r) => text(r)).join("\n");
  return `
var<workgroup> tile_a: array<real4, ${rows * y * fours}>;
var<workgroup> tile_b: array<real4, ${DEPTH * x}>;

@compute @workgroup_size(${x}, ${y}, 1)
fn main(@builtin(local_invocation_id) local: vec3<u32>, @builtin(local_invocation_index) index: u32,
        @builtin(workgroup_id) group: vec3<u32>) {
  let batch = group.z;
  let first_row = group.y * ${rows * y}u;
  let first_column = group.x * ${4 * x}u;
${each((r) => `  var total${r} = sum4();`)}
  for (var k = 0u; k < parameter(2u); k += ${DEPTH}u) {
    for (var i = index; i < ${rows * y * fours}u; i += ${x * y}u) {
      let row = first_row + i / ${fours}u;
      let at = k + (i % ${fours}u) * 4u;
      if (row < parameter(0u) && at < parameter(2u)) { tile_a[i] = load_row(batch, row, at); } else { tile_a[i] = real4(); }
    }
${fillRight}
    workgroupBarrier();
    for (var j = 0u; j < ${fours}u; j++) {
      let b = j * ${4 * x}u + local.x;
      let b0 = sum4(tile_b[b]);
      let b1 = sum4(tile_b[b + ${x}u]);
      let b2 = sum4(tile_b[b + ${2 * x}u]);
      let b3 = sum4(tile_b[b + ${3 * x}u]);
${each(
  (r) => `      {
        let a = sum4(tile_a[(local.y * ${rows}u + ${r}u) * ${fours}u + j]);
        total${r} = fma(sum4(a.x), b0, fma(sum4(a.y), b1, fma(sum4(a.z), b2, fma(sum4(a.w), b3, total${r}))));
      }`,
)}
    }
    workgroupBarrier();
  }
  let column = first_column + local.x * 4u;
  let row = first_row + local.y * ${rows}u;
  ${hasBias ? "let bias = sum4(load4_bias(bias_place(batch) + column));" : "let bias = sum4();"}
${each((r) => `  finish_row(batch, row + ${r}u, column, bias, total${r});`)}
}`;
}
