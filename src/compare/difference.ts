import { entriesPerElement, type StringData, type Tensor } from "../tensor/index.js";
import { kindOf, type RealNumbers, realNumbersOf } from "./real_numbers.js";
import { CompensatedSum } from "./sum.js";

/** Numbers that are summed plainly before the sum is added to the whole. */
const BLOCK = 4096;

// Names of the module: looking up globals for each element is slow in contexts of their own, such as a test runner's.
const { abs } = Math;
const INFINITE = Infinity;

/** The element where two tensors differ most. */
export interface WorstElement {
  /** The number of the sample, from 0. */
  readonly sample: number;
  /** Which of the tensor's values in that sample, from 0: a loop computes many. */
  readonly run: number;
  /** Along each dimension; empty for a scalar. */
  readonly index: readonly number[];
  /** The two values; NaN for strings. */
  readonly a: number;
  readonly b: number;
}

/** What is counted on either side. */
export interface Both {
  readonly a: number;
  readonly b: number;
}

/**
 * How far tensors b lie from tensors a. Errors, sums, `minimum` and `maximum` run over the elements that are finite on both sides; elements
 * that are finite on one side alone, or NaN on one and infinite on the other, and strings that are not the same are `mismatches`.
 */
export interface DifferenceFigures {
  /** Elements that were compared; real and imaginary parts count by themselves. */
  readonly count: number;
  /** The largest |a - b|; Infinity where there are mismatches. */
  readonly maxAbsError: number;
  /** Where it is; null where a and b are equal everywhere, or where `unpaired` alone tells them apart. */
  readonly worst: WorstElement | null;
  /** The mean of |a - b|, the mean of (a - b)^2, and its root. */
  readonly meanAbsError: number;
  readonly mse: number;
  readonly rmse: number;
  /** The cosine of the angle between a and b: 1 for equal ones, also where all elements are 0. */
  readonly cosine: number;
  /** 10 log10(sum of a^2 / sum of (a - b)^2), in decibels; Infinity for equal ones. */
  readonly snr: number;
  /** 20 log10((maximum - minimum) / rmse), in decibels; null where a has less than two values. */
  readonly psnr: number | null;
  /** Of a. 0 where nothing is finite. */
  readonly minimum: number;
  readonly maximum: number;
  /** maxAbsError as a part of a's largest magnitude; Infinity where that is 0 and the error is not. */
  readonly relativeError: number;
  /** rmse as a part of the root mean square of a; likewise. */
  readonly relativeRmse: number;
  readonly nan: Both;
  readonly infinity: Both;
  readonly mismatches: number;
  /** Tensors without a counterpart of their shape: in that sample the other model made another shape, or none. `maxAbsError` is Infinity then. */
  readonly unpaired: number;
}

/** Adds up the difference of two tensors over many samples; keeps none of their elements. Sums are doubles. */
export class Difference {
  private count = 0;
  private finite = 0;
  private readonly nan = { a: 0, b: 0 };
  private readonly infinity = { a: 0, b: 0 };
  private mismatches = 0;
  private unpaired = 0;
  private maxAbsError = 0;
  private worst: WorstElement | null = null;
  private minimum = Infinity;
  private maximum = -Infinity;
  private readonly absoluteErrors = new CompensatedSum();
  private readonly squaredErrors = new CompensatedSum();
  private readonly squaresA = new CompensatedSum();
  private readonly squaresB = new CompensatedSum();
  private readonly products = new CompensatedSum();

  /** Adds two tensors of one shape and kind. Handles of resources mean nothing and are left out. */
  add(a: Tensor, b: Tensor, sample: number, run = 0): void {
    const kind = kindOf(a);
    if (kind === "handles") return;
    const before = this.maxAbsError;
    const worst =
      kind === "strings"
        ? this.addStrings(a.data as StringData, b.data as StringData)
        : this.addNumbers(realNumbersOf(a), realNumbersOf(b));
    if (worst === null || this.maxAbsError === before) return;
    const index = indexOf(Math.floor(worst.at / entriesPerElement(a.dtype)), a.shape);
    this.worst = { sample, run, index, a: worst.a, b: worst.b };
  }

  /** Adds tensors that nothing can be compared with. */
  addUnpaired(count = 1): void {
    this.unpaired += count;
    if (count > 0) this.maxAbsError = INFINITE;
  }

