import fs from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { EXIT } from "./exit.js";

/** The archive of compiled JavaScript that this Node can use; null if there is none. */
function compiledCode(): string | null {
  const { archivePath } = require("../startup/archive.js") as typeof import("../startup/archive.js");
  const file = archivePath(path.join(__dirname, ".."));
  return fs.existsSync(file) ? file : null;
}

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show which backend is loaded, which SIMD targets this CPU offers, which is chosen, and why")
    .option("--json", "print one JSON document instead of text")
    .action(async (flags: { json?: boolean }) => {
      process.exitCode = await run(flags.json ?? false);
    });
}

/** A choice in the environment that is impossible is reported by the exit code too. */
async function run(json: boolean): Promise<number> {
  const { diagnoseGpu } = require("../index.js") as typeof import("../index.js");
  const { diagnose } = require("../addon/index.js") as typeof import("../addon/index.js");
  const { diagnosisText } = require("./print/diagnosis.js") as typeof import("./print/diagnosis.js");
  const { toJson } = require("./print/json.js") as typeof import("./print/json.js");
  const { palette } = require("./print/text.js") as typeof import("./print/text.js");
  const diagnosis = { ...diagnose(), compiledCode: compiledCode(), gpu: await diagnoseGpu() };
  console.log(json ? toJson(diagnosis) : diagnosisText(diagnosis, palette(process.stdout)));
  return diagnosis.error === null ? EXIT.success : EXIT.backendUnavailable;
}
