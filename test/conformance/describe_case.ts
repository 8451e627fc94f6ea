import type { Extras, TensorSpec } from "./case.js";

/** Elements of a tensor. */
const MOST_SHOWN = 6;
/** Inputs of an operator; recurrent ones have dozens, and their cases a note. */
const MOST_INPUTS = 9;

/** The name of a case: its operator, tensors and options. */
export function describeCase(
  operator: string,
  inputs: readonly (TensorSpec | null)[],
  outputs: readonly TensorSpec[],
  options: object,
  { note, version, runs }: Extras,
): string {
  const [from, to] = [inputs, outputs].map(describeTensors);
  const settings = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const extras = [
    ...settings,
    ...(version ? [`version ${version}`] : []),
    ...(runs ? [`${runs} runs`] : []),
    ...(note ? [note] : []),
  ];
  return [operator, from, "->", to, ...(extras.length > 0 ? [`{${extras.join("; ")}}`] : [])].join(" ");
}

function describeTensors(tensors: readonly (TensorSpec | null)[]): string {
  if (tensors.length <= MOST_INPUTS) return tensors.map(describeTensor).join(", ");
  return `${describeTensor(tensors[0]!)} and ${tensors.length - 1} more`;
}

function describeTensor(tensor: TensorSpec | null): string {
  if (!tensor) return "none";
  const { dtype, shape, values, range, constant, variable, quantization, signature } = tensor;
  const kind = constant ? "const " : variable ? "variable " : "";
  const type = `${dtype.toLowerCase()}[${shape}]`;
  const open = signature ? ` of [${signature}]` : "";
  const content = values ? describeValues(values) : range ? ` in ${range.join("..")}` : "";
  const scales = quantization?.scale.map((scale) => Number(scale.toPrecision(4)));
  const quantized = scales ? ` *${scales}${offset(quantization!.zeroPoint[0]!)}` : "";
  return kind + type + open + content + quantized;
}

const offset = (zeroPoint: number): string => (zeroPoint === 0 ? "" : `@${zeroPoint}`);

const describeValues = (values: readonly unknown[]): string =>
  `=${values.slice(0, MOST_SHOWN).join(",")}${values.length > MOST_SHOWN ? ".." : ""}`;
