import * as fs from "node:fs";
import type { NodeDriver } from "./inference.js";

/** An older TensorFlow Lite for browsers, in its build with SIMD. */
export function tfjsTfliteDriver(): NodeDriver {
  return {
    name: "@tensorflow/tfjs-tflite wasm",
    package: "@tensorflow/tfjs-tflite",
    group: "1 thread",
    absent: null,
    async start() {
      const { compileForTfjsTflite, startTfjsTflite } = await import("../../test/runtime/tfjs_tflite.js");
      const { Progress } = await import("../../test/runtime/outcome.js");
      const progress = new Progress();
      const tflite = await startTfjsTflite(progress);
      return async (file) => {
        const { inputs, run } = await compileForTfjsTflite(tflite, fs.readFileSync(file), progress);
        return { inputs, run: async (data) => (await run(data)).map((output) => output.data) };
      };
    },
  };
}
