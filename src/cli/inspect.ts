import { Command } from "commander";
import type { Inspection } from "../inspect/index.js";
import {
  addBackendOptions,
  addChoiceOptions,
  type BackendFlags,
  backendOf,
  type ChoiceFlags,
  choiceOf,
} from "./options.js";

const EXAMPLES = `
Examples:
  halflite inspect model.tflite
  halflite inspect model.tflite --tensors
  halflite inspect model.tflite --explain --profile compat    every rewrite that a conversion would make
  halflite inspect model.tflite --json | jq .results[0].inspection.constantBytes`;

type Flags = ChoiceFlags & BackendFlags & { tensors?: boolean; explain?: boolean; json?: boolean };

export function inspectCommand(): Command {
  const command = new Command("inspect")
    .description("show what models hold: operators, tensors, sizes, signatures, metadata")
    .argument("<inputs...>", "files, folders (every .tflite below), or patterns")
    .option("--tensors", "list all constants, not only the ten largest")
    .option(
      "--explain",
      "list every rewrite that `convert` with the same options would make, and what it would keep",
    )
    .option("--json", "print one JSON document instead of text");
  addChoiceOptions(command);
  addBackendOptions(command);
  return command.addHelpText("after", EXAMPLES).action(async (inputs: string[], flags: Flags) => {
    process.exitCode = await run(inputs, flags);
  });
}

async function run(args: string[], flags: Flags): Promise<number> {
  const { expandInputs } = require("./inputs.js") as typeof import("./inputs.js");
  const { exitCodeOfAll } = require("./exit.js") as typeof import("./exit.js");
  const json = require("./print/json.js") as typeof import("./print/json.js");
  const { packageVersion } = require("./version.js") as typeof import("./version.js");
  const results: object[] = [];
  const errors: unknown[] = [];
  for (const { file } of expandInputs(args)) {
    try {
      results.push({ input: file, ok: true, ...(await inspectOne(file, flags)) });
    } catch (error) {
      errors.push(error);
      results.push({ input: file, ok: false, error: json.errorRecord(error) });
      if (!flags.json) printError(file, error);
    }
  }
  const exitCode = exitCodeOfAll(errors);
  if (flags.json)
    console.log(json.toJson({ halflite: packageVersion(), command: "inspect", exitCode, results }));
  return exitCode;
}

/** Inspects one file and, unless JSON is wanted, prints it at once. */
async function inspectOne(
  file: string,
  flags: Flags,
): Promise<{ inspection: Inspection; conversion?: object }> {
  const { inspect } = require("../inspect/index.js") as typeof import("../inspect/index.js");
  const inspection = await inspect(file, backendOf(flags));
  const conversion = flags.explain ? await explain(file, flags) : undefined;
  if (!flags.json) print(inspection, conversion, flags.tensors ?? false);
  return conversion ? { inspection, conversion } : { inspection };
}

async function explain(file: string, flags: Flags) {
  const { convert } = require("../convert/index.js") as typeof import("../convert/index.js");
  return (await convert(file, { ...choiceOf(flags), ...backendOf(flags), dryRun: true })).report;
}

function print(
  inspection: Inspection,
  report: Awaited<ReturnType<typeof explain>> | undefined,
  tensors: boolean,
): void {
  const { palette } = require("./print/text.js") as typeof import("./print/text.js");
  const { inspectionText } = require("./print/inspection.js") as typeof import("./print/inspection.js");
  const { conversionText, rewritesText } =
    require("./print/conversion.js") as typeof import("./print/conversion.js");
  const colours = palette(process.stdout);
  console.log(inspectionText(inspection, tensors, colours));
  if (!report) return;
  console.log(colours.bold("a conversion would make these rewrites"));
  console.log(rewritesText(report));
  console.log(conversionText(report, true, colours));
}

function printError(file: string, error: unknown): void {
  (require("./print/error.js") as typeof import("./print/error.js")).printError(file, error);
}
