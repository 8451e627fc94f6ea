// Writes the programs that the seeds are compiled to, for the native tests (native/test/recorded_programs.cpp):
//   node dist/test/fuzz/write_programs.js FILE
// One program a line, its words with names for steps: bytes of the arena, the number of constants and for each its bytes and
// whether it is a variable, the number of steps and for each its name, its numbers of operands and parameters, and those.
import * as fs from "node:fs";
import { selectBackend } from "../../src/addon/index.js";
import { stepsOf } from "./mutate_program.js";
import { collectPrograms, nativeBackend, type ProgramSource } from "./programs.js";

function lineOf({ words, constants, keys }: ProgramSource, stepNames: readonly string[]): string {
  const steps = stepsOf(words);
  return [
    words[0],
    constants.length,
    ...constants.flatMap(({ byteLength }, i) => [byteLength, keys[i] === null ? 1 : 0]),
    steps.length,
    ...steps.flatMap(({ kind, operands, parameters }) => [
      stepNames[kind],
      operands.length,
      parameters.length,
      ...operands.flat(),
      ...parameters,
    ]),
  ].join(" ");
}

const chosen = selectBackend({ backend: "native" });
if (chosen.kind !== "native") throw new Error(chosen.reason);
const lines = collectPrograms(nativeBackend(chosen.targetName)).map((program) =>
  lineOf(program, chosen.addon.stepNames),
);
fs.writeFileSync(process.argv[2]!, `${lines.join("\n")}\n`);
