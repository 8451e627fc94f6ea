export { comparisonReport } from "./comparison/comparison_report.js";
export { conversionReport } from "./conversion/conversion_report.js";
export { arraysReport } from "./evaluation/arrays_report.js";
export { classificationReport } from "./evaluation/classification_report.js";
export { detectionReport } from "./evaluation/detection_report.js";
export { renderHtml } from "./html/render_html.js";
export { renderMarkdown } from "./markdown/render_markdown.js";
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
