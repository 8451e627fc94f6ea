import { float16ToNumber } from "../../float16/index.js";
import type { Fallback, Tensor } from "../../index.js";
import type { GpuReport } from "../gpu.js";
import { gpuLines } from "./gpu.js";
import { columns, duration, measure, type Palette, plural } from "./text.js";

/** One run of a model, ready to print. */
export interface RunReport {
  readonly backend: string;
  readonly fallbacks: readonly Fallback[];
  readonly gpu?: GpuReport;
  readonly milliseconds: number;
  /** `file` is where the output was written. */
  readonly outputs: readonly (Tensor & { readonly name: string; readonly file: string | undefined })[];
}

/** Values that are listed of an output, and the largest ones of a vector. */
const LISTED = 5;

/** What the JSON says: the elements too, unless they were written to files. */
export function runRecord({ outputs, ...rest }: RunReport) {
  return {
    ...rest,
    outputs: outputs.map((tensor) => {
      const { name, dtype, shape, quantization, file } = tensor;
      const described = { name, dtype, shape, quantization };
      return file === undefined ? { ...described, data: valuesOf(tensor) } : { ...described, file };
    }),
  };
}

/** The same for people: a summary of each output. */
export function runText(model: string, report: RunReport, colours: Palette): string {
  const { backend, fallbacks, gpu, milliseconds, outputs } = report;
  const lines = outputs.flatMap((tensor) => [
    ...columns([
      [colours.bold(tensor.name), tensor.dtype, `[${tensor.shape.join(", ")}]`, tensor.file ?? ""],
    ]),
    ...summary(tensor).map((line) => `    ${line}`),
  ]);
  const left = fallbacks.length > 0 ? `, ${plural(fallbacks.length, "operator")} in TypeScript` : "";
  return [
    colours.bold(model),
    ...lines,
    ...gpuLines(gpu, colours),
    `  ${duration(milliseconds)}, ${backend === "js" ? "TypeScript (js)" : backend}${left}`,
  ].join("\n");
}

/** Elements as numbers or texts; float16 decoded, 64-bit integers as they are. */
function valuesOf({ dtype, data }: Tensor): (number | bigint | string)[] {
  if (Array.isArray(data)) return data.map((bytes) => Buffer.from(bytes).toString("utf8"));
  if (dtype === "FLOAT16") return Array.from(data as Uint16Array, float16ToNumber);
  return Array.from(data as ArrayLike<number | bigint>);
}

function summary(tensor: Tensor): string[] {
  const values = valuesOf(tensor);
  const shown = (value: number | bigint | string) =>
    typeof value === "number" ? measure(value) : JSON.stringify(String(value));
  const first = values.slice(0, LISTED).map(shown).join(", ");
  const lines = [values.length > LISTED ? `${first}, ...` : first || "no elements"];
  if (Array.isArray(tensor.data) || values.length <= LISTED) return lines;
  const numbers = values.map(Number);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  // Not by Math.min(...numbers): an output has more elements than a call may have arguments.
  const minimum = numbers.reduce((least, value) => Math.min(least, value), Infinity);
  const maximum = numbers.reduce((most, value) => Math.max(most, value), -Infinity);
  lines.push(`minimum ${measure(minimum)}, maximum ${measure(maximum)}, mean ${measure(mean)}`);
  if (Math.max(...tensor.shape) === numbers.length) lines.push(`largest ${largest(numbers)}`);
  return lines;
}

/** "653: 0.83, 7: 0.02": the scores of a classification. */
function largest(numbers: readonly number[]): string {
  const order = numbers.map((_, i) => i).sort((a, b) => numbers[b]! - numbers[a]!);
  return order
    .slice(0, LISTED)
    .map((i) => `${i}: ${measure(numbers[i]!)}`)
    .join(", ");
}
