import { elementCount } from "../../tensor/index.js";
import { Rfft2dOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, numbers, requireRank, requireType } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { integersFor } from "../movement.js";
import { operator } from "../operator.js";
import { complexVector, fourierTransform } from "./fourier.js";

/**
 * The two-dimensional Fourier transform of real numbers: FLOAT32 [..., rows, columns], cut off or filled up with zeros to the
 * lengths in the second input, powers of two, gives COMPLEX64 [..., height, width / 2 + 1].
 */
export const rfft2d = operator("RFFT2D", ["2.5.0"], {
  kernel: staticKernel(Rfft2dOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      requireType(node, input, "FLOAT32");
      requireRank(node, input, 2, Infinity);
      const [height, width] = lengthsOf(node);
      const shape = [...input.shape.slice(0, -2), height, Math.floor(width / 2) + 1];
      return [{ dtype: "COMPLEX64", shape, quantization: null }];
    },
    reference(node, [output]) {
      const { shape, data } = inputOf(node, 0);
      const [rows, columns] = shape.slice(-2) as [number, number];
      const [height, width] = lengthsOf(node);
      const plane = height * (Math.floor(width / 2) + 1) * 2;
      const transform = planeTransform(height, width);
      const sink = numbers(output!) as Float32Array;
      for (let i = 0; i * plane < sink.length; i++) {
        const source = (data as Float32Array).subarray(i * rows * columns, (i + 1) * rows * columns);
        transform(source, columns, sink.subarray(i * plane, (i + 1) * plane));
      }
    },
    native(node) {
      const { shape } = inputOf(node, 0);
      const [rows, columns] = shape.slice(-2) as [number, number];
      const [height, width] = lengthsOf(node);
      const planes = elementCount(shape.slice(0, -2));
      const scratch = 32 * planes * height * (Math.floor(width / 2) + 1);
      return [
        {
          step: "rfft2d",
          operands: [{ input: 0 }, { output: 0 }, { scratch }],
          parameters: [planes, rows, columns, height, width],
        },
      ];
    },
  }),
});

function lengthsOf(node: Node<unknown>): [number, number] {
  requireType(node, inputOf(node, 1), "INT32");
  const lengths = integersFor(node, 1, 2);
  for (const length of lengths)
    if (length < 1 || (length & (length - 1)) !== 0)
      throw mismatch(node, inputOf(node, 1).name, "powers of two", `${lengths}`);
  return lengths as [number, number];
}

/** The transform of a plane into pairs (real, imaginary): of each row first, then of each column. */
function planeTransform(height: number, width: number) {
  const bins = Math.floor(width / 2) + 1;
  const [alongRow, alongColumn] = [fourierTransform(width), fourierTransform(height)];
  const row = complexVector(width);
  const column = complexVector(height);
  const plane = complexVector(height * bins);
  return (source: Float32Array, columns: number, sink: Float32Array): void => {
    for (let y = 0; y < height; y++) {
      row.real.fill(0);
      row.imaginary.fill(0);
      row.real.set(source.subarray(y * columns, y * columns + Math.min(columns, width)));
      alongRow(row);
      plane.real.set(row.real.subarray(0, bins), y * bins);
      plane.imaginary.set(row.imaginary.subarray(0, bins), y * bins);
    }
    for (let x = 0; x < bins; x++) {
      for (let y = 0; y < height; y++) {
        column.real[y] = plane.real[y * bins + x]!;
        column.imaginary[y] = plane.imaginary[y * bins + x]!;
      }
      alongColumn(column);
      for (let y = 0; y < height; y++) {
        sink[2 * (y * bins + x)] = column.real[y]!;
        sink[2 * (y * bins + x) + 1] = column.imaginary[y]!;
      }
    }
  };
}
