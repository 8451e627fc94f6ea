import path from "node:path";
import { HalfliteError } from "../errors.js";
import { expandPattern, isPattern } from "./glob.js";
import { statusOf } from "./status.js";

/** A file to work on, and the path its output has below an output folder. */
export interface Input {
  readonly file: string;
  readonly relative: string;
}

/** What of folders and patterns is an input. */
export interface InputRules {
  /** Files that end in it are left out of folders and patterns: they are outputs of an earlier run. */
  ownSuffix?: string;
  /** Tells folders that are one model. Default: none is. */
  isModel?: (folder: string) => boolean;
}

/**
 * Turns the arguments into files: a file stands for itself, as a folder does that is one model; any other folder for every .tflite
 * below it, a pattern for what it matches.
 *
 * @throws INVALID_ARGUMENT when a folder or a pattern gives no file
 */
export function expandInputs(args: readonly string[], rules: InputRules = {}): Input[] {
  const inputs = new Map<string, Input>();
  for (const input of args.flatMap((arg) => expandInput(arg, rules))) {
    inputs.set(path.resolve(input.file), input);
  }
  return [...inputs.values()];
}

function expandInput(arg: string, { ownSuffix, isModel = () => false }: InputRules): Input[] {
  const status = statusOf(arg);
  const single = status ? !status.isDirectory() || isModel(arg) : !isPattern(arg);
  if (single) return [singleInput(arg)];
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

function singleInput(arg: string): Input {
  const name = path.basename(arg);
  // Outputs are named after their inputs, and these say nothing.
  const file = name === "." || name === ".." ? path.resolve(arg) : arg;
  return { file, relative: path.basename(file) };
}
