import type { RuntimeTensor, TensorData } from "./tensors.js";

/** The real runtimes that can judge, by npm package. */
export type RuntimeName = "litert" | "tfjs-tflite";

/** The steps of running a model, in order. */
export type Step = "load" | "compile" | "input" | "run" | "output";

/** What a runtime did with a model: its outputs, or the step that it refused and why. */
export type Outcome =
  | { readonly inputs: readonly RuntimeTensor[]; readonly outputs: readonly RuntimeTensor[] }
  | { readonly refused: Step; readonly reason: string };

/** Runs a model once. What is missing of the inputs, by position in the subgraph, is generated. */
export type RunModel = (model: Uint8Array, given: readonly (TensorData | undefined)[]) => Promise<Outcome>;

/** A runtime's complaints, which it may print and then go on as if nothing had happened. */
export const complaintsOf = (log: readonly string[]): string[] =>
  log.filter((line) => line.startsWith("ERROR"));

/** The refusal that an exception means, with what the runtime printed about it. */
export function refusal(step: Step, error: unknown, log: readonly string[]): Outcome {
  const message = (error as { message?: unknown } | undefined)?.message ?? error;
  return { refused: step, reason: [String(message), ...complaintsOf(log)].join("; ") };
}
