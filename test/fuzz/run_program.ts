import type { Addon } from "../../src/addon/index.js";
import type { ProgramSource } from "./programs.js";
import { Random } from "./random.js";

/** What lies before and behind the arena must stay what it is. */
const MARGIN = 16 * 1024;
const MARK = 0xa5;
const MOST_ARENA_BYTES = 4 * 2 ** 20;

/**
 * Makes a program and runs it.
 *
 * @returns "ran", "refused" or "failed" for values without a result
 * @throws Error when the addon throws something else than it should, or memory was written that is not the program's
 */
export function runProgram(addon: Addon, target: number, source: ProgramSource, seed: number): string {
  const { words } = source;
  const constants = source.constants.map((constant) => constant.slice());
  const program = create(addon, target, words, constants, source.keys);
  if (!program) return "refused";
  const arenaBytes = words[0]!;
  if (arenaBytes > MOST_ARENA_BYTES) return "not run";
  const memory = addon.createArena(arenaBytes + 2 * MARGIN);
  memory.fill(MARK);
  const arena = memory.subarray(MARGIN, MARGIN + arenaBytes);
  const random = new Random(seed);
  if (random.chance(0.8)) arena.set(random.bytes(arenaBytes));
  const steps = words[1]!;
  let outcome = "ran";
  for (const threads of [1, 3]) {
    const failedStep = program.run(arena, threads, random.chance(0.2) ? new Float64Array(steps) : null);
    if (!Number.isInteger(failedStep) || failedStep < -1 || failedStep >= steps)
      throw new Error(`step ${failedStep} failed`);
    if (failedStep >= 0) outcome = "failed";
  }
  const margins = [memory.subarray(0, MARGIN), memory.subarray(MARGIN + arenaBytes)];
  if (margins.some((margin) => margin.some((byte) => byte !== MARK)))
    throw new Error("wrote outside of the arena");
  constants.forEach((constant, i) => {
    const isVariable = source.keys[i] === null;
    if (!isVariable && Buffer.compare(constant, source.constants[i]!) !== 0)
      throw new Error("wrote to a constant");
  });
  return outcome;
}

function create(
  addon: Addon,
  target: number,
  words: Float64Array,
  constants: readonly Uint8Array[],
  keys: readonly (string | null)[],
) {
  try {
    return addon.createProgram(target, words, constants, keys);
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === "ENOMEM") return null;
    throw error;
  }
}
