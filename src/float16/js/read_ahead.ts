/** Elements of 4 bytes in a line of the caches. */
const LINE = 16;

/** Receives what was read: reads that nothing depends on are optimised away. */
const seen = new Int32Array(1);

/**
 * Reads an element of every cache line. The processor does so many short steps at once that these reads wait for memory
 * together, where a loop that converts on the way waits at every page anew.
 */
export function readAhead(words: Int32Array, from: number, to: number): void {
  let any = 0;
  for (let i = from; i < to; i += LINE) any |= words[i]!;
  seen[0] = any;
}
