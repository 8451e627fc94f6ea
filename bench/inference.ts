import type { Bench } from "./bench.js";
import { benchModels } from "./models.js";
import { inferenceTrial } from "./trials/inference.js";

/** Milliseconds that the repeats of one model in one process may take. */
const BUDGET_MS = 1500;
const QUICK_BUDGET_MS = 50;

export const inferenceBench: Bench = {
  name: "inference",
  title: "Running",
  overview:
    "The peers that run .tflite files are TensorFlow Lite itself, with XNNPACK, compiled to WebAssembly for browsers; " +
    "both start in Node without documentation and with one thread. A run takes inputs and gives outputs as typed arrays. " +
    "Start is what a bare Node takes to have the runtime, its JavaScript or WebAssembly; load is from a model's path to a " +
    "model that is ready. TensorFlow Lite has packed its weights by then; halflite does it behind loading, on a thread of Node's pool " +
    "(also where one thread runs the model), and in the first run where that comes sooner. These two and the first run are the best of all processes; memory is the largest resident memory " +
    "of a process, of which Node itself takes about 45 MiB. Before anything is timed, the outputs of all drivers must agree.",
  behind:
    "All cases in which a peer on as many threads needs less time than halflite's native code. What is known of the reasons: `run` " +
    "hands work of more than 0.3 ms to another thread and waits for it, which is 0.1 to 0.4 ms of the run (TensorFlow Lite is called " +
    "from Python here, and computes on the caller's thread; so does `runSync`, which is not timed here). Loading executes JavaScript " +
    "that a process meets for the first time, which V8 interprets. Every runtime that packs weights touches new memory, too, for which some " +
    "virtual machines take much longer than others: load and first run compare on one machine only.",
  trials: ({ quick }) =>
    benchModels(quick).map((model) => ({
      name: model.name,
      make: () => inferenceTrial(model, quick ? QUICK_BUDGET_MS : BUDGET_MS),
    })),
};
