import type { Partition } from "../../index.js";
import type { GpuReport } from "../gpu.js";
import { type Palette, plural } from "./text.js";

/** What ran on a GPU and what did not, as lines for people; none where no GPU was asked for. */
export function gpuLines(report: GpuReport | undefined, colours: Palette): string[] {
  if (!report) return [];
  const { info, precision, failure, notes, partitions } = report;
  const name = info ? info.description || info.device || info.vendor : "none";
  return [
    colours.bold(`GPU: ${name}${info ? `, ${precision}` : ""}`),
    ...(failure ? [`  ${colours.red(failure)}`] : []),
    ...notes.map((note) => `  ${note}`),
    ...partitions.flatMap(partitionLines),
  ];
}

/** "  gpu: 31 operators", and for the CPU why: "    14 x CONV_2D, SOFTMAX: the reason". */
function partitionLines({ device, operators }: Partition): string[] {
  const byReason = new Map<string, string[]>();
  for (const { operator, reason } of operators)
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), operator]);
  const reasons = [...byReason].map(([reason, names]) => `    ${countedNames(names)}: ${reason}`);
  return [`  ${device}: ${plural(operators.length, "operator")}`, ...reasons];
}

function countedNames(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${count} x ${name}` : name)).join(", ");
}
