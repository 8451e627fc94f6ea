import type { ByteRange } from "../source.js";

/** FlatBuffers' scalar types. 64-bit integers are bigint in records, bool is boolean, the others are numbers. */
export type ScalarType =
  | "bool"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32"
  | "float64";

/** Bytes of each on the wire. */
export const widthOf: { readonly [S in ScalarType]: number } = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

export type ScalarValue<S extends ScalarType> = S extends "bool"
  ? boolean
  : S extends "int64" | "uint64"
    ? bigint
    : number;

/** An enum: its members' names are what records hold. */
export interface EnumDefinition<Name extends string = string> {
  readonly kind: "enum";
  readonly name: string;
  readonly wire: ScalarType;
  readonly members: Readonly<Record<Name, number>>;
  readonly names: ReadonlyMap<number, Name>;
}

/** A table: fields in slot order; their position is their identity on the wire. */
export interface TableDefinition<F extends Fields = Fields> {
  readonly kind: "table";
  readonly name: string;
  readonly fields: F;
  /** Field names with their slot and definition; a union takes two slots, the first for its type. */
  readonly slots: readonly Slot[];
  /** Slots that the schema knows. */
  readonly slotCount: number;
}

export interface Slot {
  readonly name: string;
  readonly slot: number;
  readonly field: Field;
}

/** A union: which table is behind it is a number beside it. Member k has number k + 1; 0 is none. */
export interface UnionDefinition<T extends readonly TableDefinition[] = readonly TableDefinition[]> {
  readonly kind: "union";
  readonly name: string;
  readonly tables: T;
}

export type Field =
  | {
      readonly kind: "scalar";
      readonly type: ScalarType;
      readonly default: number | boolean | bigint;
      readonly refersTo?: "subgraph";
    }
  | { readonly kind: "enum"; readonly of: EnumDefinition; readonly default: string }
  | { readonly kind: "string" }
  | { readonly kind: "table"; readonly of: TableDefinition }
  | { readonly kind: "union"; readonly of: UnionDefinition }
  /** A vector of bytes that stays in the file: records hold a lazy view. `alignment` is that of its first byte. */
  | { readonly kind: "bytes"; readonly alignment: number }
  /** The same for weights, which no flatbuffer writer copies: they come behind the metadata. */
  | { readonly kind: "content" }
  | { readonly kind: "scalars"; readonly type: ScalarType; readonly refersTo?: "subgraph" }
  | { readonly kind: "enums"; readonly of: EnumDefinition }
  | { readonly kind: "tables"; readonly of: TableDefinition };

export type Fields = Readonly<Record<string, Field>>;

type FieldValue<F extends Field> = F extends { kind: "scalar"; type: infer S extends ScalarType }
  ? ScalarValue<S>
  : F extends { kind: "enum"; of: EnumDefinition<infer N> }
    ? N
    : F extends { kind: "string" }
      ? string | null
      : F extends { kind: "table"; of: infer T extends TableDefinition }
        ? RecordOf<T> | null
        : F extends { kind: "union"; of: UnionDefinition<infer T> }
          ? UnionOf<T> | null
          : F extends { kind: "bytes" | "content" }
            ? ByteRange | null
            : F extends { kind: "scalars"; type: infer S extends ScalarType }
              ? ScalarValue<S>[] | null
              : F extends { kind: "enums"; of: EnumDefinition<infer N> }
                ? N[] | null
                : F extends { kind: "tables"; of: infer T extends TableDefinition }
                  ? RecordOf<T>[] | null
                  : never;

/** The record of a table: every field present, null where the file has no string, vector, table or union. */
export type RecordOf<T extends TableDefinition> = {
  -readonly [K in keyof T["fields"]]: FieldValue<T["fields"][K]>;
};

