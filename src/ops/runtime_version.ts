/**
 * Compares runtime versions such as "1.15.0" and "2.3.0" number by number. Where one ends early it comes first, as the
 * empty version comes before all; a part that is no number counts as equal.
 *
 * @returns negative if `a` is older, positive if `b` is older, 0 if they are equal.
 */
export function compareRuntimeVersions(a: string, b: string): number {
  const left = numbersOf(a);
  const right = numbersOf(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]! - right[i]!;
    if (difference) return difference;
  }
  return left.length - right.length;
}

const numbersOf = (version: string): number[] => (version === "" ? [] : version.split(".").map(Number));
