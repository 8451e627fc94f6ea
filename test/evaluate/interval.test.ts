import { pairedDifference, share } from "../../src/evaluate/interval.js";

/** R. G. Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3. */
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %d out of %d", (count, total, low, high) => {
  const found = share(count, total);
  expect(found.rate).toBe(count / total);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test("all and none end at 1 and 0, and of nothing nothing is known", () => {
  expect(share(7, 7)).toMatchObject({ rate: 1, high: 1 });
  expect(share(0, 7)).toMatchObject({ rate: 0, low: 0 });
  expect(share(0, 0)).toMatchObject({ low: 0, high: 1 });
});

/** R. G. Newcombe 1998, "Improved confidence intervals ... based on paired data", table II, method 10: a, b, c, d. */
test.each([
  [36, 12, 2, 0, 0.0569, 0.3404],
  [36, 14, 0, 0, 0.1528, 0.4167],
  [0, 2, 0, 50 - 2, -0.0373, 0.135],
])(
  "the interval of a paired difference: %d, %d, %d, %d",
  (both, onlySecond, onlyFirst, neither, low, high) => {
    const found = pairedDifference({ both, onlyFirst, onlySecond, neither });
    expect(found.value).toBeCloseTo((onlySecond - onlyFirst) / (both + onlyFirst + onlySecond + neither), 12);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  },
);

test("a difference turns its sign with the order", () => {
  const there = pairedDifference({ both: 70, onlyFirst: 4, onlySecond: 9, neither: 11 });
  const back = pairedDifference({ both: 70, onlyFirst: 9, onlySecond: 4, neither: 11 });
  expect(there.value).toBeCloseTo(-back.value, 12);
  expect(there.low).toBeCloseTo(-back.high, 12);
  expect(there.high).toBeCloseTo(-back.low, 12);
});
