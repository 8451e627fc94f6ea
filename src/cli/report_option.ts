import type { Command } from "commander";
import type { Report } from "../index.js";

export interface ReportFlags {
  report?: string;
  force?: boolean;
}

export const addReportOption = (command: Command): Command =>
  command.option(
    "--report <file>",
    "also write a report, .html with charts (needs the npm package echarts) or .md",
  );

/**
 * Does the work, then writes the report on it where one is asked for.
 *
 * @param taken files that are read or written otherwise
 * @throws what the work throws; INVALID_ARGUMENT, OUTPUT_EXISTS, MISSING_PACKAGE before it begins; IO
 */
export async function withReport<T>(
  { report, force = false }: ReportFlags,
  taken: readonly string[],
  work: () => Promise<T>,
  reportOn: (record: T) => Report,
): Promise<T> {
  if (report === undefined) return work();
  const { planReport, writeReport } = require("./report_file.js") as typeof import("./report_file.js");
  const file = planReport(report, force, taken);
  const record = await work();
  await writeReport(file, reportOn(record));
  return record;
}
