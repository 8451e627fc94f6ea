/** From the first to the last byte of something; of nothing at first. */
export class Extent {
  start = Number.POSITIVE_INFINITY;
  end = 0;

  /** Whether the two share a byte. */
  overlaps(start: number, end: number): boolean {
    return start < this.end && end > this.start;
  }
}

/** A writer may let tables share parts, but nobody shares so much that the sum is several times the file. */
export const REPETITION = 4;
const ALLOWANCE = 2 ** 20;
/** Estimated. Metadata of the largest models takes a tenth of it. */
const MOST_MEMORY = 2 ** 29;

/** Stops files that are small but unfold to something huge, by referring to the same bytes again and again. */
export class Spending {
  private bytes: number;
  private memory = MOST_MEMORY;

  constructor(fileSize: number) {
    this.bytes = REPETITION * fileSize + ALLOWANCE;
  }

  /**
   * @param bytes of the file that were looked at, whether for the first time or not
   * @param memory bytes that the result takes, estimated
   * @returns what is exhausted
   */
  spend(bytes: number, memory: number): "file" | "memory" | null {
    this.bytes -= bytes;
    this.memory -= memory;
    return this.bytes < 0 ? "file" : this.memory < 0 ? "memory" : null;
  }
}
