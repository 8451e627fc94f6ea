import type { Command } from "commander";
import { HalfliteError, unknownName } from "../errors.js";
import type { ShapedInput, TensorInfo } from "../index.js";
import { parseNumber, parseSeed, parseStd } from "./parse_number.js";

/** The options that say what a model is run on. */
export interface InputFlags {
  input?: string[];
  random?: number;
  mean: number;
  std: number;
}

export function addInputOptions(command: Command, randomByDefault: boolean): Command {
  const files = "name=FILE: .npy, .bin (raw), .txt (strings) or an image; FILE alone for the only input";
  return command
    .option("--input <name=file>", `${files} (repeatable)`, (value, before: string[] = []) => [
      ...before,
      value,
    ])
    .option(
      "--random <seed>",
      `fill the other inputs with random numbers${randomByDefault ? " (default: 1)" : ""}`,
      parseSeed,
    )
    .option("--mean <number>", "of the pixels of an image: (pixel - mean) / std", parseNumber, 127.5)
    .option("--std <number>", "likewise", parseStd, 127.5);
}

/**
 * The inputs of one run, from files and random numbers.
 *
 * @throws INVALID_ARGUMENT, UNKNOWN_NAME, IO, MISSING_PACKAGE
 */
export async function gatherInputs(
  inputs: readonly TensorInfo[],
  { input = [], random, mean, std }: InputFlags,
): Promise<Record<string, ShapedInput>> {
  const { inputFromFile } = require("./input_file.js") as typeof import("./input_file.js");
  const { randomInput } = require("../model/random_input.js") as typeof import("../model/random_input.js");
  const files = new Map(input.map((text) => parseInput(text, inputs)));
  const missing = inputs.filter(({ name }) => !files.has(name)).map(({ name }) => name);
  if (random === undefined && missing.length > 0)
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "--input",
      expected: `a file for ${missing.map((name) => `"${name}"`).join(", ")} (or --random SEED)`,
      received: "none",
    });
  const given: [string, ShapedInput][] = [];
  for (const [position, info] of inputs.entries()) {
    const file = files.get(info.name);
    const value =
      file === undefined
        ? { data: randomInput(info, position, random!) }
        : await inputFromFile(info, file, { mean, std });
    given.push([info.name, value]);
  }
  return Object.fromEntries(given);
}

/**
 * Splits "name=file". Names may hold "=" themselves, so the model's names decide where.
 *
 * @throws INVALID_ARGUMENT, UNKNOWN_NAME
 */
export function parseInput(
  text: string,
  inputs: readonly Pick<TensorInfo, "name">[],
): [name: string, file: string] {
  const names = inputs.map(({ name }) => name);
  const fitting = names.filter((name) => text.startsWith(`${name}=`));
  const name = fitting.sort((a, b) => b.length - a.length)[0];
  if (name !== undefined) return [name, text.slice(name.length + 1)];
  if (text.includes("=")) throw unknownName("--input", text.slice(0, text.indexOf("=")), names);
  if (names.length === 1) return [names[0]!, text];
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: "--input",
    expected: `name=FILE, the name one of ${names.join(", ")}`,
    received: text,
  });
}
