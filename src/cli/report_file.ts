import path from "node:path";
import { HalfliteError } from "../errors.js";
import type { Report } from "../index.js";
import { loadECharts } from "../report/charts/echarts.js";
import { writeText } from "./output_text.js";
import { statusOf } from "./status.js";

const EXTENSIONS = [".html", ".md"] as const;

/** A report that is to be written: where, and as what. */
export interface ReportFile {
  readonly path: string;
  readonly extension: (typeof EXTENSIONS)[number];
  readonly force: boolean;
}

/**
 * Checks what can be checked before the work begins: nobody should wait for it and then get no report.
 *
 * @param taken files that are read or written otherwise
 * @throws INVALID_ARGUMENT for another kind of file and for one that is read or written otherwise, OUTPUT_EXISTS unless `force`,
 *   MISSING_PACKAGE for HTML without ECharts
 */
export function planReport(file: string, force: boolean, taken: readonly string[]): ReportFile {
  const ending = path.extname(file).toLowerCase();
  const extension = EXTENSIONS.find((known) => known === ending);
  const fail = (expected: string) =>
    new HalfliteError("INVALID_ARGUMENT", { argument: "--report", expected, received: file });
  if (!extension) throw fail("a file that ends in .html or .md");
  if (taken.some((other) => path.resolve(other) === path.resolve(file)))
    throw fail("another file than the inputs and outputs");
  if (!force && statusOf(file)) throw new HalfliteError("OUTPUT_EXISTS", { path: file });
  if (extension === ".html") loadECharts();
  return { path: file, extension, force };
}

/** Writes a report, whole or not at all. @throws IO, OUTPUT_EXISTS, MISSING_PACKAGE */
export async function writeReport(
  { path: file, extension, force }: ReportFile,
  report: Report,
): Promise<void> {
  const { renderHtml, renderMarkdown } = require("../report/index.js") as typeof import("../report/index.js");
  const text = extension === ".html" ? renderHtml(report) : renderMarkdown(report);
  await writeText(file, text, force);
}
