import type { NativeStep } from "../../ops/index.js";

/** An operand where its memory is known: a region of the arena (buffer 0) or a constant. */
export type PlacedOperand = { readonly offset: number; readonly bytes: number } | Constant | null;

/** Bytes that are known, and the key by which other programs may share what is made of them: "" for none, null for a variable. */
export interface Constant {
  readonly constant: Uint8Array;
  readonly key: string | null;
}

/** A step of a program with its operands placed. */
export interface PlacedStep {
  readonly step: NativeStep;
  readonly operands: readonly PlacedOperand[];
}

export interface EncodedProgram {
  readonly words: Float64Array;
  readonly constants: readonly Uint8Array[];
  readonly keys: readonly (string | null)[];
}

/** The form that Addon.createProgram takes (native/program/program.h). */
export function encodeProgram(
  steps: readonly PlacedStep[],
  arenaBytes: number,
  stepNames: readonly string[],
): EncodedProgram {
  const constants = new Map<Uint8Array, Constant & { readonly number: number }>();
  const words: number[] = [arenaBytes, steps.length];
  for (const { step, operands } of steps) {
    const number = stepNames.indexOf(step.step);
    if (number < 0) throw new Error(`the addon has no step ${step.step}`);
    words.push(number, operands.length, step.parameters.length);
    for (const operand of operands) words.push(...operandWords(operand, constants));
    words.push(...step.parameters);
  }
  const keys = [...constants.values()].map(({ key }) => key);
  return { words: Float64Array.from(words), constants: [...constants.keys()], keys };
}

function operandWords(
  operand: PlacedOperand,
  constants: Map<Uint8Array, Constant & { readonly number: number }>,
): number[] {
  if (!operand) return [-1, 0, 0];
  if (!("constant" in operand)) return [0, operand.offset, operand.bytes];
  const known = constants.get(operand.constant) ?? { ...operand, number: 1 + constants.size };
  constants.set(operand.constant, known);
  return [known.number, 0, operand.constant.byteLength];
}
