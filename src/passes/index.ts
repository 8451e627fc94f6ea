import { type Model, type Rewrite, verify } from "../graph/index.js";
import { convertConstantsToFloat16 } from "./convert_constants_to_float16.js";
import { describeFloat16 } from "./describe_float16.js";
import { eliminateFloat16Metadata } from "./eliminate_float16_metadata.js";
import type { Pass } from "./pass.js";
import { restoreFloat32Constants } from "./restore_float32_constants.js";

/** float32 constants -> float16, and the file says so. */
export const toFloat16: readonly Pass[] = [convertConstantsToFloat16, describeFloat16];

/** The way back. */
export const toFloat32: readonly Pass[] = [restoreFloat32Constants, eliminateFloat16Metadata];

/**
 * Runs a pipeline over the model, in place, and checks the model's invariants after every pass.
 *
 * @returns what was rewritten, in order; empty when the model is as it was.
 * @throws INVALID_GRAPH when a pass left the model inconsistent, and whatever a pass refuses.
 */
export function runPasses<Context>(
  model: Model,
  pipeline: readonly Pass<Context>[],
  context: Context,
): Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const pass of pipeline) {
    for (const rewrite of pass.run(model, context)) rewrites.push(rewrite);
    verify(model, pass.name);
  }
  return rewrites;
}

export type {
  Accumulation,
  ConstantDecision,
  Float16Settings,
  OverflowPolicy,
  Profile,
  Selection,
} from "./float16_settings.js";
export type { Pass, PassContext } from "./pass.js";
