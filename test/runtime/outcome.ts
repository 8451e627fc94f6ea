import { generateInput } from "./inputs.js";
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

/** A model that a runtime has made ready to run; inputs and outputs in the order of the subgraph. */
export interface ModelInRuntime {
  readonly inputs: readonly Omit<RuntimeTensor, "data">[];
  run(inputs: readonly TensorData[]): Promise<readonly RuntimeTensor[]>;
}

/** How far a runtime has come, and what it printed. */
export class Progress {
  step: Step = "load";
  readonly log: string[] = [];

  /** A runtime may print these and then go on as if nothing had happened. */
  get complaints(): string[] {
    return this.log.filter((line) => line.startsWith("ERROR"));
  }

  /** The refusal that an exception means, with what the runtime printed about it. */
  refusal(error: unknown): Outcome {
    const message = (error as { message?: unknown } | undefined)?.message ?? error;
    return { refused: this.step, reason: [String(message), ...this.complaints].join("; ") };
  }
}

/** The given inputs, and generated ones for those that are missing. */
export const inputsFrom = (
  types: ModelInRuntime["inputs"],
  given: readonly (TensorData | undefined)[],
): RuntimeTensor[] =>
  types.map(({ name, dtype, shape }, position) => ({
    name,
    shape,
    dtype,
    data: given[position] ?? generateInput(dtype, shape, position),
  }));
