import { HalfliteError } from "../../errors.js";
import { importWebGpu } from "./import_webgpu.js";

/**
 * webgpu is an optional package: Dawn, the implementation of WebGPU in Chromium, for Node.
 *
 * @throws MISSING_PACKAGE
 */
export async function loadWebGpu(): Promise<GPU> {
  try {
    const { create } = await importWebGpu();
    return create([]);
  } catch (error) {
    const reason = (error as Error).message.split("\n", 1)[0]!;
    const operation = "running a model on a GPU";
    throw new HalfliteError("MISSING_PACKAGE", { package: "webgpu", operation, reason }, error);
  }
}
