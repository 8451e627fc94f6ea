import { chartSvg } from "../charts/svg.js";
import type { ReportChart } from "../report.js";
import { escapeHtml } from "./escape.js";

/** A chart with its caption and what it leaves out. */
export function htmlFigure(chart: ReportChart): string {
  const { svg, notes } = chartSvg(chart);
  const label = escapeHtml(`${chart.caption}: ${chart.axis}`);
  return [
    "<figure>",
    `<figcaption>${escapeHtml(chart.caption)}</figcaption>`,
    svg.replace("<svg ", () => `<svg role="img" aria-label="${label}" `),
    ...notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`),
    "</figure>",
  ].join("\n");
}
