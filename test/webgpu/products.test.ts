import { type Case, casesOf, type TensorSpec } from "../conformance/case.js";
import { differenceOf } from "../conformance/check_case.js";
import { useDelegates } from "./gpu.js";
import { runOnGpu, runReference } from "./run_case.js";
import { float16Tolerance, float32Tolerance } from "./tolerances.js";

const delegates = useDelegates("products on a GPU");

const TIMEOUT_MS = 120_000;

const batchMatmul = casesOf("BATCH_MATMUL", "BatchMatMulOptions");

interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly adjX: boolean;
  readonly adjY: boolean;
  /** Leading dimensions of both sides. */
  readonly batches?: readonly [readonly number[], readonly number[]];
  readonly isConstant?: boolean;
}

function productCase({ rows, columns, depth, adjX, adjY, batches = [[2], [2]], isConstant }: Product): Case {
  const matrix = (before: readonly number[], last: readonly [number, number], isTransposed: boolean) => ({
    dtype: "FLOAT32" as const,
    shape: [...before, ...(isTransposed ? [last[1], last[0]] : last)],
  });
  const left: TensorSpec = matrix(batches[0], [rows, depth], adjX);
  const right: TensorSpec = {
    ...matrix(batches[1], [depth, columns], adjY),
    ...(isConstant ? { constant: true } : {}),
  };
  return batchMatmul([left, right], ["FLOAT32"], { adjX, adjY });
}

async function expectSame(product: Product): Promise<void> {
  const gpus = delegates();
  if (!gpus) return;
  const testCase = productCase(product);
  const expected = runReference(testCase)[0]![0]!;
  for (const [delegate, tolerance] of [
    [gpus.single, float32Tolerance("BATCH_MATMUL")],
    [gpus.half, float16Tolerance("BATCH_MATMUL")],
  ] as const) {
    const actual = await runOnGpu(testCase, delegate);
    expect(actual).not.toBeNull();
    expect(differenceOf(expected, actual![0]![0], tolerance)).toBeNull();
  }
}

/** Each side is read in a way of its own, so these are all ways. */
const orders = [
  { adjX: false, adjY: true },
  { adjX: true, adjY: false },
];

// Software drivers take seconds to compile a product: few sizes, for few rows and for tiles.
describe.each(orders)("a product, left transposed: $adjX, right transposed: $adjY", (order) => {
  test.each([
    { rows: 3, columns: 10, depth: 19 },
    { rows: 37, columns: 35, depth: 19 },
  ])("$rows x $depth x $columns", (sizes) => expectSame({ ...sizes, ...order }), TIMEOUT_MS);

  test("20 x 9 x 10 with a constant", () =>
    expectSame({ rows: 20, columns: 10, depth: 9, ...order, batches: [[3], []], isConstant: true }));
});

test("sides are repeated along leading dimensions", () =>
  expectSame({
    ...{ rows: 6, columns: 8, depth: 4, adjX: false, adjY: true },
    batches: [
      [2, 1, 3],
      [1, 2, 1],
    ],
  }));

test(
  "tiles of each size",
  async () => {
    const sizes = { adjX: false, adjY: true, batches: [[1], [1]] as const };
    await expectSame({ ...sizes, rows: 256, columns: 1024, depth: 20 });
    await expectSame({ ...sizes, rows: 516, columns: 1022, depth: 20 });
    await expectSame({ ...sizes, rows: 1028, columns: 1026, depth: 8 });
  },
  TIMEOUT_MS,
);
