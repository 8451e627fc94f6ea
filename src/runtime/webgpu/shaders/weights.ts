import type { Binding, Layout } from "../shader.js";

const roundUp = (count: number, to: number) => Math.ceil(count / to) * to;

/** Weights [columns, depth] as [depth, columns], columns padded with zeros to a multiple of 4. */
export function transposedWeights(columns: number, depth: number): Layout {
  const stride = roundUp(columns, 4);
  return {
    key: `transposed ${columns}x${depth}`,
    elements: stride * depth,
    fill(source, sink) {
      for (let column = 0; column < columns; column++)
        for (let k = 0; k < depth; k++) sink[k * stride + column] = source[column * depth + k]!;
    },
  };
}

/** The same elements, padded with zeros to a multiple of 4. */
export const paddedTo4 = (elements: number): Layout => ({
  key: "padded",
  elements: roundUp(elements, 4),
  fill: (source, sink) => sink.set(source.subarray(0, elements)),
});

/** The `load_columns` of weights that `transposedWeights` laid out. */
export const TRANSPOSED_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  return load4_b(k * ((parameter(1u) + 3u) / 4u * 4u) + column);
}`;

/** The `load_columns` of computed weights [columns, depth]. */
export const COMPUTED_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  var four = real4();
  for (var c = 0u; c < min(4u, parameter(1u) - column); c++) { four[c] = load_b((column + c) * parameter(2u) + k); }
  return four;
}`;

/** The `load_row` of a matrix [rows, depth] that lies in order. */
export const denseRows = (depth: number): string =>
  depth % 4 === 0
    ? "fn load_row(batch: u32, row: u32, k: u32) -> real4 { return load4_a(row * parameter(2u) + k); }"
    : `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  var four = real4();
  for (var c = 0u; c < min(4u, parameter(2u) - k); c++) { four[c] = load_a(row * parameter(2u) + k + c); }
  return four;
}`;

/** Weights and bias of a product, constant or computed. */
export function weightBindings(
  [weights, bias]: readonly [
    { operand: number; isConstant: boolean },
    { operand: number; isConstant: boolean } | null,
  ],
  columns: number,
  depth: number,
): Binding[] {
  const b: Binding = weights.isConstant
    ? {
        name: "b",
        operand: weights.operand,
        width: 4,
        access: "read",
        layout: transposedWeights(columns, depth),
      }
    : { name: "b", operand: weights.operand, width: 1, access: "read" };
  if (!bias) return [b];
  const padded: Binding = {
    name: "bias",
    operand: bias.operand,
    width: 4,
    access: "read",
    layout: paddedTo4(columns),
  };
  return [b, bias.isConstant ? padded : { name: "bias", operand: bias.operand, width: 1, access: "read" }];
}
