import type { StepShader } from "../shader.js";
import { productDispatch } from "./product.js";
import { fourOf } from "./weights.js";

/** Products of computed matrices, many of them: three leading dimensions, along which a side steps by some matrices, or by none. */
export const batchMatmul: StepShader = ({ parameters }) => {
  const [rows, columns, depth] = parameters.list(3);
  const [leftTransposed, rightTransposed] = [parameters.flag(), parameters.flag()];
  const [sizes, leftSteps, rightSteps] = [parameters.list(3), parameters.list(3), parameters.list(3)];
  const batches = sizes.reduce((product, size) => product * size, 1);
  const isDeep = rightTransposed && depth % 4 === 0;
  const leftLast = leftTransposed ? rows : depth;
  const rightLast = rightTransposed ? depth : columns;
  return [
    productDispatch({
      name: "batch_matmul",
      ...{ rows, columns, depth, batches, range: [-Infinity, Infinity] },
      operands: [
        { name: "a", operand: 0, width: !leftTransposed && leftLast % 4 === 0 ? 4 : 1, access: "read" },
        { name: "b", operand: 1, width: rightLast % 4 === 0 ? 4 : 1, access: "read" },
      ],
      sink: 2,
      loads: [
        MATRICES,
        leftTransposed ? TRANSPOSED_ROWS : rowsText(depth),
        rightTransposed ? TRANSPOSED_COLUMNS : columnsText(columns),
        ...(isDeep ? [DEEP_COLUMNS] : []),
      ].join("\n"),
      isDeep,
      parameters: [...sizes, ...leftSteps, ...rightSteps],
    }),
  ];
};

/** The number of the matrix of a side that takes part in the result `batch`; its steps are parameters from `first` on. */
const MATRICES = `
fn left_of(batch: u32) -> u32 {
  return batch % parameter(6u) * parameter(9u) + batch / parameter(6u) % parameter(5u) * parameter(8u) + batch / parameter(6u) / parameter(5u) * parameter(7u);
}
fn right_of(batch: u32) -> u32 {
  return batch % parameter(6u) * parameter(12u) + batch / parameter(6u) % parameter(5u) * parameter(11u) + batch / parameter(6u) / parameter(5u) * parameter(10u);
}`;

/** Of left matrices [rows, depth]. */
const rowsText = (depth: number): string => `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let at = (left_of(batch) * parameter(0u) + row) * parameter(2u) + k;
  ${depth % 4 === 0 ? "return load4_a(at);" : fourOf((c) => `load_a(at + ${c}u)`, "parameter(2u) - k")}
}`;

/** Of left matrices [depth, rows]. */
const TRANSPOSED_ROWS = `
fn load_row(batch: u32, row: u32, k: u32) -> real4 {
  let at = (left_of(batch) * parameter(2u) + k) * parameter(0u) + row;
  ${fourOf((c) => `load_a(at + ${c}u * parameter(0u))`, "parameter(2u) - k")}
}`;

/** Of right matrices [depth, columns]. */
const columnsText = (columns: number): string => `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  let at = (right_of(batch) * parameter(2u) + k) * parameter(1u) + column;
  ${columns % 4 === 0 ? "return load4_b(at);" : fourOf((c) => `load_b(at + ${c}u)`, "parameter(1u) - column")}
}`;

/** Of right matrices [columns, depth]. */
const TRANSPOSED_COLUMNS = `
fn load_columns(batch: u32, k: u32, column: u32) -> real4 {
  let at = (right_of(batch) * parameter(1u) + column) * parameter(2u) + k;
  ${fourOf((c) => `load_b(at + ${c}u * parameter(2u))`, "parameter(1u) - column")}
}`;

const DEEP_COLUMNS = `
fn load_deep(batch: u32, column: u32, k: u32) -> real4 {
  return load4_b((right_of(batch) * parameter(1u) + column) * parameter(2u) + k);
}`;
