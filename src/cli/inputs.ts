import * as path from "node:path";
import { HalfliteError } from "../errors.js";
import { expandPattern, isPattern } from "./glob.js";
import { statusOf } from "./status.js";

/** A file to work on, and the path its output has below an output folder. */
export interface Input {
  readonly file: string;
  readonly relative: string;
}

/**
 * Turns the arguments into files: a file stands for itself, a folder for every .tflite below it, a pattern for what
 * it matches. Files found in a folder or by a pattern are left out when their name ends in `ownSuffix`, if one is
 * given: they are outputs of an earlier run.
 *
 * @throws INVALID_ARGUMENT when a folder or a pattern gives no file
 */
export function expandInputs(args: readonly string[], ownSuffix?: string): Input[] {
  const inputs = new Map<string, Input>();
  for (const input of args.flatMap((arg) => expandInput(arg, ownSuffix))) {
    inputs.set(path.resolve(input.file), input);
  }
  return [...inputs.values()];
}

function expandInput(arg: string, ownSuffix?: string): Input[] {
  const status = statusOf(arg);
  if (status ? !status.isDirectory() : !isPattern(arg)) return [{ file: arg, relative: path.basename(arg) }];
  const files = status ? expandPattern("**/*.tflite", arg) : expandPattern(arg);
  const inputs = files
    .filter((file) => ownSuffix === undefined || !file.endsWith(ownSuffix))
    .map((file) => ({ file, relative: status ? path.relative(arg, file) : path.basename(file) }));
  if (inputs.length === 0) {
    const expected = status
      ? `a folder with .tflite files${ownSuffix ? ` other than *${ownSuffix}` : ""}`
      : "a pattern that matches a file";
    throw new HalfliteError("INVALID_ARGUMENT", { argument: "input", expected, received: arg });
  }
  return inputs;
}
