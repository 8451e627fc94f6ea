import type { SingleBar } from "cli-progress";

/** A bar on stderr that is gone when it stops. @param total that it counts to; none: a line without an end */
export function startBar(format: string, total: number | undefined, shown: object): SingleBar {
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
  bar.start(total ?? Number.MAX_SAFE_INTEGER, 0, shown);
  return bar;
}
