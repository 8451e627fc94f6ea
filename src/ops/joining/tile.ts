import { stridesOf } from "../../tensor/index.js";
import { TileOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { movingKernel } from "../move.js";
import { integersFor, movedType } from "../movement.js";
import { operator } from "../operator.js";
import { copyOf } from "../strided_copy.js";

/** Repeats the input as often along each dimension as the second input says. */
export const tile = operator("TILE", ["1.10.1", "2.2.0", "2.8.0"], {
  kernel: movingKernel(TileOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const repeats = integersFor(node, 1, input.shape.length);
      if (repeats.some((repeat) => repeat < 0))
        throw mismatch(node, inputOf(node, 1).name, "numbers from 0", shapeText(repeats));
      const shape = input.shape.map((size, d) => size * repeats[d]!);
      return [movedType(node, input, shape)];
    },
    moves(node, [output]) {
      const input = inputOf(node, 0);
      const repeats = integersFor(node, 1, input.shape.length);
      const from = stridesOf(input.shape);
      const to = stridesOf(output!.shape);
      // Every dimension becomes two: the repeats, and what is repeated.
      const pairs = <T>(pair: (size: number, d: number) => readonly [T, T]) => input.shape.flatMap(pair);
      const shape = pairs((size, d) => [repeats[d]!, size]);
      const sourceStrides = pairs((_, d) => [0, from[d]!]);
      const sinkStrides = pairs((size, d) => [size * to[d]!, to[d]!]);
      return [{ input: 0, copy: copyOf(shape, { sourceStrides, sinkStrides }) }];
    },
  }),
});
