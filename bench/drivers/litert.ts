import * as fs from "node:fs";
import type { NodeDriver } from "./inference.js";

/** The TensorFlow Lite of today, for browsers. Its build with threads wants a newer Node than 20. */
export function litertDriver(): NodeDriver {
  return {
    name: "@litertjs/core wasm",
    package: "@litertjs/core",
    group: "1 thread",
    absent: null,
    async start() {
      const { compileForLiteRt, startLiteRt } = await import("../../test/runtime/litert.js");
      const { Progress } = await import("../../test/runtime/outcome.js");
      const progress = new Progress();
      const litert = await startLiteRt(progress);
      return async (file) => {
        const { inputs, run } = await compileForLiteRt(litert, fs.readFileSync(file), progress);
        return { inputs, run: async (data) => (await run(data)).map((output) => output.data) };
      };
    },
  };
}
