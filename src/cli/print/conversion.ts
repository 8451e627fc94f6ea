import { stripVTControlCharacters } from "node:util";
import { cosine, mse, snr } from "../../float16/index.js";
import type { ConstantReport, ConversionReport } from "../../index.js";
import { bytes, columns, duration, grouped, measure, type Palette, plural } from "./text.js";

/** Names of kept constants that are listed for each reason. */
const LISTED_NAMES = 3;

/** What one conversion or restoration did, as lines for people. */
export function conversionText(report: ConversionReport, dryRun: boolean, colours: Palette): string {
  const { input, output } = report;
  const target = dryRun ? "(dry run)" : (output.path ?? "");
  const rows: [string, string][] = [
    ["size", sizes(report, colours)],
    ...constants(report),
    ...kept(report.constants).map((line): [string, string] => ["", line]),
    ...accuracy(report),
    ...verification(report),
    ["time", `${duration(report.milliseconds)}, ${backend(report)}`],
    ...report.warnings.map((warning): [string, string] => [colours.yellow("warning"), warning]),
  ];
  const width = 11;
  const label = (name: string) => name + " ".repeat(Math.max(0, width - visibleLength(name)));
  const lines = rows.map(([name, text]) => `  ${label(name)}${text}`);
  return [`${colours.bold(input.name)} -> ${colours.bold(target)}`, ...lines].join("\n");
}

/** Whole-conversion figures that follow from the statistics: what the JSON adds to the report. */
export function derivedFigures({ input, output, statistics }: ConversionReport) {
  return {
    ratio: output.byteLength / input.byteLength,
    meanSquaredError: mse(statistics),
    signalToNoiseDecibels: snr(statistics),
    cosine: cosine(statistics),
  };
}

function sizes({ input, output, changed }: ConversionReport, colours: Palette): string {
  const text = `${grouped(input.byteLength)} -> ${grouped(output.byteLength)} bytes`;
  if (!changed) return `${text}, nothing to convert: the output is a copy`;
  const ratio = `${(output.byteLength / input.byteLength).toFixed(3)}x`;
  return `${text} (${bytes(input.byteLength)} -> ${bytes(output.byteLength)}, ${colours.green(ratio)})`;
}

/** Nothing where float16 was not asked for. */
function constants({ constants, profile }: ConversionReport): [string, string][] {
  if (profile === undefined) return [];
  const converted = constants.filter((constant) => constant.converted);
  const amount = bytes(converted.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const kept = grouped(constants.length - converted.length);
  return [
    ["constants", `${grouped(converted.length)} converted (${amount} of float32), ${kept} kept float32`],
  ];
}

/** One line for each rule that kept constants, the most frequent first. */
function kept(constants: readonly ConstantReport[]): string[] {
  const byRule = new Map<string, ConstantReport[]>();
  for (const constant of constants) {
    if (!constant.converted) byRule.set(constant.rule, [...(byRule.get(constant.rule) ?? []), constant]);
  }
  const groups = [...byRule.values()].sort((a, b) => b.length - a.length);
  return groups.map((group) => {
    const reasons = new Set(group.map(({ reason }) => reason));
    if (reasons.size > 1)
      return `  ${grouped(group.length)} for ${group[0]!.rule}, e.g. ${group[0]!.name}: ${group[0]!.reason}`;
    const names = group.slice(0, LISTED_NAMES).map(({ name }) => name);
    const more = group.length > names.length ? `, and ${grouped(group.length - names.length)} more` : "";
    return `  ${grouped(group.length)}: ${group[0]!.reason}: ${names.join(", ")}${more}`;
  });
}

function accuracy({ statistics: s }: ConversionReport): [string, string][] {
  if (s.count === 0) return [];
  const counts = `${grouped(s.overflow)} overflow, ${grouped(s.underflow)} underflow to zero, ${grouped(s.subnormal)} subnormal`;
  const special = s.nan + s.infinity > 0 ? `, ${grouped(s.nan)} NaN, ${grouped(s.infinity)} infinite` : "";
  const decibels = snr(s);
  const noise = Number.isFinite(decibels) ? `${decibels.toFixed(1)} dB` : "exact";
  return [
    [
      "error",
      `max ${measure(s.maxAbsError)} absolute, ${measure(s.maxRelativeError)} relative; SNR ${noise}`,
    ],
    ["values", `${plural(s.count, "value")}: ${counts}${special}`],
  ];
}

function verification({ verification }: ConversionReport): [string, string][] {
  if (!verification) return [];
  const { constants, nodes } = verification;
  return [
    ["verified", `${plural(constants, "constant")} and ${plural(nodes, "operator")} read back and compared`],
  ];
}

/** "native avx2, 2 threads", with the reason when it is the fallback. */
function backend({ backend: b }: ConversionReport): string {
  const reason = b.kind === "js" && b.reason ? ` (${b.reason})` : "";
  return b.kind === "js"
    ? `TypeScript fallback${reason}`
    : `native ${b.target}, ${plural(b.threads, "thread")}`;
}

/** The length without colour codes. */
const visibleLength = (text: string) => stripVTControlCharacters(text).length;

/** The rewrites of a conversion, one a line, for --explain. */
export function rewritesText({ rewrites }: ConversionReport): string {
  if (rewrites.length === 0) return "  no rewrite: the model stays as it is";
  return columns(
    rewrites.map(({ rule, subgraph, place, text }) => [
      rule,
      subgraph < 0 ? "model" : `subgraph ${subgraph}`,
      place,
      text,
    ]),
  ).join("\n");
}
