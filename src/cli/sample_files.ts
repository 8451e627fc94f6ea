import path from "node:path";
import { HalfliteError } from "../errors.js";
import { isImageFile } from "../image/index.js";
import type { TensorInfo } from "../index.js";
import { expandPattern, isPattern } from "./glob.js";
import { fileNameOf } from "./output_arrays.js";
import { statusOf } from "./status.js";

/** The files of one input, one for each sample. */
export type FilesByInput = Map<string, readonly string[]>;

type Input = Pick<TensorInfo, "name" | "dtype">;

/** "2.npy" comes before "10.npy". */
const { compare } = new Intl.Collator("en", { numeric: true });

/**
 * The files that an argument stands for, in the order of their names: itself, what a folder holds at any depth for that
 * input, or what a pattern matches.
 *
 * @throws INVALID_ARGUMENT where a folder or pattern gives none
 */
export function filesOf(argument: string, input: Input): string[] {
  const isFolder = statusOf(argument)?.isDirectory();
  if (!isFolder && (statusOf(argument) || !isPattern(argument))) return [argument];
  const found = isFolder ? expandPattern("**/*", argument) : expandPattern(argument);
  const files = found.filter((file) => canHold(file, input)).sort(compare);
  if (files.length > 0) return files;
  const expected = `${isFolder ? "a folder with" : "a pattern that matches"} files for the input "${input.name}" (${input.dtype})`;
  throw new HalfliteError("INVALID_ARGUMENT", { argument: "--input", expected, received: argument });
}

/** Whether a file of that name may be an input's content. */
function canHold(file: string, { dtype }: Input): boolean {
  const extension = path.extname(file).toLowerCase();
  if (dtype === "STRING") return extension === ".txt";
  return extension === ".npy" || extension === ".bin" || isImageFile(file);
}

/**
 * The samples of a folder. With one input every file that fits is a sample. With several, a file belongs to the input that its path
 * names, and what else the path says is the sample: `image/7.npy`, `7/image.npy`, `image_7.npy` and `7_image.npy` are all sample 7.
 *
 * @param inputs those that take their files from the folder
 * @returns the files, and how many others the folder has
 * @throws INVALID_ARGUMENT where there is none, or an input of a sample is missing
 */
export function filesOfFolder(
  folder: string,
  inputs: readonly Input[],
): { files: FilesByInput; others: number } {
  const found = expandPattern("**/*", folder);
  const samples = new Map<string, Map<string, string>>();
  let others = 0;
  for (const file of found) {
    const place = placeOf(path.relative(folder, file), inputs);
    if (!place) others++;
    else samples.set(place.sample, (samples.get(place.sample) ?? new Map()).set(place.input, file));
  }
  if (samples.size === 0)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "--data",
      expected: `a folder with files for ${inputs.map(({ name }) => `"${name}"`).join(", ")}`,
      received: folder,
    });
  const order = [...samples.keys()].sort(compare);
  const filesOfInput = ({ name }: Input) =>
    order.map((sample) => samples.get(sample)!.get(name) ?? missing(folder, sample, name));
  return { files: new Map(inputs.map((input) => [input.name, filesOfInput(input)])), others };
}

function missing(folder: string, sample: string, name: string): never {
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "--data",
    expected: `a file for the input "${name}" in every sample`,
    received: `none for sample "${sample}" of ${folder}`,
  });
}

/** The input and the sample that a path below the folder names; undefined for a file of something else. */
function placeOf(file: string, inputs: readonly Input[]): { input: string; sample: string } | undefined {
  const parts = file.slice(0, file.length - path.extname(file).length).split(path.sep);
  if (inputs.length === 1)
    return canHold(file, inputs[0]!) ? { input: inputs[0]!.name, sample: file } : undefined;
  const longestFirst = [...inputs].sort((a, b) => b.name.length - a.name.length);
  for (const input of longestFirst) {
    const sample = sampleIn(parts, fileNameOf(input.name));
    if (sample !== undefined && canHold(file, input)) return { input: input.name, sample };
  }
  return undefined;
}

/** What a path says besides a name. */
function sampleIn(parts: readonly string[], name: string): string | undefined {
  const folder = parts.indexOf(name);
  if (folder >= 0) return parts.filter((_, i) => i !== folder).join("/");
  const [stem, folders] = [parts.at(-1)!, parts.slice(0, -1)];
  const [before, after] = [stem.endsWith(name), stem.startsWith(name)];
  const rest = after ? stem.slice(name.length) : before ? stem.slice(0, -name.length) : "";
  const number = after ? /^[-_.](.+)$/.exec(rest)?.[1] : /^(.+)[-_.]$/.exec(rest)?.[1];
  return number === undefined ? undefined : [...folders, number].join("/");
}
