import * as path from "node:path";
import type { SingleBar } from "cli-progress";

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
      line ??= startLine(`${path.basename(name)} {phase}: {value} ${noun}`, phase);
      line.update(done, { phase });
    },
    stop: () => line?.stop(),
  };
}

/** A bar that shows no bar. */
function startLine(format: string, phase: string): SingleBar {
  const { SingleBar } = require("cli-progress") as typeof import("cli-progress");
  const line = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    fps: 10,
  });
  line.start(Number.MAX_SAFE_INTEGER, 0, { phase });
  return line;
}
