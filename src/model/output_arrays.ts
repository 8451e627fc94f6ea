import { HalfliteError, unknownName } from "../errors.js";
import type { NumericData, Tensor, TensorType } from "../tensor/index.js";
import type { Named } from "./entry_point.js";
import { checkClass, checkLength, describe, type GivenFor } from "./given_data.js";
import { withoutBuffer } from "./without_buffer.js";

/** The caller's arrays by the names of outputs. An output without one gets a new array. */
export type NamedOutputArrays = Readonly<Record<string, NumericData | null | undefined>>;

/** The arrays that a run writes its results to: by name, or in the order of `CompiledModel.outputs`. */
export type OutputArrays = NamedOutputArrays | readonly (NumericData | null | undefined)[];

/** Where an output of a run goes. */
export interface Destination {
  readonly named: Named;
  /** The caller's own; null where the run makes one. */
  readonly array: NumericData | null;
  /** The shape follows from the inputs' types, and the array has its length. */
  readonly isChecked: boolean;
}

/** Outputs for which the caller gave nothing. */
export const allocated = (outputs: readonly Named[]): Destination[] =>
  outputs.map((named) => ({ named, array: null, isChecked: false }));

/**
 * The given arrays in the order of `outputs`, null where there is none.
 *
 * @param byName whether the inputs came by name: outputs come likewise
 * @throws UNKNOWN_NAME, INVALID_ARGUMENT for a list of another length, or for a list where names are expected, or the reverse
 */
export function arrangeArrays(
  given: OutputArrays,
  outputs: readonly Named[],
  byName: boolean,
): (NumericData | null)[] {
  const names = outputs.map(({ name }) => name);
  const expected = byName
    ? "an object of arrays, as the inputs came by name"
    : "a list, as the inputs came in one";
  if (describe(given) !== (byName ? "Object" : "Array")) throw invalid("outputs", expected, describe(given));
  if (Array.isArray(given)) {
    if (given.length !== names.length)
      throw invalid("outputs", `${names.length} (${names.join(", ")})`, `${given.length}`);
    return Array.from(given, (array) => array ?? null);
  }
  const named = given as NamedOutputArrays;
  for (const name of Object.keys(named)) if (!names.includes(name)) throw unknownName("outputs", name, names);
  return names.map((name) => (Object.hasOwn(named, name) ? (named[name] ?? null) : null));
}

/**
 * Checks the arrays of a run before it begins.
 *
 * @param arrays in the order of `outputs`
 * @param types in the order of the subgraph's outputs, as far as they follow from those of the inputs
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH for an array that can't be written to
 */
export function destinationsIn(
  arrays: readonly (NumericData | null)[],
  outputs: readonly Named[],
  types: readonly (TensorType | null)[],
  inputs: readonly Tensor[],
): Destination[] {
  const destinations = outputs.map((named, i) =>
    destination(named, types[named.position] ?? null, arrays[i]!),
  );
  checkApart(destinations, inputs);
  return destinations;
}

/**
 * An array with what is known before the run.
 *
 * @param type of the output; null where it follows from values: then its length is checked when they are there
 * @throws INVALID_ARGUMENT for a detached array, or for strings; SHAPE_MISMATCH
 */
function destination(named: Named, type: TensorType | null, array: NumericData | null): Destination {
  if (array === null) return { named, array, isChecked: false };
  const dtype = type?.dtype ?? named.value.type;
  if (dtype === "STRING" || dtype === "VARIANT")
    throw invalid(`outputs, "${named.name}"`, `no array (${dtype})`, describe(array));
  if (type) checkArray(named, type, array);
  else checkUsable(named, checkClass(givenFor(named), dtype, array));
  return { named, array, isChecked: type !== null };
}

/** Checks that an array holds a tensor of the type. @throws INVALID_ARGUMENT for a detached array; SHAPE_MISMATCH */
export function checkArray(named: Named, type: TensorType, array: NumericData): void {
  checkClass(givenFor(named), type.dtype, array);
  checkUsable(named, array);
  checkLength(givenFor(named), type, array.length);
}

/** @throws INVALID_ARGUMENT when a run would write to what it reads, or twice to the same memory */
function checkApart(destinations: readonly Destination[], inputs: readonly Tensor[]): void {
  const read = inputs.flatMap(({ data }): ArrayBufferView[] => (Array.isArray(data) ? data : [data]));
  destinations.forEach(({ named, array }, i) => {
    if (!array) return;
    const fail = (received: string) =>
      invalid(`outputs, "${named.name}"`, "memory of its own", `memory of ${received}`);
    if (read.some((input) => overlap(array, input))) throw fail("an input");
    const before = destinations.slice(0, i).find((other) => other.array && overlap(array, other.array));
    if (before) throw fail(`the output "${before.named.name}"`);
  });
}

function overlap(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (a === b) return true;
  if (a.buffer !== b.buffer || a.byteLength === 0 || b.byteLength === 0) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

/** A detached array looks like an empty one. */
function checkUsable({ name }: Named, array: NumericData): void {
  if (array.length > 0) return;
  try {
    new Uint8Array(array.buffer);
  } catch {
    throw invalid(`outputs, "${name}"`, "an array with memory", "one whose buffer is detached");
  }
}

/** The array as the runtime writes to it. */
export const writable = (array: NumericData): NumericData =>
  array instanceof Uint8Array ? withoutBuffer(array) : array;

const givenFor = ({ name }: Named): GivenFor => ({ role: "outputs", label: `"${name}"` });

const invalid = (argument: string, expected: string, received: string) =>
  new HalfliteError("INVALID_ARGUMENT", { argument, expected, received });
