import type { Lifetime } from "./arena.js";

/**
 * Gives what is alive at different times the same buffer: the largest first, each into the buffer that is free then and fits
 * best, growing none (greedy by size, as in Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020).
 *
 * @returns the buffer of each lifetime, and the bytes of each buffer
 */
export function shareBuffers(lifetimes: readonly Lifetime[]): { buffers: number[]; bytes: number[] } {
  const buffers = new Array<number>(lifetimes.length).fill(-1);
  const bytes: number[] = [];
  const users: Lifetime[][] = [];
  const order = [...lifetimes.keys()].sort((a, b) => lifetimes[b]!.bytes - lifetimes[a]!.bytes);
  for (const index of order) {
    const lifetime = lifetimes[index]!;
    const isFree = (buffer: number) =>
      users[buffer]!.every((user) => user.last < lifetime.first || lifetime.last < user.first);
    const free = [...bytes.keys()].filter(isFree).sort((a, b) => bytes[a]! - bytes[b]!);
    const buffer = free[0] ?? bytes.push(lifetime.bytes) - 1;
    users[buffer] ??= [];
    users[buffer].push(lifetime);
    buffers[index] = buffer;
  }
  return { buffers, bytes };
}
