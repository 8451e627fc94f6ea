import type { Comparison } from "../compare/index.js";
import type { ConversionReport } from "../convert/index.js";
import type { ArrayEvaluation, ClassificationEvaluation, DetectionEvaluation } from "../evaluate/index.js";
import type { Report } from "./report.js";

export type { NumberFormat } from "./number_format.js";
export type {
  BarChart,
  BarSeries,
  HistogramChart,
  PointChart,
  Report,
  ReportCell,
  ReportChart,
  ReportColumn,
  ReportSection,
  ReportTable,
} from "./report.js";

/** The report on a comparison of two models: the errors of the outputs and of every tensor in the order of execution. */
export function comparisonReport(
  comparison: Comparison,
  names: { readonly a: string; readonly b: string },
): Report {
  const implementation =
    require("./comparison/comparison_report.js") as typeof import("./comparison/comparison_report.js");
  return implementation.comparisonReport(comparison, names);
}

/**
 * The report on one conversion, or on several: what it did to sizes and to values, and what stayed float32. Sizes by operator count a
 * constant once for every tensor that holds it.
 *
 * @param conversions reports of {@link convert} or {@link restore}
 */
export function conversionReport(conversions: ConversionReport | readonly ConversionReport[]): Report {
  const implementation =
    require("./conversion/conversion_report.js") as typeof import("./conversion/conversion_report.js");
  return implementation.conversionReport(conversions);
}

/** The report on an evaluation on arrays: every metric of every output, and latency. */
export function arraysReport(evaluation: ArrayEvaluation): Report {
  const implementation =
    require("./evaluation/arrays_report.js") as typeof import("./evaluation/arrays_report.js");
  return implementation.arraysReport(evaluation);
}

/** The report on an evaluation of classifiers: accuracy with intervals, agreement, latency. */
export function classificationReport(evaluation: ClassificationEvaluation): Report {
  const implementation =
    require("./evaluation/classification_report.js") as typeof import("./evaluation/classification_report.js");
  return implementation.classificationReport(evaluation);
}

/** The report on an evaluation of detectors: COCO's figures, also for every category, and latency. */
export function detectionReport(evaluation: DetectionEvaluation): Report {
  const implementation =
    require("./evaluation/detection_report.js") as typeof import("./evaluation/detection_report.js");
  return implementation.detectionReport(evaluation);
}

/**
 * A report as one HTML file with everything in it: no script, nothing from a network. Charts are SVG, drawn by ECharts. It follows the
 * reader's choice of light or dark.
 *
 * @throws MISSING_PACKAGE when there are charts and the npm package echarts is not installed
 */
export function renderHtml(report: Report): string {
  const implementation = require("./html/render_html.js") as typeof import("./html/render_html.js");
  return implementation.renderHtml(report);
}

/**
 * A report as GitHub-flavoured Markdown. Charts become tables of what they show. Nothing in the report's text is taken for Markdown or
 * HTML.
 */
export function renderMarkdown(report: Report): string {
  const implementation =
    require("./markdown/render_markdown.js") as typeof import("./markdown/render_markdown.js");
  return implementation.renderMarkdown(report);
}