/** A record of a table: what is not given has the schema's default, or is absent. */
export function recordOf<T extends TableDefinition>(
  { slots }: T,
  given: Partial<RecordOf<T>> = {},
): RecordOf<T> {
  const defaults = slots.map(({ name, field }) => [
    name,
    field.kind === "scalar" || field.kind === "enum" ? field.default : null,
  ]);
  return { ...Object.fromEntries(defaults), ...given } as RecordOf<T>;
}

type NamedRecord<T> = T extends TableDefinition<infer F> & { readonly name: infer N }
  ? { type: N extends string ? N : string; value: RecordOf<TableDefinition<F>> }
  : never;

export type UnionOf<T extends readonly TableDefinition[]> = NamedRecord<T[number]>;

export function defineEnum<const M extends Record<string, number>>(
  name: string,
  wire: ScalarType,
  members: M,
): EnumDefinition<keyof M & string> {
  const names = new Map(
    Object.entries(members).map(([member, value]) => [value, member as keyof M & string]),
  );
  return { kind: "enum", name, wire, members, names };
}

export function defineTable<const N extends string, const F extends Fields>(
  name: N,
  fields: F,
): TableDefinition<F> & { readonly name: N } {
  const slots: Slot[] = [];
  let slot = 0;
  for (const [field, definition] of Object.entries(fields)) {
    if (definition.kind === "union") slot++;
    slots.push({ name: field, slot, field: definition });
    slot++;
  }
  return { kind: "table", name, fields, slots, slotCount: slot };
}

export const defineUnion = <const T extends readonly TableDefinition[]>(
  name: string,
  tables: T,
): UnionDefinition<T> => ({
  kind: "union",
  name,
  tables,
});

const scalar = <const S extends ScalarType, D extends ScalarValue<S> & (number | boolean | bigint)>(
  type: S,
  byDefault: D,
) => ({ kind: "scalar", type, default: byDefault }) as const;

export const bool = (byDefault = false) => scalar("bool", byDefault);
export const int8 = (byDefault = 0) => scalar("int8", byDefault);
export const uint8 = (byDefault = 0) => scalar("uint8", byDefault);
export const int16 = (byDefault = 0) => scalar("int16", byDefault);
export const uint16 = (byDefault = 0) => scalar("uint16", byDefault);
export const int32 = (byDefault = 0) => scalar("int32", byDefault);
export const uint32 = (byDefault = 0) => scalar("uint32", byDefault);
export const int64 = (byDefault = 0n) => scalar("int64", byDefault);
export const uint64 = (byDefault = 0n) => scalar("uint64", byDefault);
export const float32 = (byDefault = 0) => scalar("float32", byDefault);
export const float64 = (byDefault = 0) => scalar("float64", byDefault);
/** The number of a subgraph, which must exist. */
export const subgraph = <const S extends "int32" | "uint32" = "int32">(type?: S) =>
  ({ kind: "scalar", type: type ?? "int32", default: 0, refersTo: "subgraph" }) as const;
export const oneOf = <N extends string>(of: EnumDefinition<N>, byDefault: NoInfer<N>) =>
  ({ kind: "enum", of, default: byDefault }) as const;
export const text = { kind: "string" } as const;
export const bytes = (alignment = 1) => ({ kind: "bytes", alignment }) as const;
export const content = { kind: "content" } as const;
export const scalars = <const S extends ScalarType>(type: S) => ({ kind: "scalars", type }) as const;
/** Numbers of subgraphs, which must exist. */
export const subgraphs = { kind: "scalars", type: "int32", refersTo: "subgraph" } as const;
export const enums = <N extends string>(of: EnumDefinition<N>) => ({ kind: "enums", of }) as const;
export const ref = <T extends TableDefinition>(of: T) => ({ kind: "table", of }) as const;
export const list = <T extends TableDefinition>(of: T) => ({ kind: "tables", of }) as const;
export const choice = <T extends readonly TableDefinition[]>(of: UnionDefinition<T>) =>
  ({ kind: "union", of }) as const;
