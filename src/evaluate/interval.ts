/** A share with the bounds of its 95 % confidence interval. */
export interface Share {
  readonly count: number;
  readonly total: number;
  /** count / total; 0 where total is 0. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** How often two models that saw the same things were right. */
export interface PairedCounts {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** A difference of two shares with the bounds of its 95 % confidence interval. */
export interface Difference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The normal distribution's 97.5 % quantile. */
const Z = 1.959963984540054;

/** Wilson's score interval (E. B. Wilson 1927, "Probable inference, the law of succession, and statistical inference"). */
export function share(count: number, total: number): Share {
  if (total === 0) return { count, total, rate: 0, low: 0, high: 1 };
  const rate = count / total;
  const shift = Z ** 2 / (2 * total);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / total + Z ** 2 / (4 * total ** 2));
  const scale = 1 + Z ** 2 / total;
  const low = count === 0 ? 0 : (rate + shift - spread) / scale;
  const high = count === total ? 1 : (rate + shift + spread) / scale;
  return { count, total, rate, low, high };
}

/**
 * How much more often the second of two models is right than the first, on the same things. The interval is the hybrid score
 * interval for paired shares (R. G. Newcombe 1998, "Improved confidence intervals for the difference between binomial
 * proportions based on paired data", method 10).
 */
export function pairedDifference({ both, onlyFirst, onlySecond, neither }: PairedCounts): Difference {
  const total = both + onlyFirst + onlySecond + neither;
  if (total === 0) return { value: 0, low: -1, high: 1 };
  const first = share(both + onlyFirst, total);
  const second = share(both + onlySecond, total);
  const value = (onlySecond - onlyFirst) / total;
  const phi = correlation({ both, onlyFirst, onlySecond, neither });
  const bound = (a: number, b: number) => Math.sqrt(Math.max(0, a ** 2 - 2 * phi * a * b + b ** 2));
  const low = value - bound(second.rate - second.low, first.high - first.rate);
  const high = value + bound(second.high - second.rate, first.rate - first.low);
  return { value, low, high };
}

/** Newcombe's phi, with its correction for continuity. */
function correlation({ both, onlyFirst, onlySecond, neither }: PairedCounts): number {
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const half = (both + onlyFirst + onlySecond + neither) / 2;
  const determinant = both * neither - onlyFirst * onlySecond;
  const corrected = determinant > half ? determinant - half : Math.min(determinant, 0);
  return corrected / Math.sqrt(margins);
}
