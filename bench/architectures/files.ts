import * as fs from "node:fs";
import * as path from "node:path";
import { type Architecture, architectures } from "./index.js";
import type { Network } from "./network.js";
import { onnxFile } from "./onnx.js";
import { tfliteFile } from "./tflite.js";

/** As it is used, or small enough for plain JavaScript. */
export type Scale = "full" | "tiny";

const nameOf = ({ name }: Architecture, scale: Scale) => (scale === "tiny" ? `${name}_tiny` : name);

const networkOf = (architecture: Architecture, scale: Scale): Network =>
  scale === "tiny" ? architecture.tiny() : architecture.network();

/**
 * Writes both forms of a network into a folder, each whole or not at all.
 *
 * @returns the .tflite file; the .onnx file is beside it
 */
export function writeArchitecture(architecture: Architecture, scale: Scale, folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  const network = networkOf(architecture, scale);
  const base = path.join(folder, nameOf(architecture, scale));
  write(`${base}.onnx`, onnxFile(network));
  write(`${base}.tflite`, tfliteFile(network));
  return `${base}.tflite`;
}

function write(file: string, content: Uint8Array): void {
  fs.writeFileSync(`${file}.part`, content);
  fs.renameSync(`${file}.part`, file);
}

/** The network that a float32 .tflite file was written from. @throws Error if it was from none */
export function describedNetwork(file: string): Network {
  const name = path.basename(file, ".tflite");
  for (const scale of ["full", "tiny"] as const)
    for (const architecture of architectures)
      if (nameOf(architecture, scale) === name) return networkOf(architecture, scale);
  throw new Error("the model is not one that is described here");
}
