import type { ConstantReport } from "../../convert/report.js";

/** What constants take together, as float32 and in the file that was written. */
export interface Sizes {
  readonly name: string;
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** A constant's bytes in the file that was written: half as many where it was converted. */
export const bytesAfter = ({ byteLength, converted }: ConstantReport): number =>
  converted ? byteLength / 2 : byteLength;

/** The sizes of constants by the operators that compute with them, the largest first. */
export function sizesByOperator(constants: readonly ConstantReport[]): Sizes[] {
  const groups = new Map<string, Sizes>();
  for (const constant of constants) {
    const name = constant.operators.join(" + ") || "no operator";
    const { count, before, after } = groups.get(name) ?? { count: 0, before: 0, after: 0 };
    groups.set(name, {
      name,
      count: count + 1,
      before: before + constant.byteLength,
      after: after + bytesAfter(constant),
    });
  }
  return [...groups.values()].sort((a, b) => b.before - a.before);
}

/** The size of every constant, the largest first. */
export const sizesOfConstants = (constants: readonly ConstantReport[]): Sizes[] =>
  constants
    .map((constant) => ({
      name: constant.name,
      count: 1,
      before: constant.byteLength,
      after: bytesAfter(constant),
    }))
    .sort((a, b) => b.before - a.before);

/** The first `length`, the last of which is the sum of the rest where there are more. */
export function withRestSummed(sizes: readonly Sizes[], length: number): Sizes[] {
  if (sizes.length <= length) return [...sizes];
  const rest = sizes.slice(length - 1);
  const sum = (of: (sizes: Sizes) => number) => rest.reduce((total, entry) => total + of(entry), 0);
  const name = `${rest.length} others`;
  const others = {
    name,
    count: sum(({ count }) => count),
    before: sum(({ before }) => before),
    after: sum(({ after }) => after),
  };
  return [...sizes.slice(0, length - 1), others];
}
