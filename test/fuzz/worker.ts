// Makes and runs mutants, in a process of its own because a mutant may end it:
//   node dist/test/fuzz/worker.js PROGRESS BACKEND FIRST END
// The file PROGRESS holds the number of the mutant that is being run. Prints a line of JSON for each one that misbehaves.
import * as fs from "node:fs";
import type { BackendName } from "../../src/addon/index.js";
import { mutantOf } from "./mutant.js";
import { runMutant } from "./run_mutant.js";

export interface Finding {
  readonly mutant: number;
  readonly of: string;
  readonly error: string;
}

/** What takes longer is worth a look although it ends. */
const SLOW_MS = 5000 * Number(process.env.HALFLITE_FUZZ_PATIENCE ?? 1);

async function main([progress, backend, first, end]: string[]): Promise<void> {
  const file = fs.openSync(progress!, "w");
  const outcomes = new Map<string, number>();
  const options = backend === "js" ? { backend: "js" as BackendName } : { target: backend!, threads: 2 };
  for (let number = Number(first); number < Number(end); number++) {
    fs.writeSync(file, `${number}`.padEnd(16), 0);
    const mutant = mutantOf(number);
    if (!mutant) continue;
    const begun = performance.now();
    const report = (error: string) =>
      console.log(JSON.stringify({ mutant: number, of: mutant.of, error } satisfies Finding));
    try {
      const outcome = await runMutant(mutant.bytes, options, number);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      report((error as Error)?.stack ?? `${error}`);
    }
    const spent = performance.now() - begun;
    if (spent > SLOW_MS) report(`took ${Math.round(spent)} ms`);
  }
  fs.writeSync(file, "done".padEnd(16), 0);
  console.log(JSON.stringify({ outcomes: Object.fromEntries(outcomes) }));
}

void main(process.argv.slice(2));
