import { Command } from "commander";

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show which backend is loaded, which SIMD targets this CPU offers, which is chosen, and why")
    .option("--json", "print one JSON document instead of text")
    .action((flags: { json?: boolean }) => {
      const { diagnose } = require("../addon/diagnose.js") as typeof import("../addon/diagnose.js");
      const { diagnosisText } = require("./print/diagnosis.js") as typeof import("./print/diagnosis.js");
      const { toJson } = require("./print/json.js") as typeof import("./print/json.js");
      const diagnosis = diagnose();
      console.log(flags.json ? toJson(diagnosis) : diagnosisText(diagnosis));
    });
}
