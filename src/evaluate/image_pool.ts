import path from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, HalfliteError } from "../errors.js";
import type { ImageOutcome, ImageSetup } from "./image_runner.js";
import type { ImageRequest, PlainError, WorkerMessage } from "./image_worker.js";

/** Images that a worker has at a time: it decodes one while it runs models on the other. */
const IN_FLIGHT = 2;

export interface PoolOptions {
  /** Threads with the models loaded in each; native weights are shared. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  /** Called for each image as soon as it is done, in whatever order. */
  readonly onOutcome: (index: number, outcome: ImageOutcome) => void;
}

/**
 * Runs models on images in several threads.
 *
 * @param indices of `files`, those to do
 * @throws what a model throws in a worker; ABORTED
 */
export async function runOnImages(
  setup: ImageSetup,
  files: readonly string[],
  indices: readonly number[],
  options: PoolOptions,
): Promise<void> {
  if (indices.length === 0) return;
  const workers = Array.from(
    { length: Math.min(options.workers, indices.length) },
    () => new Worker(path.join(__dirname, "image_worker.js"), { workerData: setup }),
  );
  try {
    await distribute(workers, files, indices, options);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function distribute(
  workers: readonly Worker[],
  files: readonly string[],
  indices: readonly number[],
  { signal, onOutcome }: PoolOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let [next, left] = [0, indices.length];
    const abort = () => reject(new HalfliteError("ABORTED", { operation: "evaluation" }, signal?.reason));
    if (signal?.aborted) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    const finish = () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    const give = (worker: Worker) => {
      const index = indices[next++];
      if (index !== undefined) worker.postMessage({ index, file: files[index]! } satisfies ImageRequest);
    };
    const hear = (worker: Worker, message: WorkerMessage) => {
      if (message.kind === "error") return reject(revive(message.error));
      if (message.kind === "ready") {
        for (let i = 0; i < IN_FLIGHT; i++) give(worker);
        return;
      }
      onOutcome(message.index, message.outcome);
      if (--left === 0) finish();
      else give(worker);
    };
    for (const worker of workers) {
      worker.on("message", (message: WorkerMessage) => {
        try {
          hear(worker, message);
        } catch (error) {
          reject(error);
        }
      });
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`a worker thread ended early, with ${code}`)));
    }
  });
}

const revive = ({ code, details, message }: PlainError): Error =>
  code === undefined ? new Error(message) : new HalfliteError(code as ErrorCode, details as never);
