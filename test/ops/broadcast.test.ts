import { eachRun } from "../../src/ops/broadcast.js";

type Shape = readonly number[];

/** Runs as [result, count, positions, steps]. */
function runsOf(shape: Shape, ...operands: Shape[]) {
  const runs: unknown[] = [];
  eachRun(shape, operands, (result, count, at, step) => runs.push([result, count, [...at], [...step]]));
  return runs;
}

test("equal shapes and scalars are one run", () => {
  expect(runsOf([2, 3, 4], [2, 3, 4], [])).toEqual([[0, 24, [0, 0], [1, 0]]]);
});

test("a repeated last dimension makes a run of each row", () => {
  expect(runsOf([2, 3], [2, 3], [2, 1])).toEqual([
    [0, 3, [0, 0], [1, 0]],
    [3, 3, [3, 1], [1, 0]],
  ]);
});

test("a repeated first dimension starts over", () => {
  expect(runsOf([2, 2, 3], [2, 3], [2, 2, 3])).toEqual([
    [0, 6, [0, 0], [1, 1]],
    [6, 6, [0, 6], [1, 1]],
  ]);
});

test("both operands may be repeated", () => {
  expect(runsOf([2, 3], [2, 1], [3])).toEqual([
    [0, 3, [0, 0], [0, 1]],
    [3, 3, [1, 0], [0, 1]],
  ]);
});

test("nothing is visited of an empty result, one element of a scalar", () => {
  expect(runsOf([2, 0], [2, 0], [1])).toEqual([]);
  expect(runsOf([], [], [])).toEqual([[0, 1, [0, 0], [0, 0]]]);
});
