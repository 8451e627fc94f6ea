import { elementCount } from "../../src/tensor/index.js";

test.each([
  [[], 1],
  [[2, 3, 4], 24],
  [[0], 0],
  [[2 ** 31 - 1, 2 ** 31 - 1, 0], 0],
  [[2 ** 26, 2 ** 26], 2 ** 52],
])("%p has %d elements", (shape, count) => {
  expect(elementCount(shape)).toBe(count);
});

test("a product beyond 2^53 is infinite instead of wrapping around", () => {
  expect(elementCount([65536, 65536, 65536, 65536])).toBe(Number.POSITIVE_INFINITY);
  expect(elementCount(new Array(100).fill(2 ** 31 - 1))).toBe(Number.POSITIVE_INFINITY);
});

test("an unknown size has no count", () => {
  expect(elementCount([-1, 3])).toBeNaN();
  expect(elementCount([-1, 0])).toBeNaN();
});
