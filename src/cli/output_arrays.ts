import path from "node:path";
import { createOutput } from "../convert/output.js";
import { HalfliteError } from "../errors.js";
import type { Tensor, TensorInfo } from "../index.js";
import { encodeNpy } from "../npy/index.js";
import { makeFolderOf } from "./outputs.js";
import { statusOf } from "./status.js";

/**
 * The file of every output in `folder`: NAME.npy, or NAME.txt for strings.
 *
 * @throws OUTPUT_EXISTS unless `force`
 */
export function planFiles(outputs: readonly TensorInfo[], folder: string, force: boolean): string[] {
  const taken = new Set<string>();
  return outputs.map(({ name, dtype }, i) => {
    const plain = fileNameOf(name) || "output";
    const stem = taken.has(plain.toLowerCase()) ? `${plain}_${i}` : plain;
    taken.add(stem.toLowerCase());
    const file = path.join(folder, stem + (dtype === "STRING" ? ".txt" : ".npy"));
    if (!force && statusOf(file)) throw new HalfliteError("OUTPUT_EXISTS", { path: file });
    return file;
  });
}

/** The name of a tensor as that of a file: characters that file names lack become "_". */
export const fileNameOf = (tensor: string): string =>
  tensor.replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^\.+/, "_");

/** Writes one output, whole or not at all. @throws IO, OUTPUT_EXISTS */
export async function writeArray(
  file: string,
  { dtype, shape, data }: Tensor,
  force: boolean,
): Promise<void> {
  makeFolderOf(file);
  const output = createOutput(file, force);
  try {
    const lines = () => Buffer.from((data as Uint8Array[]).map((line) => `${Buffer.from(line)}\n`).join(""));
    output.write(Array.isArray(data) ? lines() : encodeNpy(dtype, shape, data), 0);
    await output.commit({ fsync: false, force, signal: undefined });
  } finally {
    output.discard();
  }
}
