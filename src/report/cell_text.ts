import { formatNumber } from "./number_format.js";
import type { ReportCell, ReportColumn } from "./report.js";

/** Whether a column's cells are aligned to the right. */
export const isNumeric = ({ format = "text" }: ReportColumn): boolean =>
  format !== "text" && format !== "name";

/** A cell as text. A word may stand in a column of numbers, and a number in one of words. */
export function cellText(cell: ReportCell, { format = "text" }: ReportColumn): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  return formatNumber(cell, format === "text" || format === "name" ? "measure" : format);
}
