import { cellText, isNumeric } from "../cell_text.js";
import type { ReportCell, ReportColumn, ReportTable } from "../report.js";
import { escapeHtml } from "./escape.js";

/** A table; numbers are aligned to the right. */
export function htmlTable({ caption, columns, rows }: ReportTable): string {
  const head = columns.map((column) => `<th scope="col"${aligned(column)}>${escapeHtml(column.name)}</th>`);
  const body = rows.map(
    (row) => `<tr>${columns.map((column, i) => htmlCell(row[i] ?? null, column)).join("")}</tr>`,
  );
  const isHeadless = columns.every(({ name }) => name === "");
  return [
    '<div class="table"><table>',
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(caption)}</caption>`]),
    ...(isHeadless ? [] : [`<thead><tr>${head.join("")}</tr></thead>`]),
    `<tbody>${body.join("\n")}</tbody>`,
    "</table></div>",
  ].join("\n");
}

const aligned = (column: ReportColumn) => (isNumeric(column) ? ' class="number"' : "");

function htmlCell(cell: ReportCell, column: ReportColumn): string {
  const text = escapeHtml(cellText(cell, column));
  if (column.format === "name" && typeof cell === "string")
    return `<td class="name"><code>${text.replace(/[/_.]/g, "$&<wbr>")}</code></td>`;
  return `<td${aligned(column)}>${text}</td>`;
}
