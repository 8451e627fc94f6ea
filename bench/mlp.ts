import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { writeMlp } from "../test/models/mlp.js";

/** Where generated models are kept from one bench to the next. */
export const modelFolder = path.join(os.tmpdir(), "halflite-bench");

/** A multi-layer perceptron's file, written at the first call and then kept; its content is in the page cache. */
export async function cachedMlp(layers: number, width: number): Promise<string> {
  const model = path.join(modelFolder, `mlp-${layers}x${width}.tflite`);
  if (!fs.existsSync(model)) {
    fs.mkdirSync(modelFolder, { recursive: true });
    process.stderr.write(`writing ${model}\n`);
    await writeMlp(`${model}.part`, { layers, width });
    fs.renameSync(`${model}.part`, model);
  }
  await readAll(model);
  return model;
}

/** Brings the file into the page cache. */
async function readAll(file: string): Promise<void> {
  for await (const _chunk of fs.createReadStream(file, { highWaterMark: 2 ** 22 }));
}
