import { isHalfliteError } from "../errors.js";
import type { ConversionReport, Report, ReportSection } from "../index.js";
import type { Work } from "./batch.js";
import { EXIT, exitCodeOf } from "./exit.js";
import { printError } from "./print/error.js";
import { type ReportFile, writeReport } from "./report_file.js";

interface Failure {
  readonly input: string;
  readonly error: unknown;
}

/**
 * Runs a batch and writes the report on it. There is none on an interrupted batch, and none where every input failed.
 *
 * @param run runs the batch with the given work and returns its exit code
 * @returns the exit code
 */
export async function withReport(
  file: ReportFile,
  dryRun: boolean,
  work: Work,
  run: (work: Work) => Promise<number>,
): Promise<number> {
  const reports: ConversionReport[] = [];
  const failures: Failure[] = [];
  const exitCode = await run(async (job, ...rest) => {
    try {
      const report = await work(job, ...rest);
      reports.push(report);
      return report;
    } catch (error) {
      failures.push({ input: job.input, error });
      throw error;
    }
  });
  if (exitCode === EXIT.interrupted || reports.length === 0) return exitCode;
  return (await attemptToWrite(file, reportOn(reports, failures, dryRun), failures.length > 0)) ?? exitCode;
}

/** The exit code of a failure. The batch has printed its document by now, so that an error can only be told on stderr. */
async function attemptToWrite(
  file: ReportFile,
  report: Report,
  hasFailures: boolean,
): Promise<number | undefined> {
  try {
    await writeReport(file, report);
    return undefined;
  } catch (error) {
    printError(file.path, error);
    return hasFailures ? EXIT.failure : exitCodeOf(error);
  }
}

function reportOn(
  reports: readonly ConversionReport[],
  failures: readonly Failure[],
  dryRun: boolean,
): Report {
  const { conversionReport } = require("../report/index.js") as typeof import("../report/index.js");
  const { subtitle = "", sections, ...report } = conversionReport(reports);
  return {
    ...report,
    subtitle: dryRun ? `${subtitle}; a dry run, no model was written` : subtitle,
    sections: failures.length === 0 ? sections : [failedSection(failures), ...sections],
  };
}

const failedSection = (failures: readonly Failure[]): ReportSection => ({
  heading: "Failed",
  tables: [
    {
      columns: [{ name: "input", format: "name" }, { name: "code" }, { name: "error" }],
      rows: failures.map(({ input, error }) => [
        input,
        isHalfliteError(error) ? error.code : "–",
        error instanceof Error ? error.message : String(error),
      ]),
    },
  ],
});
