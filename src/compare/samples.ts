import { HalfliteError } from "../errors.js";
import type { Named } from "../model/entry_point.js";
import type { Inputs } from "../model/index.js";
import { randomInput } from "../model/random_input.js";
import { typeOf } from "../runtime/constants.js";

/** Inputs that are run one after another; they may be made as they are asked for. */
export type Samples = Iterable<Inputs> | AsyncIterable<Inputs>;

/** What models are run on. */
export interface SampleOptions {
  /** The inputs of each run. Default: `random` ones. */
  samples?: Samples;
  /** How many samples there are, for `onProgress`, where that is known. */
  sampleCount?: number;
  /**
   * Random inputs where there are no samples: floats uniform in [-1, 1), small integers over their whole range, larger ones from 0 to 9. Sample i has
   * the seed `seed` + i. Default: 4 samples, seed 1.
   */
  random?: { count?: number; seed?: number };
}

const RANDOM_COUNT = 4;
const RANDOM_SEED = 1;

/** @throws INVALID_ARGUMENT */
export function samplesOf(
  options: SampleOptions,
  inputs: readonly Named[],
): { samples: Samples; count?: number } {
  if (options.samples !== undefined) {
    const { samples, sampleCount } = options;
    const count = sampleCount ?? (Array.isArray(samples) ? samples.length : undefined);
    return count === undefined ? { samples } : { samples, count };
  }
  const { count = RANDOM_COUNT, seed = RANDOM_SEED } = options.random ?? {};
  for (const [argument, number] of Object.entries({ "random.count": count, "random.seed": seed })) {
    if (Number.isSafeInteger(number) && number >= (argument === "random.count" ? 1 : 0)) continue;
    const expected = "an integer of at least 0 (1 for the count)";
    throw new HalfliteError("INVALID_ARGUMENT", { argument, expected, received: String(number) });
  }
  return { samples: randomSamples(inputs, count, seed), count };
}

function* randomSamples(inputs: readonly Named[], count: number, seed: number): Generator<Inputs> {
  for (let sample = 0; sample < count; sample++)
    yield inputs.map(({ name, value }, position) =>
      randomInput({ name, ...typeOf(value) }, position, seed + sample),
    );
}

/** What is thrown where there is nothing to run. */
export const noSamples = (): HalfliteError =>
  new HalfliteError("INVALID_ARGUMENT", { argument: "samples", expected: "at least one", received: "none" });
