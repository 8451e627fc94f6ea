/** Memory that is used from one item of a plan to another, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Offsets and sizes are multiples of it: a cache line, and the widest vector. */
export const ARENA_ALIGNMENT = 64;

/**
 * Addresses that are equal in their low bits share a set of the first-level cache, and a load behind a store to such an address
 * waits for it: what lies one behind the other must not be whole pages apart, as images with 2^n channels would be.
 */
const PAGE = 4096;
const SKEW = 21 * ARENA_ALIGNMENT;

/** What a lifetime takes of the arena. */
function aligned(bytes: number): number {
  const size = Math.ceil(bytes / ARENA_ALIGNMENT) * ARENA_ALIGNMENT;
  return size > 0 && size % PAGE === 0 ? size + SKEW : size;
}

/**
 * Places memory so that what is alive at the same time does not overlap: the largest first, each into the lowest gap that
 * holds it (greedy by size, as in Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
 *
 * @returns the offset of each lifetime, and the size of the whole
 */
export function planArena(lifetimes: readonly Lifetime[]): { offsets: number[]; bytes: number } {
  const offsets = new Array<number>(lifetimes.length).fill(0);
  const order = [...lifetimes.keys()].sort((a, b) => lifetimes[b]!.bytes - lifetimes[a]!.bytes);
  // In the order of their offsets.
  const placed: number[] = [];
  let total = 0;
  for (const index of order) {
    const { bytes, first, last } = lifetimes[index]!;
    const size = aligned(bytes);
    let offset = 0;
    let position = 0;
    for (; position < placed.length; position++) {
      const other = lifetimes[placed[position]!]!;
      if (other.first > last || first > other.last) continue;
      const start = offsets[placed[position]!]!;
      if (start - offset >= size) break;
      offset = Math.max(offset, start + aligned(other.bytes));
    }
    offsets[index] = offset;
    total = Math.max(total, offset + size);
    while (position > 0 && offsets[placed[position - 1]!]! > offset) position--;
    placed.splice(position, 0, index);
  }
  return { offsets, bytes: total };
}
