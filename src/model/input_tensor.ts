import { HalfliteError, unknownName } from "../errors.js";
import type { ElementType, NumericData, StringData, Tensor, TensorType } from "../tensor/index.js";
import type { Named } from "./entry_point.js";
import { checkClass, checkLength, describe, type GivenFor, misfit } from "./given_data.js";
import { isShape } from "./shape.js";
import { withoutBuffer } from "./without_buffer.js";

/**
 * The elements of an input in row-major order: an array of the class that the tensor's type asks for (see `TensorData`), or strings.
 */
export type InputData = NumericData | StringData | readonly string[];

/** The elements of an input with a shape for this run only. An output of another run is one. */
export interface ShapedInput {
  readonly data: InputData;
  /** Default: the input's current shape. */
  readonly shape?: readonly number[];
  /** Checked when given. */
  readonly dtype?: ElementType;
}

/** What can be given for an input. */
export type InputValue = InputData | ShapedInput;

/** The inputs of a run: by name, or in the order of `CompiledModel.inputs`. */
export type Inputs = Readonly<Record<string, InputValue>> | readonly InputValue[];

/**
 * The given values in the order of `known`.
 *
 * @throws UNKNOWN_NAME, INVALID_ARGUMENT when one is missing or there are too many
 */
export function arrangeInputs(given: Inputs, known: readonly Named[]): InputValue[] {
  const names = known.map(({ name }) => name);
  if (given === null || typeof given !== "object" || ArrayBuffer.isView(given))
    throw wrongInputs("an object or an array of inputs", describe(given));
  if (Array.isArray(given)) {
    if (given.length === names.length) return given;
    throw wrongInputs(`${names.length} (${names.join(", ")})`, `${given.length}`);
  }
  const byName = given as Readonly<Record<string, InputValue>>;
  for (const name of Object.keys(byName)) if (!names.includes(name)) throw unknownName("inputs", name, names);
  const missing = names.filter((name) => !Object.hasOwn(byName, name) || byName[name] === undefined);
  if (missing.length > 0)
    throw wrongInputs(`values for ${names.join(", ")}`, `none for ${missing.join(", ")}`);
  return names.map((name) => byName[name]!);
}

const wrongInputs = (expected: string, received: string) =>
  new HalfliteError("INVALID_ARGUMENT", { argument: "inputs", expected, received });

/**
 * A tensor of the given elements. They are not copied.
 *
 * @param label for messages: `input "x"`
 * @param type of the input at present
 * @throws SHAPE_MISMATCH for an array of another class or length, or for another element type; INVALID_ARGUMENT for no shape
 */
export function inputTensor(label: string, type: TensorType, value: InputValue): Tensor {
  const shaped: ShapedInput = isShaped(value) ? value : { data: value };
  const { dtype, quantization } = type;
  const given: GivenFor = { role: "inputs", label };
  const shape = shaped.shape ?? type.shape;
  if (!isShape(shape))
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: `${label}, shape`,
      expected: "integers of at least 0",
      received: `[${shape}]`,
    });
  if (shaped.dtype !== undefined && shaped.dtype !== dtype) throw misfit(given, dtype, `${shaped.dtype}`);
  const data = dtype === "STRING" ? stringData(given, shaped.data) : checkClass(given, dtype, shaped.data);
  checkLength(given, { ...type, shape }, data.length);
  return { dtype, shape: [...shape], quantization, data };
}

/** Arrays have no property `data`. */
const isShaped = (value: InputValue): value is ShapedInput =>
  value !== null && typeof value === "object" && !ArrayBuffer.isView(value) && !Array.isArray(value);

function stringData(given: GivenFor, data: unknown): StringData {
  const expected = "an array of strings or of Uint8Arrays (STRING)";
  if (!Array.isArray(data)) throw misfit(given, expected, `a ${describe(data)}`);
  return data.map((element: unknown) => {
    if (typeof element === "string") return new TextEncoder().encode(element);
    if (describe(element) === "Uint8Array") return withoutBuffer(element as Uint8Array);
    throw misfit(given, expected, `an array with a ${describe(element)}`);
  });
}
