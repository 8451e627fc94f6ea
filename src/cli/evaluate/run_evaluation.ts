import type { Report } from "../../index.js";
import type { Palette } from "../print/text.js";
import { type ReportFlags, withReport } from "../report_option.js";

/** How far an evaluation is, of whatever it counts. */
interface Progress {
  readonly done: number;
  readonly total: number;
  readonly resumed?: number;
}

/** One kind of evaluation. */
export interface Evaluation<T extends object> {
  /** Of the command. */
  readonly name: string;
  /** What is counted. */
  readonly noun: string;
  /** Files that are read or written, so that no report takes their place. */
  readonly files: readonly string[];
  evaluate(options: { signal: AbortSignal; onProgress: (progress: Progress) => void }): Promise<T>;
  report(record: T): Report;
  text(record: T, colours: Palette): string;
}

interface Flags extends ReportFlags {
  model: string[];
  json?: boolean;
  quiet?: boolean;
}

/** Evaluates with progress on a terminal, writes the report that was asked for, and prints. @returns the exit code */
export function runEvaluation<T extends object>(flags: Flags, evaluation: Evaluation<T>): Promise<number> {
  const { printFindings } = require("../one_model.js") as typeof import("../one_model.js");
  const { model: models, json = false, quiet = false } = flags;
  const head = { command: `evaluate ${evaluation.name}`, models };
  return printFindings(head, "", json, async (signal) => {
    const { countProgress } = require("../count_progress.js") as typeof import("../count_progress.js");
    const { palette } = require("../print/text.js") as typeof import("../print/text.js");
    const bar = countProgress(evaluation.noun, !json && !quiet);
    const onProgress = ({ done, total, resumed }: Progress) => bar.update(done, total, resumed);
    const work = () => evaluation.evaluate({ signal, onProgress });
    const record = await withReport(flags, evaluation.files, work, evaluation.report).finally(bar.stop);
    return { record, text: () => evaluation.text(record, palette(process.stdout)) };
  });
}
