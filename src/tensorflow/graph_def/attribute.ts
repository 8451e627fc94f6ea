import type { ElementType } from "../../tensor/index.js";
import { elementType, NO_TYPE } from "../data_type.js";
import type { Place } from "../defects.js";
import type { AttrRecord, ListRecord } from "../proto/messages.js";
import type { Attribute } from "../records.js";
import { declaredShape } from "./shape.js";
import { tensorOf } from "./tensor.js";

/** The attributes of a node or a function; those without a value, and types that are not given, are left out. */
export function attributesOf(
  records: ReadonlyMap<string, AttrRecord>,
  place: Place,
): ReadonlyMap<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const [name, record] of records) {
    const field = `${place.field}, attribute ${name}`;
    const attribute = attributeOf(record, { ...place, field, offset: record.at });
    if (attribute) attributes.set(name, attribute);
  }
  return attributes;
}

function attributeOf(record: AttrRecord, place: Place): Attribute | null {
  const { list, s, i, f, b, type, shape, tensor, func } = record;
  if (s !== null) return { kind: "string", value: s };
  if (i !== null) return { kind: "int", value: i };
  if (f !== null) return { kind: "float", value: f };
  if (b !== null) return { kind: "bool", value: b };
  if (type !== null) return type === NO_TYPE ? null : { kind: "type", value: elementType(type, place) };
  if (shape !== null) return { kind: "shape", value: declaredShape(shape, place) };
  if (tensor !== null) return { kind: "tensor", value: tensorOf(tensor, place) };
  if (func !== null) return { kind: "function", value: { name: func.name } };
  return list && listOf(list, place);
}

function listOf({ s, i, f, b, type, shape, tensor, func }: ListRecord, place: Place): Attribute {
  if (s.length > 0) return { kind: "strings", value: s };
  if (i.length > 0) return { kind: "ints", value: i };
  if (f.length > 0) return { kind: "floats", value: f };
  if (b.length > 0) return { kind: "bools", value: b };
  if (type.length > 0)
    return { kind: "types", value: type.map((number): ElementType => elementType(number, place)) };
  if (shape.length > 0) return { kind: "shapes", value: shape.map((one) => declaredShape(one, place)) };
  if (tensor.length > 0) return { kind: "tensors", value: tensor.map((one) => tensorOf(one, place)) };
  if (func.length > 0) return { kind: "functions", value: func.map(({ name }) => ({ name })) };
  return { kind: "empty" };
}
