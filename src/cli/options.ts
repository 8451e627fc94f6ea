import os from "node:os";
import { type Command, Option } from "commander";
import type { ConvertOptions, OverflowPolicy, Profile } from "../index.js";
import { parseCount, parseError } from "./parse_number.js";
import { parseSelection } from "./selection.js";
import { readSelectionFiles } from "./selection_file.js";

/** The options that choose constants; `compare` takes them for the conversions that it makes itself. */
export interface SelectionFlags {
  profile?: Profile;
  overflow?: OverflowPolicy;
  include?: string[];
  includeFrom?: string[];
  exclude?: string[];
  excludeFrom?: string[];
}

/** The options of `convert` that decide what is converted; `inspect --explain` takes them too. */
export interface ChoiceFlags extends SelectionFlags {
  accumulation?: NonNullable<ConvertOptions["accumulation"]>;
  maxError?: number;
}

/** The options of `convert` about models of TensorFlow. */
export interface SourceFlags {
  type?: "float16" | "float32";
  signature?: string[];
  tags?: string;
  allowCustomOps?: boolean;
  fuseLstm?: boolean;
}

/** The options that say which code does the work. */
export interface BackendFlags {
  backend?: "auto" | "native" | "js";
  target?: string;
  threads?: number;
}

/** What products are computed in where a model is run. */
export interface PrecisionFlags {
  precision?: "float32" | "float16" | "model";
}

/** The options about the written file and what is printed. */
export interface OutputFlags {
  output?: string;
  dryRun?: boolean;
  force?: boolean;
  verify?: boolean;
  fsync: boolean;
  json?: boolean;
  quiet?: boolean;
}

export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(new Option("--profile <name>", "what to convert").choices(["default", "compat"]))
    .addOption(
      new Option(
        "--overflow <policy>",
        "for finite values beyond ±65504: keep the constant float32 (default), clamp them (compat's default), or fail",
      ).choices(["keep", "clamp", "error"]),
    )
    .option(
      "--include <what>",
      "convert only these constants: op:CONV_2D, tensor:PATTERN, subgraph:0 (repeatable)",
      collect,
    )
    .option("--exclude <what>", "keep these constants float32, same forms (repeatable)", collect)
    .option("--include-from <file>", "what to include, one a line; # begins a comment (repeatable)", collect)
    .option("--exclude-from <file>", "what to exclude, likewise (repeatable)", collect);
}

export function addChoiceOptions(command: Command): Command {
  return addSelectionOptions(command)
    .option("--max-error <number>", "keep constants with a larger absolute error", parseError)
    .addOption(
      new Option("--accumulation <kind>", "the reduced_precision_support to write").choices([
        "fp16accfp32",
        "fp16accfp16",
        "fp16bf16accfp32",
      ]),
    );
}

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--type <name>",
        "of the constants: float16 (default), or float32 as they are, for models that are not .tflite",
      ).choices(["float16", "float32"]),
    )
    .option("--signature <key>", "keep only this signature of a SavedModel (repeatable)", collect)
    .option("--tags <names>", "the graph of a SavedModel, by its tags, separated by commas (default: serve)")
    .option("--allow-custom-ops", "keep operations that TensorFlow Lite does not have as custom operators")
    .option(
      "--fuse-lstm",
      "make one operator of every LSTM layer of Keras where that is possible; it keeps its states between runs",
    );
}

export function addBackendOptions(command: Command): Command {
  return command
    .addOption(new Option("--backend <name>", "which code does the work").choices(["auto", "native", "js"]))
    .option("--target <name>", "force a SIMD target of the native backend; `halflite doctor` lists them")
    .option(
      "--threads <count>",
      `threads of the native backend (default: ${os.availableParallelism()})`,
      parseCount(1),
    );
}

/** Where a model is run. */
export function addPrecisionOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--precision <name>",
      "what products with float16 weights are computed in: float32 (default), float16 (faster and less exact, where the CPU has it), or what the model allows",
    ).choices(["float32", "float16", "model"]),
  );
}

export function addOutputOptions(command: Command, defaultName: string): Command {
  return command
    .option(
      "-o, --output <path>",
      `a file, or a folder for several inputs (default: ${defaultName} beside the input)`,
    )
    .option("-n, --dry-run", "do everything except writing")
    .option("-f, --force", "replace an existing output")
    .option("--verify", "read the output back and compare it with the input")
    .option("--no-fsync", "do not wait until the output is on the disk")
    .option("--json", "print one JSON document instead of text")
    .option("-q, --quiet", "print errors only");
}

/** The part of ConvertOptions that the flags of addSelectionOptions give. @throws INVALID_ARGUMENT, IO */
export function selectionOf(flags: SelectionFlags): ConvertOptions {
  const { profile, overflow, include = [], includeFrom, exclude = [], excludeFrom } = flags;
  return defined({
    profile,
    overflow,
    include: parseSelection("--include", [...include, ...readSelectionFiles(includeFrom)]),
    exclude: parseSelection("--exclude", [...exclude, ...readSelectionFiles(excludeFrom)]),
  });
}

/** The part of ConvertOptions that the flags of addChoiceOptions give. @throws INVALID_ARGUMENT, IO */
export function choiceOf(flags: ChoiceFlags): ConvertOptions {
  const { accumulation, maxError } = flags;
  return { ...selectionOf(flags), ...defined({ accumulation, maxError }) };
}

/** The part of ConvertOptions that the flags of addSourceOptions give. */
export function sourceOf({ type, signature, tags, allowCustomOps, fuseLstm }: SourceFlags): ConvertOptions {
  return defined({
    float16: type === "float32" ? false : undefined,
    signatureKeys: signature,
    tags: tags?.split(","),
    allowCustomOps,
    fuseLstm,
  });
}

/** The backend part of ConvertOptions and RestoreOptions. */
export function backendOf({ backend, target, threads }: BackendFlags) {
  return defined({ backend, target, threads });
}

/** The output part of ConvertOptions and RestoreOptions. */
export function outputOf({ dryRun, force, verify, fsync }: OutputFlags) {
  return defined({ dryRun, force, verify, fsync });
}

/** The part of LoadOptions that the flags of addBackendOptions and addPrecisionOption give. */
export function loadOf({ precision, ...backend }: BackendFlags & PrecisionFlags) {
  return { ...backendOf(backend), ...defined({ precision }) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that defaults apply. */
export function defined<T extends object>(options: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >;
}

/** Gathers the values of a repeatable option. */
export const collect = (value: string, previous: string[] = []) => [...previous, value];
