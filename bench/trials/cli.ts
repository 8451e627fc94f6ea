import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fixture, repositoryRoot } from "../../test/paths.js";
import { runProcess } from "../process.js";
import type { Case, Trial } from "../trial.js";

/** The command line from start to end, on a real model. */
export function cliTrial(): Trial {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-bench-cli-"));
  const main = path.join(repositoryRoot, "dist", "src", "cli", "halflite.js");
  const model = fixture("mobilenet_v1_0.25_128.tflite");
  const convert = [main, "convert", model, "-o", path.join(folder, "output.tflite"), "--force", "--quiet"];
  return {
    name: "cli",
    title: "The command line, start to end: MobileNet V1 0.25 128, 1.9 MB",
    notes: "The whole process, from its start to its end, output synced to the disk unless said otherwise.",
    bytes: 0,
    figures: ["minimum", "median", "spread"],
    comparisons: ["of an empty Node"],
    cases: [
      processCase("an empty Node", ["-e", "0"]),
      processCase("halflite --version", [main, "--version"]),
      processCase("halflite convert", convert),
      processCase("halflite convert --no-fsync", [...convert, "--no-fsync"]),
      processCase("halflite convert --verify", [...convert, "--verify"]),
      processCase("halflite convert --backend js", [...convert, "--backend", "js"]),
      processCase("halflite inspect", [main, "inspect", model]),
    ],
    dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function processCase(name: string, args: readonly string[]): Case {
  return {
    name,
    absent: null,
    against: ["an empty Node"],
    measure: async () => ({ milliseconds: [(await runProcess(process.execPath, args)).milliseconds] }),
  };
}
