import { invalid, type Place } from "../defects.js";
import type { ShapeRecord } from "../proto/messages.js";
import type { DeclaredShape } from "../records.js";

/** The shape that a `TensorShapeProto` declares; null for none, or an unknown rank. */
export function declaredShape(record: ShapeRecord | null, place: Place): DeclaredShape {
  if (!record || record.unknownRank) return null;
  return record.dim.map(({ size, at }) => {
    if (size < -1) throw invalid({ ...place, offset: at }, "a dimension, or -1", `${size}`);
    return size;
  });
}

/** The shape of a tensor that is there. */
export function fixedShape(record: ShapeRecord | null, place: Place): readonly number[] {
  const shape = record ? declaredShape(record, place) : [];
  if (!shape || shape.includes(-1))
    throw invalid(place, "a shape without open dimensions", shape ? `[${shape.join(", ")}]` : "none");
  return shape;
}
