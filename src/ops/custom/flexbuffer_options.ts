import { mismatch } from "../check.js";
import type { Node } from "../kernel.js";

type Flexbuffers = typeof import("flatbuffers/js/flexbuffers.js");
type Reference = ReturnType<Flexbuffers["toReference"]>;

/** A number of a custom operator's options, by key: `absent` where there is none. Booleans are 0 and 1. */
export type FlexbufferOptions = (key: string, absent: number) => number;

/**
 * The options of a custom operator that are a FlexBuffer map of numbers. The returned function throws too.
 *
 * @throws SHAPE_MISMATCH when they are something else
 */
export function flexbufferOptions(node: Node<unknown>): FlexbufferOptions {
  const { toReference } = require("flatbuffers/js/flexbuffers.js") as Flexbuffers;
  const bytes = new Uint8Array(node.customOptions ?? []).buffer;
  return (key, absent) => {
    try {
      const root = toReference(bytes);
      if (root.isMap()) return numberAt(root, key) ?? absent;
    } catch {
      // The reader throws RangeErrors and strings; none says more than the error below.
    }
    throw mismatch(node, "custom options", "a FlexBuffer map of numbers", `something else at "${key}"`);
  };
}

function numberAt(root: Reference, key: string): number | null {
  const value = find(root, key);
  if (!value || value.isNull()) return null;
  const number = value.isBool() ? value.boolValue() : value.isFloat() ? value.floatValue() : value.intValue();
  if (number === null) throw new TypeError(key);
  return Number(number);
}

function find(root: Reference, key: string): Reference | null {
  try {
    // The declaration knows only positions in vectors; maps are asked by key.
    return root.get(key as unknown as number);
  } catch (error) {
    if (typeof error === "string" && error.startsWith("Key [")) return null;
    throw error;
  }
}
