import { HALFLITE_GPU } from "../drivers/gpu.js";
import { runChild } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: to multiply matrices on a GPU, or as many numbers as fast as it can. */
export interface GpuProductRequest {
  trial: "gpu product";
  task: "check" | "measure";
  what: "limit" | "product";
  precision: GpuPrecision;
  /** Rows, columns and depth. */
  size: number;
  /** Products that are timed. */
  layers: number;
  repeats: number;
}

export const GPU_PRECISIONS = ["float32", "float16 with float32 sums", "float16"] as const;
export type GpuPrecision = (typeof GPU_PRECISIONS)[number];

const REPEATS = 10;
/** Relative to the largest result, of a chain of products in float16. */
const TOLERANCE = 5e-2;

const limitName = (precision: GpuPrecision) => `limit, ${precision === "float32" ? "float32" : "float16"}`;

/** Products of square matrices, against as many multiplications and additions without any memory. */
export function gpuProductTrial(size: number, layers: number): Trial {
  const ask = async <T>(request: Pick<GpuProductRequest, "task" | "what" | "precision">) =>
    (await runChild<T>({ trial: "gpu product", size, layers, repeats: REPEATS, ...request })).answer;
  const product = (precision: GpuPrecision): Case => ({
    name: precision === "float32" ? HALFLITE_GPU : `halflite gpu, ${precision}`,
    absent: null,
    against: [limitName(precision), HALFLITE_GPU],
    check: () => ask<Evidence>({ task: "check", what: "product", precision }),
    measure: () => ask<Measurement>({ task: "measure", what: "product", precision }),
  });
  const limit = (precision: GpuPrecision): Case => ({
    name: limitName(precision),
    absent: null,
    against: [null, null],
    check: () => ask<Evidence>({ task: "check", what: "limit", precision }),
    measure: () => ask<Measurement>({ task: "measure", what: "limit", precision }),
  });
  return {
    name: "gemm",
    title: `${layers} products of ${size} x ${size} matrices`,
    notes:
      "The time of some products more in one run: what a run takes besides them is left out. The limit is a shader that does as many multiplications " +
      "and additions in registers.",
    bytes: 0,
    operations: layers * 2 * size ** 3,
    figures: ["minimum", "median", "operations"],
    comparisons: ["of the limit", "of float32"],
    cases: [limit("float32"), limit("float16"), ...GPU_PRECISIONS.map(product)],
    difference: differentProducts,
    dispose: () => undefined,
  };
}

/** Limits have no results. */
function differentProducts(
  { outputs: [wanted] = [] }: Evidence,
  { outputs: [found] = [] }: Evidence,
): string | null {
  if (!wanted?.length || !found?.length) return null;
  const largest = Math.max(...wanted.map(Math.abs));
  const distance = Math.max(...wanted.map((value, i) => Math.abs(value - found[i]!))) / largest;
  return distance <= TOLERANCE ? null : `${distance.toPrecision(2)} of the largest`;
}
