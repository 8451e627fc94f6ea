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

/** A step as the addon reads it. */
interface EncodedStep {
  readonly name: string;
  readonly operands: readonly PlacedOperand[];
  readonly parameters: readonly number[];
}

/** Words ahead of the steps, ahead of the operands of each, and for each operand. */
const HEAD_WORDS = 2;
const STEP_WORDS = 3;
const OPERAND_WORDS = 3;

/** The form that Addon.createProgram takes (native/program/program.h). */
export function encodeProgram(
  steps: readonly (PlacedStep | PlacedCascade)[],
  arenaBytes: number,
  stepNames: readonly string[],
): EncodedProgram {
  const encoded = steps.map((step) => ("stages" in step ? cascadeStep(step, stepNames) : plainStep(step)));
  const words = new Float64Array(encoded.reduce((sum, step) => sum + lengthOf(step), HEAD_WORDS));
  const numbered = new NumberedConstants();
  let at = 0;
  words[at++] = arenaBytes;
  words[at++] = steps.length;
  for (let i = 0; i < encoded.length; i++) {
    const { name, operands, parameters } = encoded[i]!;
    words[at++] = numberOf(name, stepNames);
    words[at++] = operands.length;
    words[at++] = parameters.length;
    for (let j = 0; j < operands.length; j++, at += OPERAND_WORDS)
      writeOperand(words, at, operands[j]!, numbered);
    words.set(parameters, at);
    at += parameters.length;
  }
  return { words, constants: numbered.constants, keys: numbered.keys };
}

/** The buffers of a program besides the arena, which is number 0. */
class NumberedConstants {
  readonly constants: Uint8Array[] = [];
  readonly keys: (string | null)[] = [];
  private readonly numbers = new Map<Uint8Array, number>();

  numberOf({ constant, key }: Constant): number {
    const known = this.numbers.get(constant);
    if (known !== undefined) return known;
    this.keys.push(key);
    const number = this.constants.push(constant);
    this.numbers.set(constant, number);
    return number;
  }
}

/** Number, offset and bytes; the words are zeros before. */
function writeOperand(
  words: Float64Array,
  at: number,
  operand: PlacedOperand,
  numbered: NumberedConstants,
): void {
  if (!operand) words[at] = -1;
  else if ("constant" in operand) {
    words[at] = numbered.numberOf(operand);
    words[at + 2] = operand.constant.byteLength;
  } else {
    words[at + 1] = operand.offset;
    words[at + 2] = operand.bytes;
  }
}

const lengthOf = ({ operands, parameters }: EncodedStep): number =>
  STEP_WORDS + OPERAND_WORDS * operands.length + parameters.length;

function numberOf(name: string, stepNames: readonly string[]): number {
  const number = stepNames.indexOf(name);
  if (number < 0) throw new Error(`the addon has no step ${name}`);
  return number;
}

const plainStep = ({ step, operands }: PlacedStep): EncodedStep => ({
  name: step.step,
  operands,
  parameters: step.parameters,
});

function cascadeStep(
  { stages, band, parts, held }: PlacedCascade,
  stepNames: readonly string[],
): EncodedStep {
  const parameters = [band, parts, stages.length];
  stages.forEach(({ step, operands }, i) => {
    parameters.push(numberOf(step.step, stepNames), operands.length, step.parameters.length, held[i]!);
    parameters.push(...step.parameters);
  });
  return { name: "cascade", operands: stages.flatMap(({ operands }) => operands), parameters };
}
