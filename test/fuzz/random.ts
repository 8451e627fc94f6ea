import { mulberry32 } from "../runtime/inputs.js";

const { floor } = Math;

/** Numbers at which sizes, offsets and indices go wrong. */
const awkward = [
  -(2 ** 31),
  -65536,
  -2,
  -1,
  0,
  1,
  2,
  3,
  7,
  31,
  32,
  33,
  127,
  128,
  255,
  256,
  1000,
  4096,
  32768,
  65535,
  65536,
  2 ** 20,
  2 ** 30,
  2 ** 31 - 1,
];

/** Choices that follow from a seed. */
export class Random {
  private readonly next: () => number;

  constructor(readonly seed: number) {
    this.next = mulberry32(seed);
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 3; i++) this.next();
  }

  /** An integer from 0, less than `count`. */
  below(count: number): number {
    return floor(count * this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Undefined only for an empty list. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** A 32-bit integer: something near `value` mostly, sometimes one that is awkward. */
  integer(value = 0): number {
    if (this.chance(0.4)) return this.pick(awkward)!;
    const near = this.pick([value - 1, value + 1, 2 * value, value >> 1, -value, this.below(9)])!;
    return near | 0;
  }

  /** A float32, sometimes not a finite one. */
  float(value = 0): number {
    const near = [value, -value, 0, 1, 0.5, 1e-30, 1e30, Number.NaN, Infinity, -Infinity, this.integer()];
    return Math.fround(this.pick(near)!);
  }

  bytes(length: number): Uint8Array {
    const style = this.below(4);
    return Uint8Array.from({ length }, (_, i) => {
      if (style === 0) return 0;
      if (style === 1) return this.below(256);
      // Small 32-bit integers, or negative ones.
      return style === 2 ? (i % 4 === 0 ? this.below(6) : 0) : 255 - (i % 4 === 0 ? this.below(3) : 0);
    });
  }
}
