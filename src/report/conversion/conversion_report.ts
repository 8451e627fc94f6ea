import path from "node:path";
import type { ConversionReport } from "../../convert/report.js";
import { plural } from "../number_text.js";
import type { Report, ReportSection } from "../report.js";
import { errorSection } from "./error_section.js";
import { keptSection } from "./kept_section.js";
import { overviewSection } from "./overview_section.js";
import { sizeSection } from "./size_section.js";
import { summarySection } from "./summary_section.js";

/** Does what `conversionReport` of the index says. */
export function conversionReport(conversions: ConversionReport | readonly ConversionReport[]): Report {
  const reports = Array.isArray(conversions)
    ? (conversions as readonly ConversionReport[])
    : [conversions as ConversionReport];
  const [only] = reports;
  if (reports.length === 1 && only)
    return {
      title: path.basename(only.input.name),
      subtitle: directionOf(only),
      sections: sectionsOf(only, ""),
    };
  return {
    title: `Conversion of ${plural(reports.length, "model")}`,
    ...(only ? { subtitle: directionOf(only) } : {}),
    sections: [
      overviewSection(reports),
      ...reports.flatMap((report) => sectionsOf(report, `${report.input.name}: `)),
    ],
  };
}

/** Only conversions to float16 have a profile; `restore` reads nothing but .tflite models. */
function directionOf({ profile, input }: ConversionReport): string {
  if (profile !== undefined) return "float32 to float16, by halflite";
  return input.kind === "tflite" ? "float16 to float32, by halflite" : "float32 as it is, by halflite";
}

function sectionsOf(report: ConversionReport, prefix: string): ReportSection[] {
  const heading = (text: string) => (prefix ? `${prefix}${text.toLowerCase()}` : text);
  return [
    summarySection(report, heading("Summary")),
    sizeSection(report, heading("Sizes")),
    errorSection(report, heading("Errors")),
    keptSection(report, heading("Kept float32")),
  ].filter((section) => section !== undefined);
}
