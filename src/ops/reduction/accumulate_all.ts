import type { NumericData, Tensor } from "../../tensor/index.js";
import type { Accumulate, Numbers } from "../accumulate.js";
import { eachRun } from "../broadcast.js";
import { numbers } from "../check.js";
import type { Reduction } from "./reduced_axes.js";

/** Takes every element of the input into the accumulator of the output's element that it belongs to. */
export function accumulateAll(
  input: Tensor,
  { kept }: Reduction,
  accumulate: Accumulate,
  sink: NumericData,
): void {
  const source = numbers(input);
  eachRun(input.shape, [kept], (at, count, [to], [step]) => {
    accumulate(source, at, count, sink as Numbers, to!, step!);
  });
}
