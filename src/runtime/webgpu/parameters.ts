/** Reads the parameters of a step in their order, as the native step does. */
export class Parameters {
  private next = 0;

  constructor(private readonly values: readonly number[]) {}

  /** The next one. */
  take(): number {
    return this.values[this.next++]!;
  }

  /** So many. */
  list(count: number): number[] {
    return Array.from({ length: count }, () => this.take());
  }

  flag(): boolean {
    return this.take() !== 0;
  }

  /** One dimension of a window (native/program/window.h). */
  axis(): Axis {
    const [input, output, taps, stride, dilation, before] = this.list(6) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { input, output, taps, stride, dilation, before };
  }
}

/** How a window moves along one dimension: `before` elements of padding come before the first one. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}
