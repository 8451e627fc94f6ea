import type { Command } from "commander";
import { HalfliteError } from "../errors.js";
import type { ShapedInput, TensorInfo } from "../index.js";
import { parseInput } from "./model_inputs.js";
import { collect } from "./options.js";
import { parseCount, parseNumber, parseSeed, parseStd } from "./parse_number.js";
import type { FilesByInput } from "./sample_files.js";

/** The options that say which samples a model is run on. */
export interface SampleFlags {
  input?: string[];
  data?: string;
  random?: number;
  seed?: number;
  limit?: number;
  mean: number;
  std: number;
}

export function addSampleOptions(command: Command): Command {
  return command
    .option(
      "--input <name=files>",
      "samples of an input: a file, a folder or a quoted pattern; name= may be left out for the only input (repeatable)",
      collect,
    )
    .option(
      "--data <folder>",
      "samples of all inputs: image/7.npy, 7/image.npy or image_7.npy; any file for the only input",
    )
    .option(
      "--random <count>",
      "random samples, also for inputs without files (default: 4 where there are no files)",
      parseCount(1),
    )
    .option("--seed <seed>", "of the first random sample (default: 1)", parseSeed)
    .option("--limit <count>", "take no more than so many samples", parseCount(1))
    .option("--mean <number>", "of the pixels of images: (pixel - mean) / std", parseNumber, 127.5)
    .option("--std <number>", "likewise", parseStd, 127.5);
}

/** What a model is run on. */
export interface GatheredSamples {
  /** Read as they are asked for. */
  readonly samples: AsyncIterable<Record<string, ShapedInput>>;
  readonly count: number;
  /** "12 samples of data/ (3 other files)" */
  readonly description: string;
}

const RANDOM_COUNT = 4;

/**
 * The samples that the options give for these inputs.
 *
 * @throws INVALID_ARGUMENT, UNKNOWN_NAME; IO, MISSING_PACKAGE when a sample is read
 */
export function gatherSamples(inputs: readonly TensorInfo[], flags: SampleFlags): GatheredSamples {
  const { files, others } = filesByInput(inputs, flags);
  const without = inputs.filter(({ name }) => !files.has(name)).map(({ name }) => name);
  const { random, seed, limit = Infinity, data } = flags;
  if (files.size > 0 && without.length > 0 && random === undefined && seed === undefined)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "--input",
      expected: `files for ${without.map((name) => `"${name}"`).join(", ")} (or --random COUNT)`,
      received: "none",
    });
  const count = Math.min(limit, countOf(files, random, without.length > 0));
  const sources = [
    ...(files.size > 0 ? [data === undefined ? "files" : `files of ${data}`] : []),
    ...(without.length > 0 ? [`random numbers from seed ${seed ?? 1}`] : []),
  ];
  const left = others > 0 ? `; ${others} other file${others === 1 ? "" : "s"} there` : "";
  const description = `${count} sample${count === 1 ? "" : "s"} (${sources.join(", ")}${left})`;
  return { samples: read(inputs, files, count, flags), count, description };
}

/** The files of --input, and those of --data for the other inputs. */
function filesByInput(inputs: readonly TensorInfo[], { input = [], data }: SampleFlags) {
  const { filesOf, filesOfFolder } = require("./sample_files.js") as typeof import("./sample_files.js");
  const files: FilesByInput = new Map();
  for (const text of input) {
    const [name, argument] = parseInput(text, inputs);
    const info = inputs.find((one) => one.name === name)!;
    files.set(name, [...(files.get(name) ?? []), ...filesOf(argument, info)]);
  }
  if (data === undefined) return { files, others: 0 };
  const others = inputs.filter(({ name }) => !files.has(name));
  const found = filesOfFolder(data, others);
  return { files: new Map([...files, ...found.files]), others: found.others };
}

/** As many as there are files; one file goes with all samples. */
function countOf(files: FilesByInput, random: number | undefined, isAnyRandom: boolean): number {
  const [first, ...rest] = [...files].filter(([, list]) => list.length > 1);
  if (!first && isAnyRandom) return random ?? (files.size === 0 ? RANDOM_COUNT : 1);
  if (!first) return 1;
  const other = rest.find(([, list]) => list.length !== first[1].length);
  if (!other) return first[1].length;
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "--input",
    expected: `as many files for "${other[0]}" as for "${first[0]}": ${first[1].length}`,
    received: `${other[1].length}`,
  });
}

async function* read(
  inputs: readonly TensorInfo[],
  files: FilesByInput,
  count: number,
  { mean, std, seed = 1 }: SampleFlags,
): AsyncGenerator<Record<string, ShapedInput>> {
  const { inputFromFile } = require("./input_file.js") as typeof import("./input_file.js");
  const { randomInput } = require("../model/random_input.js") as typeof import("../model/random_input.js");
  for (let sample = 0; sample < count; sample++) {
    const given: [string, ShapedInput][] = [];
    for (const [position, info] of inputs.entries()) {
      const list = files.get(info.name);
      const value = list
        ? await inputFromFile(info, list.length === 1 ? list[0]! : list[sample]!, { mean, std })
        : { data: randomInput(info, position, seed + sample) };
      given.push([info.name, value]);
    }
    yield Object.fromEntries(given);
  }
}
