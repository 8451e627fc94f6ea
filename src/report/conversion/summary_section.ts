import type { ConversionReport } from "../../convert/report.js";
import { cosine, snr } from "../../float16/index.js";
import { formatNumber } from "../number_format.js";
import { bytes, duration, grouped, measure, plural } from "../number_text.js";
import type { ReportSection } from "../report.js";

/** What a conversion did, in one table. */
export function summarySection(report: ConversionReport, heading: string): ReportSection {
  const rows: [string, string][] = [
    ["input", report.input.name],
    ["output", report.output.path ?? "not written to a file"],
    ["size", sizes(report)],
    ...options(report),
    ...constants(report),
    ...values(report),
    ...verified(report),
    ["backend", backend(report)],
    ["time", duration(report.milliseconds)],
  ];
  return {
    heading,
    text: report.warnings.map((warning) => `Warning: ${warning}`),
    tables: [{ columns: [{ name: "" }, { name: "" }], rows }],
  };
}

function sizes({ input, output, changed }: ConversionReport): string {
  const both = `${bytes(input.byteLength)} → ${bytes(output.byteLength)}`;
  const exact = `${grouped(input.byteLength)} → ${grouped(output.byteLength)} bytes`;
  if (!changed) return `${both} (${exact}): nothing to convert, the output is a copy`;
  const ratio = input.byteLength === 0 ? "" : `, ${(output.byteLength / input.byteLength).toFixed(3)} ×`;
  return `${both} (${exact}${ratio})`;
}

const options = ({ profile, overflow }: ConversionReport): [string, string][] =>
  profile === undefined ? [] : [["profile", `${profile}, overflow ${overflow}`]];

function constants({ constants, profile }: ConversionReport): [string, string][] {
  if (profile === undefined) return [];
  const converted = constants.filter((constant) => constant.converted);
  const amount = bytes(converted.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const kept = grouped(constants.length - converted.length);
  return [
    ["constants", `${grouped(converted.length)} converted (${amount} of float32), ${kept} kept float32`],
  ];
}

function values({ statistics: s }: ConversionReport): [string, string][] {
  if (s.count === 0) return [];
  const special = `${grouped(s.nan)} NaN, ${grouped(s.infinity)} infinite`;
  return [
    ["values", `${plural(s.count, "value")}; ${special}`],
    [
      "range",
      `${grouped(s.overflow)} beyond ±65504, ${grouped(s.underflow)} became 0, ${grouped(s.subnormal)} subnormal`,
    ],
    ["largest error", `${measure(s.maxAbsError)} absolute, ${measure(s.maxRelativeError)} relative`],
    [
      "signal to noise",
      `${s.sumSquaredError === 0 ? "exact" : formatNumber(snr(s), "decibels")}, cosine ${measureCosine(cosine(s))}`,
    ],
  ];
}

/** A cosine near 1 needs more digits than three. */
const measureCosine = (value: number): string =>
  Number.isNaN(value) ? "–" : String(Number(value.toFixed(9)));

const verified = ({ verification }: ConversionReport): [string, string][] =>
  verification
    ? [
        [
          "verified",
          `${plural(verification.constants, "constant")} and ${plural(verification.nodes, "operator")} read back and compared`,
        ],
      ]
    : [];

const backend = ({ backend: { kind, target, threads, reason } }: ConversionReport): string =>
  kind === "native"
    ? `native ${target}, ${plural(threads, "thread")}`
    : `TypeScript${reason ? ` (${reason})` : ""}`;
