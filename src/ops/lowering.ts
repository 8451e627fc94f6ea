import type { WindowAxis } from "./window_axis.js";

/**
 * What a native step reads or writes: an input or output of the node, bytes that were computed while planning, or memory that
 * only the step uses. Null for an optional operand that is absent. An input that is a variable tensor of the session stands for
 * its memory, which lasts from run to run and which the step may write to.
 */
export type NativeOperand =
  | {
      readonly input: number;
      /** The step takes a constant that is stored as FLOAT16; otherwise it gets float32 numbers. */
      readonly float16?: boolean;
    }
  | { readonly output: number }
  | { readonly constant: Uint8Array }
  | { readonly scratch: number }
  /** What another node would have added to the output, see `takesAddend`. */
  | { readonly addend: true }
  | null;

/** One step of a native program, as plain data. */
export interface NativeStep {
  /** Its name in native/program/steps.inc. */
  readonly step: string;
  readonly operands: readonly NativeOperand[];
  readonly parameters: readonly number[];
  /**
   * How a window moves over the lines of input 0, of which the step makes those of output 0 one after another. Absent where it
   * does not, or has other operands in between.
   */
  readonly lines?: WindowAxis;
  /**
   * The step's results are bounded by the finite numbers alone, and it can add another tensor like output 0 to them: which operand
   * that is, and where the range for the sums is among the parameters.
   */
  readonly takesAddend?: { readonly operand: number; readonly range: number };
  /** The step does nothing but add inputs 0 and 1, both like output 0, and clamp the sum. */
  readonly sum?: { readonly range: readonly [least: number, most: number] };
  /**
   * The step can make the product of its output and input 0, both alike, instead of the output: with which parameters, and where the
   * range for the products is among them.
   */
  readonly timesInput?: { readonly parameters: readonly number[]; readonly range: number };
  /** The step does nothing but multiply inputs 0 and 1, both like output 0, and clamp the product. */
  readonly product?: { readonly range: readonly [least: number, most: number] };
  /** The step looks up each byte of input 0 in operand 1, a constant with a result of one byte for every byte. */
  readonly looksUp?: Uint8Array;
  /** What comes of bytes of inputs 0 and 1, which have the shape of output 0, pair by pair. */
  readonly resultsOfPairs?: PairsOfBytes;
}

export type PairsOfBytes = (first: Uint8Array, second: Uint8Array) => Uint8Array;

/** How a node runs natively: steps, or nothing because its output is its first input's memory under another shape. */
export type NativeLowering = readonly NativeStep[] | "alias";
