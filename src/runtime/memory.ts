import os from "node:os";
import { HalfliteError } from "../errors.js";
import { dataByteLength, elementCount, type TensorType } from "../tensor/index.js";

/** Half of what this process may use. */
export function defaultMemoryLimit(): number {
  // 0 or absurdly much where nobody limits the process.
  const allowed = process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
  return Math.floor(Math.min(os.totalmem(), allowed) / 2);
}

/**
 * Bytes of a tensor for comparing with a limit. An empty one counts as if none of its sizes were 0: what goes through its
 * other dimensions must come to an end. NaN or Infinity for a shape that no tensor can have.
 */
export const byteLengthOf = ({ dtype, shape }: TensorType): number =>
  dataByteLength(dtype, elementCount(shape.includes(0) ? shape.filter((size) => size !== 0) : shape));

/** Counts the bytes that the values of a session take at a time, and refuses to go beyond a limit. */
export class SessionMemory {
  /** Bytes of the run in progress. */
  running = 0;
  /** Bytes of what is kept between runs. */
  private kept = 0;

  constructor(readonly limit: number) {}

  /** @throws OUT_OF_MEMORY when so much more would be too much */
  check(what: string, bytes: number): void {
    if (this.fits(bytes)) return;
    const wanted = this.running + this.kept + bytes;
    throw new HalfliteError("OUT_OF_MEMORY", { operation: what, bytes: wanted, limit: this.limit });
  }

  /** Whether so much more is not too much. */
  fits(bytes: number): boolean {
    return this.running + this.kept + bytes <= this.limit;
  }

  /** Counts so much more for the run in progress. @throws OUT_OF_MEMORY */
  take(what: string, bytes: number): void {
    this.check(what, bytes);
    this.running += bytes;
  }

  /** Counts so much more, or less, as kept. @throws OUT_OF_MEMORY */
  keep(what: string, bytes: number): void {
    if (!(bytes < 0)) this.check(what, bytes);
    this.kept += bytes;
  }
}

/** The messages of V8 when a size is beyond what it can allocate. */
const ALLOCATION_FAILURE =
  /^(Invalid typed array length|Invalid array length|Invalid array buffer length|Array buffer allocation failed)/;

/** The error to throw for one of a kernel: an allocation that V8 refused becomes OUT_OF_MEMORY at the node's place. */
export function kernelError(error: unknown, place: string): unknown {
  if (!(error instanceof RangeError) || !ALLOCATION_FAILURE.test(error.message)) return error;
  const bytes = Number(/\d+$/.exec(error.message)?.[0] ?? Number.NaN);
  return new HalfliteError("OUT_OF_MEMORY", { operation: place, bytes }, error);
}
