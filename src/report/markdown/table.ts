import { cellText, isNumeric } from "../cell_text.js";
import type { ReportCell, ReportColumn, ReportTable } from "../report.js";
import { escapeMarkdown, markdownName } from "./escape.js";

/** Columns are not padded to more than this. */
const WIDEST = 100;

/** A table, its columns padded to equal width so that the source reads well, too. */
export function markdownTable({ caption, columns, rows }: ReportTable): string {
  const cells = [
    columns.map(({ name }) => escapeMarkdown(name)),
    ...rows.map((row) => columns.map((column, i) => markdownCell(row[i] ?? null, column))),
  ];
  const widths = columns.map((_, i) =>
    Math.min(
      WIDEST,
      cells.reduce((width, row) => Math.max(width, row[i]!.length), 3),
    ),
  );
  const padded = (row: readonly string[]) =>
    row.map((cell, i) => (isNumeric(columns[i]!) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
  const rule = columns.map((column, i) =>
    isNumeric(column) ? `${"-".repeat(widths[i]! - 1)}:` : "-".repeat(widths[i]!),
  );
  const [head, ...body] = cells.map(padded);
  const lines = [head!, rule, ...body].map((row) => `| ${row.join(" | ")} |`);
  return `${caption === undefined ? "" : `**${escapeMarkdown(caption)}**\n\n`}${lines.join("\n")}`;
}

const markdownCell = (cell: ReportCell, column: ReportColumn): string =>
  column.format === "name" && typeof cell === "string"
    ? markdownName(cell)
    : escapeMarkdown(cellText(cell, column));
