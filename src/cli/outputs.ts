import fs from "node:fs";
import path from "node:path";
import { HalfliteError, ioError } from "../errors.js";
import type { Input } from "./inputs.js";
import { statusOf } from "./status.js";

/** One conversion to do: read `input`, write `output`. */
export interface Job {
  readonly input: string;
  readonly output: string;
}

/**
 * Gives every input its output. Without `output` it lies beside its input; `output` is a folder when it is one,
 * ends in a separator, or there are several inputs; else it is the one output file.
 *
 * @param rename makes the output's file name from the input's
 * @throws INVALID_ARGUMENT when a file stands where a folder is needed, or two inputs would share an output
 */
export function planOutputs(
  inputs: readonly Input[],
  output: string | undefined,
  rename: (name: string) => string,
): Job[] {
  const place = (file: string) => path.join(path.dirname(file), rename(path.basename(file)));
  let jobs: Job[];
  if (output === undefined) jobs = inputs.map(({ file }) => ({ input: file, output: place(file) }));
  else if (!isFolder(output, inputs.length)) jobs = inputs.map(({ file }) => ({ input: file, output }));
  else
    jobs = inputs.map(({ file, relative }) => ({ input: file, output: path.join(output, place(relative)) }));
  refuseSharedOutputs(jobs);
  return jobs;
}

/**
 * Makes the folder that an output will lie in.
 *
 * @throws IO
 */
export function makeFolderOf(output: string): void {
  try {
    fs.mkdirSync(path.dirname(output), { recursive: true });
  } catch (error) {
    throw ioError(error, path.dirname(output), "create the folder");
  }
}

function isFolder(output: string, inputCount: number): boolean {
  const status = statusOf(output);
  if (status && !status.isDirectory() && inputCount > 1) {
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "--output",
      expected: `a folder, for ${inputCount} inputs`,
      received: `the file ${output}`,
    });
  }
  return status?.isDirectory() || /[\\/]$/.test(output) || inputCount > 1;
}

function refuseSharedOutputs(jobs: readonly Job[]): void {
  const writers = new Map<string, string>();
  for (const { input, output } of jobs) {
    const key = path.resolve(output);
    const other = writers.get(key);
    if (other !== undefined) {
      throw new HalfliteError("INVALID_ARGUMENT", {
        argument: "--output",
        expected: "an output of its own for every input",
        received: `${output} for ${other} and for ${input}`,
      });
    }
    writers.set(key, input);
  }
}
