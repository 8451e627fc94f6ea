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

/** Weights [depth, columns], columns padded with zeros to a multiple of 4. */
export function paddedWeights(columns: number, depth: number): Layout {
  const stride = roundUp(columns, 4);
  return {
    key: `padded ${columns}x${depth}`,
    elements: stride * depth,
    fill(source, sink) {
      for (let k = 0; k < depth; k++) sink.set(source.subarray(k * columns, (k + 1) * columns), k * stride);
    },
  };
}

/** The same elements, padded with zeros to a multiple of 4. */
export const paddedTo4 = (elements: number): Layout => ({
  key: "padded",
  elements: roundUp(elements, 4),
  fill: (source, sink) => sink.set(source.subarray(0, elements)),
});

/**
 * WGSL that returns as many of four elements as there are, and zeros. All are read: what lies beyond a buffer is some element of it,
 * and a loop over components would cost more.
 */
export function fourOf(element: (c: number) => string, count: string): string {
  const others = [1, 2, 3].map((c) => `select(real(), ${element(c)}, ${count} > ${c}u)`);
  return `return real4(${[element(0), ...others].join(", ")});`;
}

/** WGSL of what a product asks of its right matrix. */
export interface WeightText {
  readonly loads: string;
  readonly isDeep?: boolean;
}

/** Of weights as `weightBindings` binds them. */
export function weightText({ isConstant, isLast }: Weights, columns: number, depth: number): WeightText {
  if (isConstant) return { loads: PADDED_COLUMNS };
  if (isLast) return { loads: columns % 4 === 0 ? PADDED_COLUMNS : LAST_COLUMNS };
  return depth % 4 === 0 ? { loads: FIRST_COLUMNS + DEEP_COLUMNS, isDeep: true } : { loads: FIRST_COLUMNS };
}

/** Of [depth, columns], columns rounded up to a multiple of 4. */
const PADDED_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  return load4_b(k * ((parameter(1u) + 3u) / 4u * 4u) + column);
}`;

/** Of [depth, columns]. */
const LAST_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  ${fourOf((c) => `load_b(k * parameter(1u) + column + ${c}u)`, "parameter(1u) - column")}
}`;

/** Of [columns, depth]. */
const FIRST_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  ${fourOf((c) => `load_b((column + ${c}u) * parameter(2u) + k)`, "parameter(1u) - column")}
}`;

const DEEP_COLUMNS = `
fn load_deep(batch: u32, column: u32, k: u32) -> real4 { return load4_b(column * parameter(2u) + k); }`;

/** The `load_row` of a matrix [rows, depth] that lies in order. */
export const denseRows = (depth: number): string =>
  depth % 4 === 0
    ? "fn load_row(batch: u32, row: u32, k: u32) -> real4 { return load4_a(row * parameter(2u) + k); }"
    : `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  ${fourOf((c) => `load_a(row * parameter(2u) + k + ${c}u)`, "parameter(2u) - k")}
}`;

/** Weights [columns, depth] of a product, or [depth, columns] where the columns come last. */
export interface Weights {
  readonly operand: number;
  readonly isConstant: boolean;
  readonly isLast: boolean;
}

/** Weights and bias of a product, constant or computed. */
export function weightBindings(
  [weights, bias]: readonly [Weights, { operand: number; isConstant: boolean } | null],
  columns: number,
  depth: number,
): Binding[] {
  const { operand, isConstant, isLast } = weights;
  const layout = isLast ? paddedWeights(columns, depth) : transposedWeights(columns, depth);
  const neighbours = isLast ? columns : depth;
  const b: Binding = isConstant
    ? { name: "b", operand, width: 4, access: "read", layout }
    : { name: "b", operand, width: neighbours % 4 === 0 ? 4 : 1, access: "read" };
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
