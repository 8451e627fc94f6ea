import { HalfliteError, throwIfAborted } from "../errors.js";

/** Lets one task run at a time, in the order in which they came. */
export class RunQueue {
  /** Settles, without a failure, when whatever was enqueued so far is done. */
  private tail: Promise<void> = Promise.resolve();
  private count = 0;

  /** Something runs or waits. */
  get busy(): boolean {
    return this.count > 0;
  }

  /** Runs the task when those before it are done. An abort ends the waiting at once. @throws ABORTED */
  async enqueue<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const turn = this.tail;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.tail = turn.then(() => left);
    this.count++;
    try {
      await untilAborted(turn, signal);
      return await task();
    } finally {
      this.count--;
      leave();
    }
  }

  /** Runs the task at once. @throws BUSY when anything runs or waits */
  immediately<T>(operation: string, task: () => T): T {
    if (this.busy) throw new HalfliteError("BUSY", { operation });
    this.count++;
    try {
      return task();
    } finally {
      this.count--;
    }
  }
}

function untilAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return turn;
  throwIfAborted(signal, "run");
  return new Promise((resolve, reject) => {
    const abort = () => reject(new HalfliteError("ABORTED", { operation: "run" }, signal.reason));
    signal.addEventListener("abort", abort, { once: true });
    void turn.then(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
