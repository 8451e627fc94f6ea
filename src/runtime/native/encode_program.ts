import type { NativeStep } from "../../ops/index.js";
import type { Constant } from "../known_values.js";
import type { CascadePlan } from "../plan/cascade.js";

/** An operand where its memory is known: a region of the arena (buffer 0) or a constant. */
export type PlacedOperand = { readonly offset: number; readonly bytes: number } | Constant | null;

/** A step of a program with its operands placed. */
export interface PlacedStep {
  readonly step: NativeStep;
  readonly operands: readonly PlacedOperand[];
}

/** Steps that are taken together, line by line (native/program/steps/cascade.cpp). */
export interface PlacedCascade extends CascadePlan {
  readonly stages: readonly PlacedStep[];
}

export interface EncodedProgram {
  readonly words: Float64Array;
  readonly constants: readonly Uint8Array[];
  readonly keys: readonly (string | null)[];
}

/** The form that Addon.createProgram takes (native/program/program.h). */
export function encodeProgram(
  steps: readonly (PlacedStep | PlacedCascade)[],
  arenaBytes: number,
  stepNames: readonly string[],
): EncodedProgram {
  const constants = new Map<Uint8Array, Constant & { readonly number: number }>();
  const words: number[] = [arenaBytes, steps.length];
  const numberOf = (name: string): number => {
    const number = stepNames.indexOf(name);
    if (number < 0) throw new Error(`the addon has no step ${name}`);
    return number;
  };
  for (const placed of steps) {
    const [name, operands, parameters] =
      "stages" in placed
        ? cascadeStep(placed, numberOf)
        : [placed.step.step, placed.operands, placed.step.parameters];
    words.push(numberOf(name), operands.length, parameters.length);
    for (const operand of operands) words.push(...operandWords(operand, constants));
    words.push(...parameters);
  }
  const keys = [...constants.values()].map(({ key }) => key);
  return { words: Float64Array.from(words), constants: [...constants.keys()], keys };
}

function cascadeStep(
  { stages, band, parts, held }: PlacedCascade,
  numberOf: (name: string) => number,
): [string, PlacedOperand[], number[]] {
  const parameters = stages.flatMap(({ step, operands }, i) => [
    ...[numberOf(step.step), operands.length, step.parameters.length, held[i]!],
    ...step.parameters,
  ]);
  return ["cascade", stages.flatMap(({ operands }) => operands), [band, parts, stages.length, ...parameters]];
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
