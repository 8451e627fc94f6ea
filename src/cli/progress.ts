import * as path from "node:path";
import type { SingleBar } from "cli-progress";
import type { Progress } from "../index.js";

/** Shows how far one input is. */
export interface ProgressBar {
  update(progress: Progress): void;
  stop(): void;
}

/** Shows how much of a work that is counted is done. */
export interface Counter {
  /** @param total absent where it is not known */
  update(phase: string, done: number, total: number | undefined): void;
  stop(): void;
}

/** Bars appear after this many milliseconds: most models are done before. */
const DELAY_MS = 300;

/** A bar on stderr, or nothing when stderr is not a terminal or `wanted` is false. */
export function progressBar(name: string, wanted: boolean): ProgressBar {
  const bar = barFor(`${path.basename(name)} {phase} [{bar}] {percentage}% {amount}`, wanted);
  return {
    update: ({ phase, bytesDone, bytesTotal }) =>
      bar.update(phase, bytesDone, bytesTotal, `${toMegabytes(bytesDone)}/${toMegabytes(bytesTotal)} MB`),
    stop: bar.stop,
  };
}

/** The same for a number of things, say "samples"; without a bar where their total is not known. */
export function counter(name: string, things: string, isTotalKnown: boolean, wanted: boolean): Counter {
  const line = isTotalKnown ? "{phase} [{bar}] {amount}" : "{phase}: {amount}";
  const bar = barFor(`${path.basename(name)} ${line}`, wanted);
  return {
    update: (phase, done, total) =>
      bar.update(phase, done, total ?? done, `${total === undefined ? done : `${done}/${total}`} ${things}`),
    stop: bar.stop,
  };
}

const toMegabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

interface Bar {
  update(phase: string, done: number, total: number, amount: string): void;
  stop(): void;
}

function barFor(format: string, wanted: boolean): Bar {
  if (!wanted || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const begun = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(phase, done, total, amount) {
      if (!bar && performance.now() - begun < DELAY_MS) return;
      const shown = { phase, amount };
      bar ??= startBar(format, Math.max(total, 1), shown);
      bar.setTotal(Math.max(total, 1));
      bar.update(done, shown);
    },
    stop: () => bar?.stop(),
  };
}

function startBar(format: string, total: number, shown: { phase: string; amount: string }): SingleBar {
  const { SingleBar } = require("cli-progress") as typeof import("cli-progress");
  const bar = new SingleBar({
    format,
    barsize: 30,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    stopOnComplete: false,
    fps: 10,
  });
  bar.start(total, 0, shown);
  return bar;
}
