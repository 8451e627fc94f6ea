import { roundingDivideByPowerOfTwo, saturatingRoundingDoublingHighMul } from "../../src/ops/fixed_point.js";

const LIMITS = [-(2 ** 31), 2 ** 31 - 1];
const EDGES = [
  ...LIMITS,
  0,
  1,
  -1,
  3,
  -3,
  2 ** 15,
  2 ** 16 + 1,
  2 ** 30,
  -(2 ** 30),
  2 ** 30 + 1,
  1_518_500_249,
];

/** Integers of all magnitudes, the same in every run. */
function samples(count: number): number[] {
  let state = 1;
  return Array.from({ length: count }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    return state >> ((state >>> 8) & 31);
  });
}

const numbers = [...EDGES, ...samples(300)];

test("the doubling high product is the rounded product of integers", () => {
  const wrong = numbers.flatMap((a) =>
    numbers
      .filter((b) => saturatingRoundingDoublingHighMul(a, b) !== exactHighProduct(a, b))
      .map((b) => [a, b]),
  );
  expect(wrong).toEqual([]);
});

function exactHighProduct(a: number, b: number): number {
  const rounded = Number((BigInt(a) * BigInt(b) + 2n ** 30n) >> 31n);
  return Math.min(rounded, 2 ** 31 - 1);
}

test("a rounding shift goes to the nearest integer, away from zero from the middle", () => {
  const wrong = numbers.flatMap((x) =>
    Array.from({ length: 31 }, (_, exponent) => exponent)
      .filter((exponent) => {
        const quotient = Math.abs(x) / 2 ** exponent;
        return roundingDivideByPowerOfTwo(x, exponent) !== Math.sign(x) * Math.floor(quotient + 0.5) + 0;
      })
      .map((exponent) => [x, exponent]),
  );
  expect(wrong).toEqual([]);
});
