import type { Tensor } from "../tensor/index.js";

/** The longest that an asynchronous run keeps the event loop waiting, unless one node takes longer. */
const SLICE_MS = 8;

/**
 * Drives a run to its end and lets the event loop turn meanwhile.
 *
 * @param complete does what the run pauses for: at once, or behind a promise
 */
export async function drive<Pause>(
  steps: Generator<Pause | undefined, Tensor[]>,
  complete: (pause: Pause) => Promise<void> | undefined,
): Promise<Tensor[]> {
  let begun = performance.now();
  let next = steps.next();
  while (!next.done) {
    let waiting: Promise<unknown> | undefined;
    try {
      // A delegate's results are promises.
      if (next.value instanceof Promise) waiting = next.value;
      else waiting = next.value === undefined ? undefined : complete(next.value);
      if (!waiting && performance.now() - begun > SLICE_MS) waiting = new Promise(setImmediate);
      if (waiting) await waiting;
    } catch (error) {
      // The run gives back what it holds.
      next = steps.throw(error);
      continue;
    }
    if (waiting) begun = performance.now();
    next = steps.next();
  }
  return next.value;
}
