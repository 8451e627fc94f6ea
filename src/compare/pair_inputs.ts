import { HalfliteError } from "../errors.js";
import type { Named } from "../model/entry_point.js";
import { shapeSignatureOf } from "../model/tensor_info.js";
import { typeOf } from "../runtime/constants.js";
import type { ObservedModel } from "./observed_model.js";
import { kindOf } from "./real_numbers.js";
import { sameShape, typesDiffer } from "./tensor_types.js";

/**
 * For each input of model b the number of the input of model a that it gets: the one of its name, or, where the models share no
 * names, the one of its position.
 *
 * @throws SHAPE_MISMATCH where the models take different inputs
 */
export function pairInputs(a: ObservedModel, b: ObservedModel): number[] {
  const partners = pairNamed(a.inputs, b.inputs, "inputs");
  partners.forEach((from, i) => {
    const [first, second] = [typeOf(a.inputs[from]!.value), typeOf(b.inputs[i]!.value)];
    const tensor = `input "${a.inputs[from]!.name}"`;
    if (first.dtype !== second.dtype || !sameShape(first.shape, second.shape))
      throw typesDiffer(tensor, first, second);
    const [expected, received] = [JSON.stringify(first.quantization), JSON.stringify(second.quantization)];
    if (expected !== received)
      throw new HalfliteError("SHAPE_MISMATCH", { place: "compare", tensor, expected, received });
  });
  return partners;
}

/**
 * For each output of model a the number of the output of model b that it is compared with, likewise.
 *
 * @throws SHAPE_MISMATCH where the models declare different outputs
 */
export function pairOutputs(a: ObservedModel, b: ObservedModel): number[] {
  const partners = pairNamed(b.outputs, a.outputs, "outputs");
  partners.forEach((to, i) => {
    const { name, value } = a.outputs[i]!;
    const other = b.outputs[to]!.value;
    const [first, second] = [typeOf(value), typeOf(other)];
    const isOpen = [value, other].some(
      (one) => shapeSignatureOf(one).includes(-1) || !one.attributes.hasRank,
    );
    if (kindOf(first) !== kindOf(second) || !(isOpen || sameShape(first.shape, second.shape)))
      throw typesDiffer(`output "${name}"`, first, second);
  });
  return partners;
}

/** For each of `to`, the position in `from`. */
function pairNamed(from: readonly Named[], to: readonly Named[], what: string): number[] {
  const names = from.map(({ name }) => name);
  if (from.length !== to.length)
    throw new HalfliteError("SHAPE_MISMATCH", {
      place: "compare",
      tensor: what,
      expected: "as many in both models",
      received: `${names.join(", ")} and ${to.map(({ name }) => name).join(", ")}`,
    });
  const named = to.map(({ name }) => names.indexOf(name));
  return named.includes(-1) ? to.map((_, i) => i) : named;
}
