import { createHash } from "node:crypto";
import { bulkDrivers } from "../drivers/bulk.js";
import type { Evidence, Measurement } from "../trial.js";
import type { BulkRequest } from "./bulk.js";

/** A driver repeats until this much time is spent, within the limits below. */
const BUDGET_MS = 1500;
const FEWEST_REPEATS = 2;
const MOST_REPEATS = 10;

/** Tries or times one driver; the first run, which also touches the memory, is not counted. */
export function measureBulk({ task, driver: name, bytes }: BulkRequest): Evidence | Measurement {
  const driver = bulkDrivers().find((each) => each.name === name)!;
  const source = weights(bytes / 4);
  const sink = new Uint16Array(source.length);
  const run = driver.prepare(source, sink);
  run();
  if (task === "check")
    return { digest: createHash("sha256").update(new Uint8Array(sink.buffer)).digest("hex") };
  const milliseconds: number[] = [];
  let spent = 0;
  while (milliseconds.length < FEWEST_REPEATS || (spent < BUDGET_MS && milliseconds.length < MOST_REPEATS)) {
    const begun = performance.now();
    run();
    const elapsed = performance.now() - begun;
    milliseconds.push(elapsed);
    spent += elapsed;
  }
  return { milliseconds };
}

/** Numbers in [-0.5, 0.5), as weights are: a block of a mebi, repeated. */
function weights(count: number): Float32Array {
  const values = new Float32Array(count);
  const block = Math.min(count, 2 ** 20);
  let state = 1;
  for (let i = 0; i < block; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = state / 2 ** 32;
  }
  for (let filled = block; filled < count; filled *= 2)
    values.copyWithin(filled, 0, Math.min(filled, count - filled));
  return values;
}
