import { ARENA_ALIGNMENT, type Lifetime, planArena } from "../../src/runtime/plan/arena.js";

const PAGE = 4096;
const alive = (bytes: number, first: number, last: number): Lifetime => ({ bytes, first, last });

/** A pair of lifetimes that overlap in time and in memory. */
function conflict(lifetimes: readonly Lifetime[], offsets: readonly number[]) {
  const pairs = lifetimes.flatMap((a, i) => lifetimes.slice(0, i).map((b, j) => ({ a, b, i, j })));
  return pairs.find(
    ({ a, b, i, j }) =>
      a.first <= b.last &&
      b.first <= a.last &&
      offsets[i]! < offsets[j]! + b.bytes &&
      offsets[j]! < offsets[i]! + a.bytes,
  );
}

test("what is alive together does not overlap, what is not shares memory", () => {
  const lifetimes = [3, 64, 65, 4096, 10_000, 100, 8192, 1].map((bytes, i) =>
    alive(bytes, i, i + (i % 3) + 1),
  );
  const { offsets, bytes } = planArena(lifetimes);
  expect(conflict(lifetimes, offsets)).toBeUndefined();
  for (const offset of offsets) expect(offset % ARENA_ALIGNMENT).toBe(0);
  lifetimes.forEach((one, i) => {
    expect(offsets[i]! + one.bytes).toBeLessThanOrEqual(bytes);
  });
  expect(bytes).toBeLessThan(lifetimes.reduce((sum, one) => sum + one.bytes, 0));
});

test("values of whole pages that are alive together do not begin whole pages apart", () => {
  const lifetimes = [16 * PAGE, 16 * PAGE, 4 * PAGE].map((bytes) => alive(bytes, 0, 1));
  const { offsets } = planArena(lifetimes);
  expect(conflict(lifetimes, offsets)).toBeUndefined();
  expect(new Set(offsets.map((offset) => offset % PAGE)).size).toBe(3);
});

test("nothing takes no memory", () => {
  expect(planArena([alive(0, 0, 0)])).toEqual({ offsets: [0], bytes: 0 });
});
