import * as fs from "node:fs";
import * as path from "node:path";
import type { ReferenceRun } from "./reference.js";
import { type DType, type RuntimeTensor, viewOf } from "./tensors.js";

interface GoldenFile {
  readonly inputs: readonly { readonly name: string; readonly shape: number[]; readonly dtype: DType }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly dtype: DType;
    readonly offset: number;
    readonly bytes: number;
  }[];
}

/**
 * The outputs that TensorFlow Lite's reference kernels gave for generated inputs.
 *
 * @param models the folder of the shared models
 * @param name of a model, relative to it
 */
export function readGolden(models: string, name: string): Pick<ReferenceRun, "outputs"> {
  const stem = path.join(models, "golden", name.replace(/\.tflite$/, "").replaceAll("/", "__"));
  const file = JSON.parse(fs.readFileSync(`${stem}.json`, "utf8")) as GoldenFile;
  const bytes = fs.readFileSync(`${stem}.bin`);
  const outputs = file.outputs.map(({ name, shape, dtype, offset, bytes: length }): RuntimeTensor => {
    const data = viewOf(dtype, new Uint8Array(bytes.subarray(offset, offset + length)));
    return { name, shape, dtype, data };
  });
  return { outputs };
}
