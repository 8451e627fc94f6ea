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
