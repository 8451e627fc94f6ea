import { type CompiledModel, convert, loadModel, type Profile, type Tensor } from "../../src/index.js";
import { generateInput } from "../../test/runtime/inputs.js";
import type { DType } from "../../test/runtime/tensors.js";
import { type Distance, distanceOf, farthest, SAME } from "./compare.js";

export const PROFILES = ["default", "compat"] as const satisfies readonly Profile[];

export type ByProfile<T> = Record<(typeof PROFILES)[number], T>;

/** Generated inputs that every model is run on, uniform in [-1, 1) where they are floats. */
const SEEDS = [1, 2, 3];

/** What a model's conversion did to what it computes. */
export interface Agreement {
  /** Constants that became float16, and how far the outputs moved. */
  readonly profiles: ByProfile<Distance & { readonly constants: number }>;
}

/** Why there is nothing to say. */
export interface NoAgreement {
  readonly reason: string;
}

/**
 * @param scores the only output to compare, where others are sorted by it
 * @returns a reason for a model that cannot be executed as it is, or in which there is nothing to convert
 */
export async function agreementOf(file: string, scores?: number): Promise<Agreement | NoAgreement> {
  const expected = await outputsOf(file).catch((error: Error & { code?: string }) => error);
  if (expected instanceof Error) return { reason: expected.code ?? expected.message };
  const measure = async (profile: Profile) => {
    const { bytes, report } = await convert(file, { profile });
    const constants = report.constants.filter(({ converted }) => converted).length;
    const found = constants > 0 ? await outputsOf(bytes!) : expected;
    const distances = expected.map((outputs, i) => distanceOf(outputs, found[i]!, scores));
    return { constants, ...distances.reduce(farthest, SAME) };
  };
  const profiles = { default: await measure("default"), compat: await measure("compat") };
  const converted = PROFILES.some((profile) => profiles[profile].constants > 0);
  return converted ? { profiles } : { reason: "no float32 constant to convert" };
}

/** The outputs of the first signature for every seed. */
async function outputsOf(source: string | Uint8Array): Promise<Tensor[][]> {
  return withModel(source, async (model) => {
    const all: Tensor[][] = [];
    for (const seed of SEEDS)
      all.push(
        await model.run(
          model.inputs.map(
            ({ dtype, shape }, i) =>
              generateInput(dtype.toLowerCase() as DType, shape, i, seed) as Tensor["data"],
          ),
        ),
      );
    return all;
  });
}

/** Loads a model, and disposes of it. */
export async function withModel<T>(
  source: string | Uint8Array,
  work: (model: CompiledModel) => Promise<T>,
): Promise<T> {
  const model = await loadModel(source);
  try {
    return await work(model);
  } finally {
    model.dispose();
  }
}
