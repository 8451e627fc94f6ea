import { RangeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireRank, requireType, valuesOf } from "../check.js";
import { type Node, staticKernel } from "../kernel.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";

/** The numbers of the types in native/program/steps/range.cpp. */
const types = { FLOAT32: 0, INT32: 1, INT64: 2 } as const;

/** The numbers from a start (included) to a limit (excluded) with a step: three scalars of one type. */
export const range = operator("RANGE", ["1.13.0", "2.14.0"], {
  kernel: staticKernel(RangeOptions, {
    infer: (node) => [movedType(node, inputOf(node, 0), [countOf(node)])],
    reference(node, [output]) {
      const { data } = output!;
      const [start, , delta] = scalarsOf(node);
      let value = start!;
      for (let i = 0; i < data.length; i++) {
        data[i] = value;
        // Rounded to the output's type in every step, as TensorFlow Lite does: float32 errors add up.
        value = ((data[i] as number) + (delta as number)) as number | bigint;
      }
    },
    native(_, [output]) {
      const [count] = output!.shape as [number];
      const parameters = [types[output!.dtype as keyof typeof types], count];
      return [{ step: "range", operands: [{ input: 0 }, { input: 2 }, { output: 0 }], parameters }];
    },
  }),
});

function countOf(node: Node<unknown>): number {
  requireType(node, inputOf(node, 0), "FLOAT32", "INT32", "INT64");
  for (const index of [0, 1, 2]) {
    requireType(node, inputOf(node, index), inputOf(node, 0).dtype);
    requireRank(node, inputOf(node, index), 0);
  }
  const [start, limit, delta] = scalarsOf(node);
  const leadsTo = (start! <= limit! && delta! > 0) || (start! >= limit! && delta! < 0);
  if (!leadsTo) throw mismatch(node, "delta", `a step from ${start} to ${limit}`, `${delta}`);
  if (typeof start === "bigint") {
    const [distance, step] = [(limit as bigint) - start, delta as bigint];
    return Number(distance / step + (distance % step === 0n ? 0n : 1n));
  }
  const { fround } = Math;
  const [distance, step] = [Number(limit) - Number(start), Number(delta)];
  const isFloat = inputOf(node, 0).dtype === "FLOAT32";
  return Math.ceil(isFloat ? fround(fround(distance) / step) : distance / step);
}

/** Start, limit and step; bigint for INT64. Postpones the node while they are unknown. */
function scalarsOf(node: Node<unknown>): (number | bigint)[] {
  return [0, 1, 2].map((index) => {
    if (valuesOf(node, index).length !== 1)
      throw mismatch(node, inputOf(node, index).name, "one element", "another number");
    return inputOf(node, index).data![0] as number | bigint;
  });
}
