import { parentPort, workerData } from "node:worker_threads";
import { HalfliteError } from "../errors.js";
import { type ImageOutcome, ImageRunner, type ImageSetup } from "./image_runner.js";

/** An error as plain data: classes do not pass between threads. */
export interface PlainError {
  readonly code?: string;
  readonly details?: object;
  readonly message: string;
}

/** What a worker says: that it is ready, what came of an image, or what stopped it. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "outcome"; readonly index: number; readonly outcome: ImageOutcome }
  | { readonly kind: "error"; readonly error: PlainError };

/** What it is told: the next image. */
export interface ImageRequest {
  readonly index: number;
  readonly file: string;
}

const plain = (error: unknown): PlainError => {
  const message = String((error as Error)?.message ?? error);
  return error instanceof HalfliteError ? { code: error.code, details: error.details, message } : { message };
};

/** The other side of image_pool.ts. */
async function work(): Promise<void> {
  const port = parentPort!;
  const say = (message: WorkerMessage) => port.postMessage(message);
  try {
    const runner = await ImageRunner.load(workerData as ImageSetup);
    say({ kind: "ready" });
    port.on("message", async ({ index, file }: ImageRequest) => {
      try {
        say({ kind: "outcome", index, outcome: await runner.run(file) });
      } catch (error) {
        say({ kind: "error", error: plain(error) });
      }
    });
  } catch (error) {
    say({ kind: "error", error: plain(error) });
  }
}

if (parentPort) void work();
