import type { ProgramSource } from "./programs.js";
import type { Random } from "./random.js";

/** The words of a program (native/program/program.h), taken apart. */
export interface Step {
  kind: number;
  operands: number[][];
  parameters: number[];
}

const WORDS_PER_OPERAND = 3;

/** A program that is like the given one but for a few words. */
export function mutateProgram(source: ProgramSource, kinds: number, random: Random): ProgramSource {
  const steps = stepsOf(source.words);
  const constants = [...source.constants];
  let arenaBytes = source.words[0]!;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const choice = random.below(10);
    const step = random.pick(steps)!;
    if (choice === 0)
      arenaBytes = random.chance(0.7) ? random.below(arenaBytes + 1) : random.integer(arenaBytes);
    else if (choice === 1) mutateConstant(constants, random);
    else if (choice === 2 && random.chance(0.3)) step.kind = random.below(kinds + 1);
    else if (choice < 5) mutateOperand(random.pick(step.operands), constants.length, random);
    else mutateParameters(step, random);
  }
  const words = wordsOf(arenaBytes, steps);
  // Words themselves: counts, or too few of all.
  if (random.chance(0.05)) words[random.below(words.length)] = random.float();
  if (random.chance(0.02)) words.length = random.below(words.length);
  return { words: Float64Array.from(words), constants, keys: source.keys };
}

export function stepsOf(words: Float64Array): Step[] {
  const steps: Step[] = [];
  let at = 2;
  for (let i = 0; i < words[1]!; i++) {
    const [kind, operandCount, parameterCount] = words.subarray(at, at + 3) as unknown as [
      number,
      number,
      number,
    ];
    at += 3;
    const operands = Array.from({ length: operandCount }, () => {
      at += WORDS_PER_OPERAND;
      return [...words.subarray(at - WORDS_PER_OPERAND, at)];
    });
    steps.push({ kind, operands, parameters: [...words.subarray(at, at + parameterCount)] });
    at += parameterCount;
  }
  return steps;
}

const wordsOf = (arenaBytes: number, steps: readonly Step[]): number[] => [
  arenaBytes,
  steps.length,
  ...steps.flatMap(({ kind, operands, parameters }) => [
    kind,
    operands.length,
    parameters.length,
    ...operands.flat(),
    ...parameters,
  ]),
];

/** Buffer, offset and bytes. */
function mutateOperand(operand: number[] | undefined, constants: number, random: Random): void {
  if (!operand) return;
  const choice = random.below(4);
  if (choice === 0) operand[0] = random.below(constants + 3) - 1;
  else if (choice === 1) operand[1] = random.integer(operand[1]);
  else if (choice === 2) operand[2] = random.integer(operand[2]);
  else operand[2] = Math.max(0, operand[2]! - random.below(8));
}

function mutateParameters({ parameters }: Step, random: Random): void {
  const position = random.below(parameters.length + 1);
  const value = parameters[position] ?? 0;
  const choice = random.below(20);
  if (choice === 0) parameters.splice(position, 1);
  else if (choice === 1) parameters.splice(position, 0, random.integer());
  else if (choice < 5) parameters[position] = random.float(value);
  else if (choice === 5) parameters[position] = random.pick([2 ** 40, 2 ** 48, 2 ** 53, -(2 ** 40), 1e300])!;
  else if (position < parameters.length) parameters[position] = random.integer(value);
}

function mutateConstant(constants: Uint8Array[], random: Random): void {
  const position = random.below(constants.length);
  const constant = constants[position];
  if (!constant) return;
  const length = random.chance(0.3) ? random.below(constant.length + 1) : constant.length;
  constants[position] = random.chance(0.5) ? random.bytes(length) : constant.slice(0, length);
}