  get figures(): DifferenceFigures {
    const { count, maxAbsError, worst, nan, infinity, mismatches, unpaired } = this;
    const [minimum, maximum] = this.finite > 0 ? [this.minimum, this.maximum] : [0, 0];
    const mse = this.finite > 0 ? this.squaredErrors.value / this.finite : 0;
    const rmse = Math.sqrt(mse);
    const range = maximum - minimum;
    const magnitude = Math.max(Math.abs(minimum), Math.abs(maximum));
    return {
      count,
      maxAbsError,
      worst,
      meanAbsError: this.finite > 0 ? this.absoluteErrors.value / this.finite : 0,
      mse,
      rmse,
      cosine: this.cosine(),
      snr: mse === 0 ? Infinity : 10 * Math.log10(this.squaresA.value / this.squaredErrors.value),
      psnr: range > 0 ? (rmse === 0 ? Infinity : 20 * Math.log10(range / rmse)) : null,
      minimum,
      maximum,
      relativeError: maxAbsError === 0 ? 0 : maxAbsError / magnitude,
      relativeRmse: mse === 0 ? 0 : Math.sqrt(this.squaredErrors.value / this.squaresA.value),
      nan: { ...nan },
      infinity: { ...infinity },
      mismatches,
      unpaired,
    };
  }

  private cosine(): number {
    if (this.squaredErrors.value === 0) return 1;
    const product = Math.sqrt(this.squaresA.value) * Math.sqrt(this.squaresB.value);
    return product === 0 ? 0 : Math.max(-1, Math.min(1, this.products.value / product));
  }

  /** @returns the element that is now the worst; null where an earlier one is */
  private addNumbers(a: RealNumbers, b: RealNumbers): { at: number; a: number; b: number } | null {
    this.count += a.length;
    let worst = -1;
    for (let from = 0; from < a.length; from += BLOCK) {
      const at = this.addBlock(a, b, from, Math.min(from + BLOCK, a.length));
      if (at >= 0) worst = at;
    }
    return worst < 0 ? null : { at: worst, a: a[worst]!, b: b[worst]! };
  }

  private addBlock(a: RealNumbers, b: RealNumbers, from: number, to: number): number {
    let { maxAbsError: largest, minimum, maximum } = this;
    let [absolute, squared, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
    let finite = 0;
    let worst = -1;
    for (let i = from; i < to; i++) {
      const x = a[i]!;
      const y = b[i]!;
      // Also NaN where both are infinite.
      const error = abs(x - y);
      if (!(error < INFINITE)) {
        if (this.addNonFinite(x, y) && largest < INFINITE) {
          largest = INFINITE;
          worst = i;
        }
        continue;
      }
      finite++;
      if (error > largest) {
        largest = error;
        worst = i;
      }
      if (x < minimum) minimum = x;
      if (x > maximum) maximum = x;
      absolute += error;
      squared += error * error;
      squaresA += x * x;
      squaresB += y * y;
      products += x * y;
    }
    this.absoluteErrors.add(absolute);
    this.squaredErrors.add(squared);
    this.squaresA.add(squaresA);
    this.squaresB.add(squaresB);
    this.products.add(products);
    this.finite += finite;
    Object.assign(this, { maxAbsError: largest, minimum, maximum });
    return worst;
  }

  /** @returns whether the two are not the same */
  private addNonFinite(a: number, b: number): boolean {
    for (const [side, value] of [["a", a] as const, ["b", b] as const]) {
      if (Number.isNaN(value)) this.nan[side]++;
      else if (!Number.isFinite(value)) this.infinity[side]++;
    }
    if (Object.is(a, b)) return false;
    this.mismatches++;
    return true;
  }

  private addStrings(a: StringData, b: StringData): { at: number; a: number; b: number } | null {
    this.count += a.length;
    let worst = -1;
    a.forEach((bytes, i) => {
      if (Buffer.compare(bytes, b[i]!) === 0) return;
      this.mismatches++;
      this.maxAbsError = Infinity;
      if (worst < 0) worst = i;
    });
    return worst < 0 ? null : { at: worst, a: NaN, b: NaN };
  }
}

/** The position along each dimension of the element of that number. */
function indexOf(element: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = element;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
