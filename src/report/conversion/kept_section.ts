import type { ConstantReport, ConversionReport } from "../../convert/report.js";
import type { ReportSection } from "../report.js";

/** How many constants the table lists. */
const LISTED = 30;

/** The constants that stayed float32, and why; undefined where there is none. */
export function keptSection({ constants }: ConversionReport, heading: string): ReportSection | undefined {
  const kept = constants.filter(({ converted }) => !converted);
  if (kept.length === 0) return undefined;
  const largest = [...kept].sort((a, b) => b.byteLength - a.byteLength).slice(0, LISTED);
  return {
    heading,
    tables: [
      {
        columns: [
          { name: "rule", format: "name" },
          { name: "constants", format: "count" },
          { name: "bytes", format: "count" },
        ],
        rows: byRule(kept),
      },
      {
        caption:
          kept.length > LISTED
            ? `The ${LISTED} largest of them, of ${kept.length}`
            : "Reasons, the largest first",
        columns: [
          { name: "constant", format: "name" },
          { name: "shape" },
          { name: "bytes", format: "count" },
          { name: "reason" },
        ],
        rows: largest.map(({ name, shape, byteLength, reason }) => [
          name,
          shape.join("×"),
          byteLength,
          reason,
        ]),
      },
    ],
  };
}

function byRule(kept: readonly ConstantReport[]): [string, number, number][] {
  const rules = new Map<string, [string, number, number]>();
  for (const { rule, byteLength } of kept) {
    const [, count, bytes] = rules.get(rule) ?? [rule, 0, 0];
    rules.set(rule, [rule, count + 1, bytes + byteLength]);
  }
  return [...rules.values()].sort(([, , a], [, , b]) => b - a);
}
