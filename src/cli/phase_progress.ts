import path from "node:path";
import type { SingleBar } from "cli-progress";
import { startBar } from "./bar.js";

/** Shows what a work of unknown length is at. */
export interface PhaseProgress {
  update(phase: string, done: number): void;
  stop(): void;
}

/** A line on stderr, or nothing when stderr is not a terminal or `wanted` is false. */
export function phaseProgress(name: string, noun: string, wanted: boolean): PhaseProgress {
  if (!wanted || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  let line: SingleBar | undefined;
  return {
    update(phase, done) {
      line ??= startBar(`${path.basename(name)} {phase}: {value} ${noun}`, undefined, { phase });
      line.update(done, { phase });
    },
    stop: () => line?.stop(),
  };
}
