import type { Report, ReportSection } from "../report.js";
import { chartTables } from "./chart_table.js";
import { escapeMarkdown } from "./escape.js";
import { markdownTable } from "./table.js";

/**
 * A report as GitHub-flavoured Markdown. Charts become tables of what they show. Nothing in the report's text is taken for Markdown or
 * HTML.
 */
export function renderMarkdown(report: Report): string {
  const parts = [
    `# ${escapeMarkdown(report.title)}`,
    ...(report.subtitle === undefined ? [] : [escapeMarkdown(report.subtitle)]),
    ...report.sections.flatMap(sectionParts),
  ];
  return `${parts.join("\n\n")}\n`;
}

const sectionParts = ({ heading, text = [], tables = [], charts = [] }: ReportSection): string[] => [
  `## ${escapeMarkdown(heading)}`,
  ...text.map(escapeMarkdown),
  ...[...charts.flatMap(chartTables), ...tables].map(markdownTable),
];
