import * as path from "node:path";
import { repositoryRoot } from "../../test/paths.js";
import type { ProgramDriver } from "./inference.js";
import { threadCounts, threadsText } from "./threads.js";

/** The Python that has TensorFlow Lite, in one of its packages. */
const python = process.env.HALFLITE_BENCH_PYTHON ?? "python3";

const script = path.join(repositoryRoot, "bench", "drivers", "tensorflow_lite.py");

/** The native TensorFlow Lite with XNNPACK, which is its default. No npm package has it, so Python must. */
export const tensorflowLiteDrivers = (): ProgramDriver[] =>
  threadCounts.map((threads) => ({
    name: `TensorFlow Lite native, ${threadsText(threads)}`,
    package: "tensorflow",
    group: threadsText(threads),
    absent: null,
    program: { command: python, arguments: [script, `${threads}`] },
  }));
