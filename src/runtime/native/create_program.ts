import type { NativeProgram } from "../../addon/index.js";
import { HalfliteError } from "../../errors.js";
import type { NativeBackend } from "./constants.js";
import { encodeProgram, type PlacedStep } from "./encode_program.js";

/**
 * Makes a program of steps.
 *
 * @param place of the first node
 * @throws SHAPE_MISMATCH for steps that the addon refuses, OUT_OF_MEMORY
 */
export function createProgram(
  { addon, target }: NativeBackend,
  steps: readonly PlacedStep[],
  arenaBytes: number,
  place: string,
): NativeProgram {
  const { words, constants, keys } = encodeProgram(steps, arenaBytes, addon.stepNames);
  try {
    return addon.createProgram(target, words, constants, keys);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOMEM") {
      const bytes = constants.reduce((sum, { byteLength }) => sum + byteLength, 0);
      throw new HalfliteError("OUT_OF_MEMORY", { operation: `${place}, packed weights`, bytes }, error);
    }
    if (!(error instanceof RangeError)) throw error;
    const details = { place, tensor: "native steps", expected: "steps that fit their operands" };
    throw new HalfliteError("SHAPE_MISMATCH", { ...details, received: error.message }, error);
  }
}
