// Fuzzes models or programs, in a process of its own because they may end it:
//   node dist/test/fuzz/worker.js PROGRESS models|programs BACKEND FIRST END
// The file PROGRESS holds the number of what is being run. Prints a line of JSON for each one that misbehaves.
import * as fs from "node:fs";
import type { BackendName } from "../../src/addon/index.js";
import { mutantOf } from "./mutant.js";
import { mutateProgram } from "./mutate_program.js";
import { collectPrograms, nativeBackend } from "./programs.js";
import { Random } from "./random.js";
import { runMutant } from "./run_mutant.js";
import { runProgram } from "./run_program.js";

export interface Finding {
  readonly number: number;
  readonly of: string;
  readonly error: string;
}

/** Runs what has that number. */
type Subject = (number: number) => { of: string; run: () => string | Promise<string> } | null;

function models(backend: string): Subject {
  const options = backend === "js" ? { backend: "js" as BackendName } : { target: backend, threads: 2 };
  return (number) => {
    const mutant = mutantOf(number);
    return mutant && { of: mutant.of, run: () => runMutant(mutant.bytes, options, number) };
  };
}

function programs(target: string): Subject {
  const backend = nativeBackend(target);
  const sources = collectPrograms(backend);
  const { addon } = backend;
  return (number) => {
    const random = new Random(number);
    const source = mutateProgram(random.pick(sources)!, addon.stepNames.length, random);
    const name = addon.stepNames[source.words[2]!] ?? "no step";
    return { of: name, run: () => runProgram(addon, backend.target, source, number) };
  };
}

/** What takes longer is worth a look although it ends. */
const SLOW_MS = 5000 * Number(process.env.HALFLITE_FUZZ_PATIENCE ?? 1);

async function main([progress, kind, backend, first, end]: string[]): Promise<void> {
  const file = fs.openSync(progress!, "w");
  const outcomes: Record<string, number> = {};
  const subjectOf = kind === "models" ? models(backend!) : programs(backend!);
  for (let number = Number(first); number < Number(end); number++) {
    fs.writeSync(file, `${number}`.padEnd(16), 0);
    const subject = subjectOf(number);
    if (!subject) continue;
    const begun = performance.now();
    const report = (error: string) =>
      console.log(JSON.stringify({ number, of: subject.of, error } satisfies Finding));
    try {
      const outcome = await subject.run();
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (error) {
      report((error as Error)?.stack ?? `${error}`);
    }
    const spent = performance.now() - begun;
    if (spent > SLOW_MS) report(`took ${Math.round(spent)} ms`);
  }
  fs.writeSync(file, "done".padEnd(16), 0);
  console.log(JSON.stringify({ outcomes }));
}

void main(process.argv.slice(2));
