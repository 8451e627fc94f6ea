import { loadAddon, selectBackend } from "../../src/addon/index.js";
import type { FileBackend } from "../../src/tflite/index.js";

/** The ways to read files: page by page, and mapped where there is native code. */
export const fileBackends: readonly FileBackend[] = (() => {
  if (loadAddon().addon && process.env.HALFLITE_BACKEND !== "js")
    return [selectBackend({ backend: "js" }), selectBackend({ backend: "native" })];
  console.warn("SKIPPED: files of TensorFlow with the native backend: no addon, or HALFLITE_BACKEND=js");
  return [selectBackend({ backend: "js" })];
})();
