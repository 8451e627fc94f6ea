import { type Constant, constantOf, tensorAttributes, type Value } from "../../graph/index.js";
import { elementCount } from "../../tensor/index.js";
import { readRange } from "../../tflite/index.js";
import type { GraphView } from "./graph_view.js";

/** Constants of more elements are not looked into. */
const MOST_ELEMENTS = 1 << 16;

/** The dimensions that the model declares, -1 for those that are open; null where even their number is. */
export function dimensionsOf(value: Value | null | undefined): readonly number[] | null {
  if (!value) return null;
  const { shape, shapeSignature, hasRank } = value.attributes;
  const dimensions = shapeSignature && shapeSignature.length > 0 ? shapeSignature : (shape ?? []);
  if (dimensions.length === 0 && !hasRank && !value.constant) return null;
  return value.constant ? (shape ?? []) : dimensions;
}

/** How many dimensions are open. */
export const openCount = (dimensions: readonly number[]): number => dimensions.filter((d) => d < 0).length;

export const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** Both have the same dimensions; open ones have the same place. */
export function haveSameDimensions(a: Value, b: Value): boolean {
  const [one, other] = [dimensionsOf(a), dimensionsOf(b)];
  return one !== null && other !== null && sameNumbers(one, other);
}

/** An operand of those dimensions leaves the other's as they are. */
export function broadcastsInto(dimensions: readonly number[], into: readonly number[]): boolean {
  const shift = into.length - dimensions.length;
  return shift >= 0 && dimensions.every((d, i) => d === 1 || (d >= 0 && d === into[i + shift]));
}

/** Elements of a dense constant that is small enough to be looked into; null for anything else. */
function bytesOf(value: Value | null | undefined, width: number): Uint8Array | null {
  const constant = value?.constant;
  if (!value || constant?.encoding !== "copy" || value.attributes.sparsity) return null;
  const count = elementCount(value.attributes.shape ?? []);
  if (!(count <= MOST_ELEMENTS) || constant.byteLength !== count * width) return null;
  // A copy: what is read may begin anywhere in its memory.
  return new Uint8Array(readRange(constant.range));
}

/** The elements of a small FLOAT32 constant; null for anything else. */
export function floatsOf(value: Value | null | undefined): Float32Array | null {
  const bytes = value?.type === "FLOAT32" ? bytesOf(value, 4) : null;
  return bytes && new Float32Array(bytes.buffer);
}

/** The elements of a small INT32 or INT64 constant; null for anything else. */
export function integersOf(value: Value | null | undefined): number[] | null {
  if (value?.type === "INT64") {
    const bytes = bytesOf(value, 8);
    return bytes && Array.from(new BigInt64Array(bytes.buffer), Number);
  }
  const bytes = value?.type === "INT32" ? bytesOf(value, 4) : null;
  return bytes && [...new Int32Array(bytes.buffer)];
}

/** The number of a FLOAT32 constant of one element; null for anything else. */
export function scalarOf(value: Value | null | undefined): number | null {
  const count = value?.constant ? elementCount(value.attributes.shape ?? []) : 0;
  return count === 1 ? (floatsOf(value)?.[0] ?? null) : null;
}

/** A new FLOAT32 value that a node computes; -1 in its dimensions is an open one. */
export const floatValue = (view: GraphView, name: string, dimensions: readonly number[]): Value => ({
  name: view.freeName(name),
  type: "FLOAT32",
  constant: null,
  attributes: tensorAttributes(dimensions),
});

/** A new constant of FLOAT32 elements. */
export const floatConstant = (
  view: GraphView,
  name: string,
  elements: Float32Array,
  shape: readonly number[] = [elements.length],
): Value => sharedConstant(view, name, "FLOAT32", constantOf(bytesIn(elements)), shape);

/** A new vector of INT32 elements. */
export const integerConstant = (view: GraphView, name: string, elements: readonly number[]): Value =>
  sharedConstant(view, name, "INT32", constantOf(bytesIn(Int32Array.from(elements))), [elements.length]);

/** A new value of a content that others may have, too. */
export const sharedConstant = (
  view: GraphView,
  name: string,
  type: Value["type"],
  constant: Constant,
  shape: readonly number[],
): Value => ({ name: view.freeName(name), type, constant, attributes: tensorAttributes(shape) });

const bytesIn = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
