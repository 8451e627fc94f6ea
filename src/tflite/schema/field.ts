import type { ByteRange } from "../sources/source.js";
import type { Enumeration } from "./enumeration.js";

/** How a number lies in the file, little-endian. A bool is one byte. */
export type Wire =
  | "bool"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32";

/** What an int32 or uint32 refers to by position, so that it can be checked. -1 stands for none where it is allowed. */
export type Reference = "subgraph";

/** The description of a field's content, as reader and writer interpret it. */
export type FieldSpec =
  | {
      readonly kind: "scalar";
      readonly wire: Wire;
      readonly fallback: number | bigint | boolean;
      readonly refersTo?: Reference;
    }
  | { readonly kind: "enum"; readonly enumeration: Enumeration; readonly fallback: string }
  | { readonly kind: "string" }
  | { readonly kind: "bytes"; readonly alignment: number }
  | { readonly kind: "content" }
  | {
      readonly kind: "numbers";
      readonly wire: Wire;
      readonly orEmpty: boolean;
      readonly refersTo?: Reference;
    }
  | { readonly kind: "packed"; readonly wire: PackedWire; readonly alignment: number }
  | { readonly kind: "enums"; readonly enumeration: Enumeration }
  | { readonly kind: "table"; readonly table: Table<unknown> }
  | { readonly kind: "tables"; readonly table: Table<unknown>; readonly orEmpty: boolean }
  | { readonly kind: "union"; readonly union: Union<unknown> };

/** A field whose value in a record is a T. `T` exists for the compiler only. */
export interface Field<T> {
  readonly spec: FieldSpec;
  /** Set where the official schema marks the field as deprecated; it is read and written all the same. */
  readonly deprecated?: boolean;
  readonly value?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The record that a table with these fields becomes. */
export type RecordOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A field in its place: `slot` counts vtable entries from 0; of a union it is the type's, the value's is the next one. */
export interface PlacedField {
  readonly name: string;
  readonly slot: number;
  readonly spec: FieldSpec;
  readonly deprecated: boolean;
}

/** A table of the schema. Its fields are in the schema's order, which is what their numbers in files follow from. */
export interface Table<T> {
  readonly name: string;
  readonly fields: readonly PlacedField[];
  /** Number of vtable entries. */
  readonly slots: number;
  readonly record?: T;
}

/** A union of the schema: member i has the number i + 1, 0 is none. */
export interface Union<T> {
  readonly name: string;
  readonly members: readonly Table<unknown>[];
  readonly record?: T;
}

export function table<F extends Fields>(name: string, fields: F): Table<RecordOf<F>> {
  let slots = 0;
  const placed = Object.entries(fields).map(([fieldName, { spec, deprecated }]) => {
    const slot = slots;
    slots += spec.kind === "union" ? 2 : 1;
    return { name: fieldName, slot, spec, deprecated: deprecated ?? false };
  });
  return { name, fields: placed, slots };
}

type Members = Readonly<Record<string, Fields>>;

/** The union's records: the member's name and its table. */
export type UnionOf<M extends Members, N extends keyof M = keyof M> = {
  [K in N]: { type: K; value: RecordOf<M[K]> };
}[N];

/** A union of the tables `members`, numbered in the order of `names`, which is their own unless given. */
export function union<M extends Members, N extends keyof M & string = keyof M & string>(
  name: string,
  members: M,
  names: readonly N[] = Object.keys(members) as N[],
): Union<UnionOf<M, N>> {
  return { name, members: names.map((member) => table(member, members[member]!)) };
}

const scalar = <T extends number | bigint | boolean>(wire: Wire, fallback: T): Field<T> => ({
  spec: { kind: "scalar", wire, fallback },
});

export const bool = (fallback = false): Field<boolean> => scalar("bool", fallback);
export const int8 = (fallback = 0): Field<number> => scalar("int8", fallback);
export const int32 = (fallback = 0): Field<number> => scalar("int32", fallback);
export const uint32 = (fallback = 0): Field<number> => scalar("uint32", fallback);
export const int64 = (): Field<bigint> => scalar("int64", 0n);
export const uint64 = (): Field<bigint> => scalar("uint64", 0n);
export const float32 = (): Field<number> => scalar("float32", 0);

/** The position of a subgraph. */
export const subgraphIndex = (wire: "int32" | "uint32" = "int32"): Field<number> => ({
  spec: { kind: "scalar", wire, fallback: 0, refersTo: "subgraph" },
});
/** Positions of subgraphs. */
export const subgraphIndices = (): Field<number[] | null> => ({
  spec: { kind: "numbers", wire: "int32", orEmpty: false, refersTo: "subgraph" },
});

/** An enum value as its name. Its default is the member of number 0 unless given. */
export const choice = <N extends string>(enumeration: Enumeration<N>, fallback?: N): Field<N> => ({
  spec: { kind: "enum", enumeration, fallback: fallback ?? enumeration.nameOf(0) ?? "" },
});
/** null: absent, which is not the same as empty. */
export const choices = <N extends string>(enumeration: Enumeration<N>): Field<N[] | null> => ({
  spec: { kind: "enums", enumeration },
});

export const text = (): Field<string | null> => ({ spec: { kind: "string" } });
/** Opaque bytes that stay in the metadata, such as a custom operator's options. */
export const bytes = (alignment = 1): Field<Uint8Array | null> => ({ spec: { kind: "bytes", alignment } });
/** The content of a buffer: a lazy view of the file. */
export const content = (): Field<ByteRange | null> => ({ spec: { kind: "content" } });

/** A list of int32 that may be absent. */
export const numbers = (): Field<number[] | null> => ({
  spec: { kind: "numbers", wire: "int32", orEmpty: false },
});
/** A list of int32 for which absent and empty mean the same. */
export const numbersOrEmpty = (): Field<number[]> => ({
  spec: { kind: "numbers", wire: "int32", orEmpty: true },
});
/** A list of booleans. */
export const flags = (): Field<boolean[] | null> => ({
  spec: { kind: "numbers", wire: "bool", orEmpty: false },
});

/** The typed array of each wire type that comes in bulk. */
export interface PackedArrays {
  uint8: Uint8Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  float32: Float32Array;
}
export type PackedWire = keyof PackedArrays;
/** A list that may be long, as a typed array of its own. */
export const packed = <W extends PackedWire>(wire: W, alignment = 1): Field<PackedArrays[W] | null> => ({
  spec: { kind: "packed", wire, alignment },
});

export const one = <T>(of: Table<T>): Field<T | null> => ({ spec: { kind: "table", table: of } });
export const many = <T>(of: Table<T>): Field<T[] | null> => ({
  spec: { kind: "tables", table: of, orEmpty: false },
});
/** A list of tables for which absent and empty mean the same. */
export const manyOrEmpty = <T>(of: Table<T>): Field<T[]> => ({
  spec: { kind: "tables", table: of, orEmpty: true },
});
export const oneOf = <T>(of: Union<T>): Field<T | null> => ({ spec: { kind: "union", union: of } });
export const deprecated = <T>(field: Field<T>): Field<T> => ({ ...field, deprecated: true });
