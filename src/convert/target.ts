import fs from "node:fs";
import path from "node:path";
import { HalfliteError } from "../errors.js";
import type { WriteOptions } from "./options.js";
import { createOutput, type OutputFile } from "./output.js";
import { allocateModel, type Sink } from "./write.js";

/** A sink with what the caller needs of it afterwards. */
export interface Target {
  sink: Sink;
  file?: OutputFile;
  bytes(): Uint8Array | undefined;
}

/**
 * Where the options want the output.
 *
 * @param inputs the files that will be read, and folders that belong to the input alone
 * @throws INVALID_ARGUMENT for an output that is one of them or lies in one of them; OUTPUT_EXISTS, IO
 */
export function openTarget(
  inputs: readonly string[],
  { output, force = false, dryRun = false }: WriteOptions,
): Target {
  if (output !== undefined) keepApart(inputs, output);
  if (dryRun) return { sink: null, bytes: () => undefined };
  if (output === undefined) {
    let memory: Uint8Array | undefined;
    const allocate = (byteLength: number) => {
      memory = allocateModel(byteLength);
      return memory;
    };
    return { sink: { memory: allocate }, bytes: () => memory };
  }
  const file = createOutput(output, force);
  return { sink: { file }, file, bytes: () => undefined };
}

function keepApart(inputs: readonly string[], output: string): void {
  const target = realPath(output);
  const refuse = (expected: string): never => {
    throw new HalfliteError("INVALID_ARGUMENT", { argument: "output", expected, received: output });
  };
  for (const input of inputs) {
    const real = realPath(input);
    if (target === real) refuse("another file than the input");
    const isFolder = fs.statSync(real, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder && target.startsWith(real + path.sep)) refuse(`a place outside of ${input}`);
  }
}

/** Without links; of a file that is to be, its folder's. */
function realPath(name: string): string {
  if (fs.existsSync(name)) return fs.realpathSync(name);
  const folder = path.dirname(name);
  return path.join(
    fs.existsSync(folder) ? fs.realpathSync(folder) : path.resolve(folder),
    path.basename(name),
  );
}
