import * as fs from "node:fs";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import type { Outcome, RuntimeName, Step } from "./outcome.js";
import type { RuntimeTensor, TensorData } from "./tensors.js";
import type { Request } from "./worker.js";

export interface ReferenceRun {
  /** In the order of the subgraph's inputs and outputs. */
  readonly inputs: readonly RuntimeTensor[];
  readonly outputs: readonly RuntimeTensor[];
}

/** The real runtime does not run a model: at which step, and what it said. */
export class RuntimeRefusal extends Error {
  constructor(
    readonly step: Step | "timeout" | "crash",
    readonly reason: string,
  ) {
    super(`the runtime refused the model at ${step}: ${reason}`);
    this.name = "RuntimeRefusal";
  }
}

export interface ReferenceOptions {
  /** Default "litert", the newest; "tfjs-tflite" also runs variable tensors and outputs of dynamic shape. */
  readonly runtime?: RuntimeName;
  /** By position in the subgraph; what is missing is generated (see inputs.ts). */
  readonly inputs?: readonly (TensorData | undefined)[];
  /** After which a run counts as refused. Default 60,000. */
  readonly timeoutMs?: number;
}

/**
 * Runs a model once in the real TensorFlow Lite (its WebAssembly builds, with XNNPACK), on a thread of its own and in a
 * fresh instance, so that neither a crash nor a hang reaches the tests.
 *
 * @param model a path, or the bytes of a .tflite file
 * @throws RuntimeRefusal if the runtime cannot load or execute it
 */
export async function runReference(
  model: string | Uint8Array,
  options: ReferenceOptions = {},
): Promise<ReferenceRun> {
  const bytes = typeof model === "string" ? await fs.promises.readFile(model) : model;
  const request: Request = {
    runtime: options.runtime ?? "litert",
    model: new Uint8Array(bytes),
    inputs: options.inputs ?? [],
  };
  const worker = new Worker(path.join(__dirname, "worker.js"));
  try {
    const outcome = await answerOf(worker, request, options.timeoutMs ?? 60_000);
    if ("refused" in outcome) throw new RuntimeRefusal(outcome.refused, outcome.reason);
    return outcome;
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, request: Request, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new RuntimeRefusal("timeout", `no answer after ${timeoutMs} ms`)),
      timeoutMs,
    );
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    worker.once("message", (outcome: Outcome) => settle(() => resolve(outcome)));
    worker.once("error", (error) => settle(() => reject(new RuntimeRefusal("crash", String(error)))));
    worker.postMessage(request);
  });
}
