import type { TensorType } from "../../tensor/index.js";
import { inputOf, requireRank } from "../check.js";
import type { Node } from "../kernel.js";

/** What a recurrent layer reads: [batch, time, inputs], or [time, batch, inputs] when time is major. */
export interface Sequence {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly isTimeMajor: boolean;
}

/** The sequence of an input; one of rank 2 is a single step. @throws SHAPE_MISMATCH unless its rank is 2 or 3 */
export function sequenceOf(node: Node<unknown>, place: number, isTimeMajor: boolean): Sequence {
  const input = inputOf(node, place);
  requireRank(node, input, 2, 3);
  const { shape } = input;
  const inputs = shape.at(-1)!;
  if (shape.length === 2) return { batch: shape[0]!, time: 1, inputs, isTimeMajor };
  const [first, second] = shape as [number, number, number];
  return isTimeMajor
    ? { batch: second, time: first, inputs, isTimeMajor }
    : { batch: first, time: second, inputs, isTimeMajor };
}

/** Visits every row of a sequence in the order in which a direction computes them. */
export function forEachStep(
  { batch, time, isTimeMajor }: Sequence,
  isBackward: boolean,
  visit: (row: number, batch: number) => void,
): void {
  for (let b = 0; b < batch; b++)
    for (let step = 0; step < time; step++) {
      const t = isBackward ? time - 1 - step : step;
      visit(isTimeMajor ? t * batch + b : b * time + t, b);
    }
}

/** Where a direction's results go: the row of an output that has room for both directions, and the place in it. */
export interface SequenceSink {
  readonly output: number;
  readonly row: number;
  readonly place: number;
}

/** The places of both directions: an output for each, or one for both of them with the forward one's `width` in front. */
export function sinksOf(width: number, outputs: readonly TensorType[]): [SequenceSink, SequenceSink] {
  const row = (output: number) => outputs[output]!.shape.at(-1)!;
  const first = { output: 0, row: row(0), place: 0 };
  return [first, outputs.length > 1 ? { output: 1, row: row(1), place: 0 } : { ...first, place: width }];
}

/** A sequence as native steps read it (native/program/sequence.h). */
export const sequenceParameters = ({ batch, time, isTimeMajor }: Sequence, isBackward: boolean): number[] => [
  batch,
  time,
  Number(isTimeMajor),
  Number(isBackward),
];
