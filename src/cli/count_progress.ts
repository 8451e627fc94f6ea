import type { SingleBar } from "cli-progress";
import { startBar } from "./bar.js";

/** Shows how many things are done, how fast, and how long the rest will take. */
export interface CountProgress {
  /** @param skipped of `done`, those that took no time */
  update(done: number, total: number, skipped?: number): void;
  stop(): void;
}

/** A bar on stderr, or nothing when stderr is not a terminal or `wanted` is false. */
export function countProgress(noun: string, wanted: boolean): CountProgress {
  if (!wanted || !process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const begun = performance.now();
  let bar: SingleBar | undefined;
  return {
    update(done, total, skipped = 0) {
      const shown = pace(done - skipped, total - done, (performance.now() - begun) / 1000);
      bar ??= startBar(`{value}/{total} ${noun} [{bar}] {rate}/s, {left} left`, total, shown);
      bar.update(done, shown);
    },
    stop: () => bar?.stop(),
  };
}

function pace(done: number, left: number, seconds: number): { rate: string; left: string } {
  const rate = done / Math.max(seconds, 1e-3);
  if (done === 0) return { rate: "-", left: "-" };
  return { rate: rate.toPrecision(3), left: clock(left / rate) };
}

/** "1:02:03" or "2:03". */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
