import type { Operator } from "../../src/tflite/index.js";
import { BuiltinOptions, BuiltinOptions2 } from "../../src/tflite/schema/builtin_options.js";
import type { EnumDefinition, Field, ScalarType, TableDefinition } from "../../src/tflite/schema/define.js";
import { make } from "../tflite/records.js";
import type { Random } from "./random.js";

const tables = new Map<string, TableDefinition>(
  [...BuiltinOptions.tables, ...BuiltinOptions2.tables].map((table) => [table.name, table]),
);

/** Options of any operator, with one field changed. */
export function randomOptions(random: Random): Pick<Operator, "builtinOptions" | "builtinOptions2"> {
  const table = random.pick([...BuiltinOptions.tables, ...BuiltinOptions2.tables])! as TableDefinition;
  const options = { type: table.name, value: make(table, {}) };
  mutateOptions(options, 1, random);
  const isFirst = BuiltinOptions.tables.some(({ name }) => name === table.name);
  return {
    builtinOptions: (isFirst ? options : null) as Operator["builtinOptions"],
    builtinOptions2: (isFirst ? null : options) as Operator["builtinOptions2"],
  };
}

/** Changes one field of an operator's options. */
export function mutateOptions(
  options: { type: string; value: object },
  subgraphs: number,
  random: Random,
): void {
  mutateField(tables.get(options.type)!, options.value as Record<string, unknown>, subgraphs, random);
}

function mutateField(
  { slots }: TableDefinition,
  record: Record<string, unknown>,
  subgraphs: number,
  random: Random,
): void {
  const slot = random.pick(slots);
  if (slot) record[slot.name] = otherValue(slot.field, record[slot.name], subgraphs, random);
}

function otherValue(field: Field, value: unknown, subgraphs: number, random: Random): unknown {
  switch (field.kind) {
    case "scalar":
      // The reader checks numbers of subgraphs; only those that exist get further.
      return field.refersTo ? random.below(subgraphs) : otherScalar(field.type, value, random);
    case "enum":
      return random.pick(Object.keys((field.of as EnumDefinition).members));
    case "scalars":
      return otherList((value as unknown[] | null) ?? [], random, (element) =>
        field.refersTo ? random.below(subgraphs) : otherScalar(field.type, element, random),
      );
    case "table":
      if (value && random.chance(0.9))
        mutateField(field.of, value as Record<string, unknown>, subgraphs, random);
      return value;
    default:
      return random.chance(0.2) ? null : value;
  }
}

function otherList(list: unknown[], random: Random, other: (element: unknown) => unknown): unknown[] | null {
  if (random.chance(0.05)) return null;
  const changed = [...list];
  const position = random.below(list.length + 1);
  if (random.chance(0.2)) changed.splice(position, 1);
  else changed[position] = other(list[position] ?? list[0]);
  return changed;
}

const ranges: Partial<Record<ScalarType, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  uint32: [0, 2 ** 32 - 1],
};

function otherScalar(type: ScalarType, value: unknown, random: Random): number | bigint | boolean {
  if (type === "bool") return random.chance(0.5);
  const number = Number(value ?? 0);
  if (type === "float32" || type === "float64") return random.float(number);
  const integer = random.integer(number);
  if (type === "int64") return BigInt(integer) << (random.chance(0.1) ? 32n : 0n);
  if (type === "uint64") return BigInt.asUintN(64, BigInt(integer));
  const [least, most] = ranges[type] ?? [-(2 ** 31), 2 ** 31 - 1];
  return Math.min(Math.max(integer, least), most);
}
