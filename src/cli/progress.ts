import path from "node:path";
import type { SingleBar } from "cli-progress";
import type { Progress } from "../index.js";
import { startBar } from "./bar.js";

/** Shows how far one input is. */
export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

/** Bars appear after this many milliseconds: most models are done before. */
const DELAY_MS = 300;

/** A bar on stderr, or nothing when stderr is not a terminal or `wanted` is false. */
export function progressBar(name: string, wanted: boolean): ProgressBar {
  if (!wanted || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const format = `${path.basename(name)} {phase} [{bar}] {percentage}% {megabytes}`;
  const begun = performance.now();
  let bar: SingleBar | undefined;
  return {
    update({ phase, bytesDone, bytesTotal }) {
      if (!bar && performance.now() - begun < DELAY_MS) return;
      const total = Math.max(bytesTotal, 1);
      const shown = { phase, megabytes: `${toMegabytes(bytesDone)}/${toMegabytes(bytesTotal)} MB` };
      bar ??= startBar(format, total, shown);
      bar.setTotal(total);
      bar.update(bytesDone, shown);
    },
    stop: () => bar?.stop(),
  };
}

const toMegabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
