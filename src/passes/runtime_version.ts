import type { Model } from "../graph/index.js";
import { compareRuntimeVersions, minRuntimeVersion } from "../ops/index.js";

/** The length that TensorFlow's converter pads the version to. */
const VERSION_BYTES = 16;

/** The content of the entry: the newest of the given versions and of those that the model's operators ask for. */
export function runtimeVersion(model: Model, ...least: readonly string[]): Uint8Array {
  const needed = model.operatorCodes.map((code) => minRuntimeVersion(code.builtinCode, code.version) ?? "");
  const newest = [...least, ...needed].reduce((a, b) => (compareRuntimeVersions(a, b) < 0 ? b : a), "");
  const bytes = new Uint8Array(VERSION_BYTES);
  bytes.set(new TextEncoder().encode(newest).subarray(0, VERSION_BYTES));
  return bytes;
}
