import type { Report, ReportSection } from "../report.js";
import { chartTables } from "./chart_table.js";
import { escapeMarkdown } from "./escape.js";
import { markdownTable } from "./table.js";

/** Does what `renderMarkdown` of the index says. */
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
