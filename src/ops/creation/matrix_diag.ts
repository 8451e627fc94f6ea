import { elementCount } from "../../tensor/index.js";
import { MatrixDiagOptions, MatrixSetDiagOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { movingKernel } from "../move.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Where the diagonals of neighbouring matrices lie, of `count` elements each. */
const diagonals = (matrices: number, count: number, rows: number, columns: number) =>
  copyOf([matrices, count], { sinkStrides: [rows * columns, columns + 1] });

/** Square matrices of zeros whose diagonals are the input's innermost vectors. */
export const matrixDiag = operator("MATRIX_DIAG", ["1.14.0"], {
  kernel: movingKernel(MatrixDiagOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const size = input.shape.at(-1);
      if (size === undefined) throw mismatch(node, input.name, "a rank from 1", "a scalar");
      return [movedType(node, input, [...input.shape, size])];
    },
    background: () => "zeros",
    moves(node) {
      const { shape } = inputOf(node, 0);
      const size = shape.at(-1)!;
      return [{ input: 0, copy: diagonals(elementCount(shape.slice(0, -1)), size, size, size) }];
    },
  }),
});

/** The matrices of the first input with the vectors of the second as their diagonals. */
export const matrixSetDiag = operator("MATRIX_SET_DIAG", ["1.14.0"], {
  kernel: movingKernel(MatrixSetDiagOptions, {
    infer(node) {
      const [input, diagonal] = [inputOf(node, 0), inputOf(node, 1)];
      requireType(node, diagonal, input.dtype);
      const [rows, columns] = input.shape.slice(-2);
      if (rows === undefined || columns === undefined)
        throw mismatch(node, input.name, "a rank from 2", shapeText(input.shape));
      const expected = [...input.shape.slice(0, -2), Math.min(rows, columns)];
      if (String(diagonal.shape) !== String(expected))
        throw mismatch(node, diagonal.name, shapeText(expected), shapeText(diagonal.shape));
      return [movedType(node, input, input.shape)];
    },
    moves(node) {
      const { shape } = inputOf(node, 0);
      const [rows, columns] = shape.slice(-2);
      const [matrices, length] = [elementCount(shape.slice(0, -2)), inputOf(node, 1).shape.at(-1)!];
      return [
        { input: 0, copy: copyOf([elementCount(shape)]) },
        { input: 1, copy: diagonals(matrices, length, rows!, columns!) },
      ];
    },
  }),
});
