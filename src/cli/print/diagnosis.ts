import type { Diagnosis as AddonDiagnosis } from "../../addon/index.js";
import type { GpuDiagnosis } from "../../index.js";
import { columns, type Palette, plural } from "./text.js";

type Diagnosis = AddonDiagnosis & {
  /** The archive of compiled JavaScript; null if there is none. */
  readonly compiledCode: string | null;
  readonly gpu: GpuDiagnosis;
};

/** A diagnosis as text for people. */
export function diagnosisText(diagnosis: Diagnosis, colours: Palette): string {
  const { addon, targets, remedies, error } = diagnosis;
  const section = (title: string, lines: readonly string[]) =>
    lines.length ? [colours.bold(title), ...lines] : [];
  return [
    ...columns([
      ["node", `${diagnosis.node}, Node-API ${diagnosis.napi}`],
      ["platform", `${diagnosis.platform} ${diagnosis.arch}${diagnosis.cpu && `, ${diagnosis.cpu}`}`],
      ["addon", addon.path ?? "not loaded"],
      [
        "compiled code",
        diagnosis.compiledCode ?? "none for this Node and its options: npm rebuild halflite makes it",
      ],
      ["backend", error ? colours.red(`none: ${error}`) : colours.green(chosen(diagnosis))],
      ["chosen by", diagnosis.chosenBy],
      ["gpu", gpuText(diagnosis.gpu)],
    ]),
    ...section(
      "SIMD targets, best first",
      columns(
        targets.map(({ name, supported, reason, float16Reason, byteReason }) => [
          name,
          supported ? "available" : `not available: ${reason}`,
          [
            ...(float16Reason ? [] : ["computes in float16 where asked to"]),
            ...(byteReason ? [] : ["multiplies bytes"]),
          ].join(", "),
        ]),
      ),
    ),
    ...section(
      "looked for the addon in vain",
      columns(addon.failures.map(({ path, reason }) => [path, reason])),
    ),
    ...section(
      "what can be done",
      remedies.map((remedy) => `  ${remedy}`),
    ),
  ].join("\n");
}

function chosen({ backend, target, threads }: Diagnosis): string {
  return backend === "native" ? `native ${target}, ${plural(threads, "thread")}` : "TypeScript fallback (js)";
}

function gpuText({ info, hasFloat16, reason }: GpuDiagnosis): string {
  if (!info) return `none: ${reason}`;
  const name = info.description || info.device || info.vendor || "a GPU";
  return `${name}, ${hasFloat16 ? "computes in float16 where asked to" : "has no float16 arithmetic"}`;
}
