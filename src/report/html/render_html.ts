import type { Report, ReportSection } from "../report.js";
import { escapeHtml } from "./escape.js";
import { htmlFigure } from "./figure.js";
import { STYLE } from "./style.js";
import { htmlTable } from "./table.js";

/** Nothing is loaded and no script runs, whatever a name in the report says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Does what `renderHtml` of the index says. */
export function renderHtml(report: Report): string {
  const title = escapeHtml(report.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="halflite">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${report.subtitle === undefined ? "" : `<p>${escapeHtml(report.subtitle)}</p>`}
</header>
${report.sections.map(htmlSection).join("\n")}
</main>
</body>
</html>
`;
}

const htmlSection = ({ heading, text = [], tables = [], charts = [] }: ReportSection): string =>
  [
    "<section>",
    `<h2>${escapeHtml(heading)}</h2>`,
    ...text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...charts.map(htmlFigure),
    ...tables.map(htmlTable),
    "</section>",
  ].join("\n");
