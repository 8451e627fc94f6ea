import { elementCount } from "../../tensor/index.js";
import { MatrixDiagOptions, MatrixSetDiagOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireType, shapeText } from "../check.js";
import { staticKernel } from "../kernel.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf, stridedCopy } from "../strided_copy.js";

/** Where the diagonals of neighbouring matrices lie, of `count` elements each. */
const diagonals = (matrices: number, count: number, rows: number, columns: number) =>
  copyOf([matrices, count], { sinkStrides: [rows * columns, columns + 1] });

/** Square matrices of zeros whose diagonals are the input's innermost vectors. */
export const matrixDiag = operator("MATRIX_DIAG", ["1.14.0"], {
  kernel: staticKernel(MatrixDiagOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const size = input.shape.at(-1);
      if (size === undefined) throw mismatch(node, input.name, "a rank from 1", "a scalar");
      return [movedType(node, input, [...input.shape, size])];
    },
    reference(node, [output]) {
      const input = inputOf(node, 0);
      const size = input.shape.at(-1)!;
      const matrices = elementCount(input.shape.slice(0, -1));
      stridedCopy(input, output!, diagonals(matrices, size, size, size));
    },
  }),
});

/** The matrices of the first input with the vectors of the second as their diagonals. */
export const matrixSetDiag = operator("MATRIX_SET_DIAG", ["1.14.0"], {
  kernel: staticKernel(MatrixSetDiagOptions, {
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
    reference(node, [output]) {
      const [input, diagonal] = [inputOf(node, 0), inputOf(node, 1)];
      stridedCopy(input, output!, copyOf([elementCount(input.shape)]));
      const [rows, columns] = input.shape.slice(-2);
      const matrices = elementCount(input.shape.slice(0, -2));
      stridedCopy(diagonal, output!, diagonals(matrices, diagonal.shape.at(-1)!, rows!, columns!));
    },
  }),
});
