import type { Bench } from "./bench.js";
import { layers, quickLayers } from "./layers.js";
import { kernelTrial } from "./trials/kernel.js";

/** Milliseconds that the repeats of one layer in one process may take. */
const BUDGET_MS = 300;
const QUICK_BUDGET_MS = 20;

export const kernelsBench: Bench = {
  name: "kernels",
  title: "Kernels",
  overview:
    "Single operators with the sizes that they have in real models, on the native backend's best target, against the limit " +
    "of the processor in a plain C program of this run (bench/native/bound.c), the roofline: the time of as many multiplications and additions " +
    "in its widest vectors, without any memory, or of reading as many bytes again and again, whichever is longer. Bytes are those of the " +
    "float32 elements of input and output and of the float16 weights, each once. The time of an operator is " +
    "what its step takes in a run, as a profile shows it. What it reads stays in whatever cache it fits, for the limit too.",
  trials: ({ quick }) =>
    (quick ? quickLayers : layers).map((layer) => ({
      name: layer.name,
      make: () => kernelTrial(layer, quick ? QUICK_BUDGET_MS : BUDGET_MS),
    })),
};
