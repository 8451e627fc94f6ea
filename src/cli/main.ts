#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { auditCommand } from "./audit.js";
import { benchmarkCommand } from "./benchmark.js";
import { compareCommand } from "./compare.js";
import { convertCommand } from "./convert.js";
import { doctorCommand } from "./doctor.js";
import { evaluateCommand } from "./evaluate.js";
import { EXIT, EXIT_HELP, exitCodeOf } from "./exit.js";
import { inspectCommand } from "./inspect.js";
import { restoreCommand } from "./restore.js";
import { runCommand } from "./run.js";
import { packageVersion } from "./version.js";

const HELP = `
${EXIT_HELP}

Environment:
  HALFLITE_BACKEND  native or js, as --backend; the option wins
  HALFLITE_TARGET   a SIMD target, as --target; the option wins
  NO_COLOR          no colours`;

async function main(): Promise<void> {
  ignoreClosedPipes();
  const program = new Command("halflite")
    .description("TensorFlow Lite models: float16 conversion, inspection, execution")
    .version(packageVersion(), "-V, --version")
    .addHelpText("after", HELP);
  const commands = [
    convertCommand(),
    restoreCommand(),
    inspectCommand(),
    runCommand(),
    benchmarkCommand(),
    evaluateCommand(),
    compareCommand(),
    auditCommand(),
    doctorCommand(),
  ];
  for (const command of commands) {
    program.addCommand(command.showHelpAfterError("(halflite --help lists the commands and exit codes)"));
  }
  for (const command of withSubcommands(program)) command.exitOverride();
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** commander has printed its own errors; the rest, what concerns no single input, is printed here. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.success : EXIT.usage;
  if (process.argv.includes("--json")) {
    const { errorRecord, toJson } = require("./print/json.js") as typeof import("./print/json.js");
    const exitCode = exitCodeOf(error);
    console.log(toJson({ halflite: packageVersion(), exitCode, error: errorRecord(error) }));
    return exitCode;
  }
  const { printError } = require("./print/error.js") as typeof import("./print/error.js");
  printError("", error);
  return exitCodeOf(error);
}

/** A reader that stops early (`halflite inspect m.tflite | head`) ends the printing, not the work. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

void main();
