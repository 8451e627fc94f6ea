import { boundProgram } from "../bound.js";
import { type BulkDriver, bulkDrivers } from "../drivers/bulk.js";
import { runChild, runProcess } from "../process.js";
import type { Case, Evidence, Measurement, Trial } from "../trial.js";

/** What the child is asked: try or time one driver, found by its name. */
export interface BulkRequest {
  trial: "bulk";
  task: "check" | "measure";
  driver: string;
  bytes: number;
}

/** Repeats of one bound in one process. */
const BOUND_REPEATS = 5;

/** Memory to memory, float32 to float16: every driver against the plainest C loop with as many threads. */
export function bulkTrial(bytes: number): Trial {
  const drivers = bulkDrivers();
  const threadCounts = [...new Set(drivers.map(({ threads }) => threads))];
  return {
    name: "bulk",
    title: `float32 to float16, ${bytes / 2 ** 20} MiB of float32 from memory to memory`,
    notes:
      "GB/s counts the float32 bytes read. The C loop is eight lines of intrinsics with ordinary stores, in a program " +
      "of its own (bench/native/bound.c); `streaming` uses non-temporal stores. `copy` is memcpy of the whole array.",
    bytes,
    figures: ["minimum", "median", "spread", "rate"],
    comparisons: ["of the C loop", "of halflite TypeScript"],
    cases: [
      ...threadCounts.flatMap((threads) =>
        ["copy", "convert", "stream"].map((mode) => boundCase(mode, threads, bytes)),
      ),
      ...drivers.map((driver) => driverCase(driver, bytes)),
    ],
    dispose: () => undefined,
  };
}

const threadText = (threads: number) => `${threads} thread${threads > 1 ? "s" : ""}`;

const BOUND_NAMES: Record<string, string> = {
  copy: "C memcpy",
  convert: "C loop",
  stream: "C loop, streaming",
};

const boundName = (mode: string, threads: number) => `${BOUND_NAMES[mode]}, ${threadText(threads)}`;

function boundCase(mode: string, threads: number, bytes: number): Case {
  const bound = boundProgram();
  return {
    name: boundName(mode, threads),
    absent: "absent" in bound ? bound.absent : null,
    against: [boundName("convert", threads), null],
    async measure() {
      const args = [mode, bytes, threads, BOUND_REPEATS].map(String);
      const { stdout } = await runProcess((bound as { program: string }).program, args);
      return { milliseconds: stdout.trim().split("\n").map(Number) };
    },
  };
}

function driverCase(driver: BulkDriver, bytes: number): Case {
  const ask = async <T>(task: BulkRequest["task"]) => {
    const request: BulkRequest = { trial: "bulk", task, driver: driver.name, bytes };
    return (await runChild<T>(request)).answer;
  };
  return {
    name: driver.name,
    absent: driver.absent,
    against: [boundName("convert", driver.threads), "halflite TypeScript"],
    check: () => ask<Evidence>("check"),
    measure: () => ask<Measurement>("measure"),
  };
}
