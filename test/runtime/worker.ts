import { parentPort } from "node:worker_threads";
import { runInLiteRt } from "./litert.js";
import type { RunModel, RuntimeName } from "./outcome.js";
import type { TensorData } from "./tensors.js";
import { runInTfjsTflite } from "./tfjs_tflite.js";

/** What `runReference` asks of the thread. */
export interface Request {
  readonly runtime: RuntimeName;
  readonly model: Uint8Array;
  readonly inputs: readonly (TensorData | undefined)[];
}

const runtimes: { readonly [N in RuntimeName]: RunModel } = {
  litert: runInLiteRt,
  "tfjs-tflite": runInTfjsTflite,
};

parentPort?.on("message", async ({ runtime, model, inputs }: Request) =>
  parentPort?.postMessage(await runtimes[runtime](model, inputs)),
);
