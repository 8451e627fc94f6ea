import type { WindowAxis } from "../../ops/index.js";

/** As many numbers as a literal says. */
type Numbers<N extends number, T extends number[] = []> = number extends N
  ? number[]
  : T["length"] extends N
    ? T
    : Numbers<N, [...T, number]>;

/** Reads the parameters of a step in their order, as the native step does. */
export class Parameters {
  private next = 0;

  constructor(private readonly values: readonly number[]) {}

  /** The next one. */
  take(): number {
    return this.values[this.next++]!;
  }

  /** So many. */
  list<N extends number>(count: N): Numbers<N> {
    return Array.from({ length: count }, () => this.take()) as Numbers<N>;
  }

  flag(): boolean {
    return this.take() !== 0;
  }

  /** One dimension of a window (native/program/window.h). */
  axis(): WindowAxis {
    const [input, output, taps, stride, dilation, before] = this.list(6);
    return { input, output, taps, stride, dilation, before };
  }
}
