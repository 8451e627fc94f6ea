import type { ByteRange } from "../../tflite/index.js";

/** Elements of a tensor, which stay in the file undecoded: a field of them is a list of runs. */
export type RunType = "floats" | "doubles" | "integers" | "strings";

/**
 * What a field holds. `int` is any varint (int32, int64, uint64, enum) as a number, exact up to 2^53; `bytes` are copied,
 * `range` stays in the file.
 */
export type ScalarType = "int" | "bool" | "float" | "fixed32" | "string" | "bytes" | "range" | RunType;

const RUNS: ReadonlySet<unknown> = new Set<RunType>(["floats", "doubles", "integers", "strings"]);

export const isRun = (type: Field["type"]): type is RunType => RUNS.has(type);

/** A run of values in the file: packed elements, one element, or one string. `wire` is protobuf's wire type. */
export interface Run extends ByteRange {
  readonly wire: number;
}

interface Values {
  int: number;
  bool: boolean;
  float: number;
  fixed32: number;
  string: string;
  bytes: Uint8Array;
  range: ByteRange;
  floats: Run;
  doubles: Run;
  integers: Run;
  strings: Run;
}

/** How often a field may occur; `default` is once, with protobuf's default (0, "", false) where it is absent. */
type Label = "default" | "optional" | "repeated" | "map";

/** A field: its number on the wire, and what it holds. */
export interface Field<T extends ScalarType | MessageDefinition = ScalarType | MessageDefinition, L = Label> {
  readonly number: number;
  readonly type: T;
  readonly label: L;
}

export type Fields = Readonly<Record<string, Field>>;

/** A message: the fields of it that matter here. Others are skipped, as protobuf asks of readers. */
export interface MessageDefinition<F extends Fields = Fields> {
  readonly kind: "message";
  readonly fields: F;
  readonly byNumber: ReadonlyMap<number, NamedField>;
  /** The record of a message without fields, for copying: much faster than adding field by field. */
  readonly blank: Readonly<Record<string, unknown>>;
}

export type NamedField = readonly [name: string, field: Field];

type Value<T> = T extends ScalarType ? Values[T] : T extends MessageDefinition ? RecordOf<T> : never;

type FieldValue<F> = F extends { type: infer T; label: infer L }
  ? L extends "repeated"
    ? readonly Value<T>[]
    : L extends "map"
      ? ReadonlyMap<string, Value<T>>
      : L extends "optional"
        ? Value<T> | null
        : Value<T>
  : never;

/** A decoded message: every field present, null where an optional one is not in the file. */
export type RecordOf<D> =
  D extends MessageDefinition<infer F>
    ? { -readonly [K in keyof F]: FieldValue<F[K]> } & {
        /** Position of the message's first byte in the file. */
        at: number;
      }
    : never;

/** What most records have most of; a list or map of its own comes with the first entry. */
export const NO_LIST: readonly unknown[] = Object.freeze([]);
export const NO_MAP: ReadonlyMap<string, unknown> = new Map();

/** Protobuf's defaults of fields that are not optional. */
const defaults: Partial<Record<ScalarType, unknown>> = {
  int: 0,
  bool: false,
  float: 0,
  fixed32: 0,
  string: "",
};

function absent({ label, type }: Field): unknown {
  if (label === "repeated") return NO_LIST;
  if (label === "map") return NO_MAP;
  return label === "optional" ? null : defaults[type as ScalarType];
}

/** Defines a message by its fields. */
export function message<F extends Fields>(fields: F): MessageDefinition<F> {
  const named: NamedField[] = Object.entries(fields);
  return {
    kind: "message",
    fields,
    byNumber: new Map(named.map((entry) => [entry[1].number, entry])),
    blank: Object.fromEntries(named.map(([name, field]) => [name, absent(field)])),
  };
}

export const int = (number: number) => ({ number, type: "int", label: "default" }) as const;
export const bool = (number: number) => ({ number, type: "bool", label: "default" }) as const;
export const fixed32 = (number: number) => ({ number, type: "fixed32", label: "default" }) as const;
export const string = (number: number) => ({ number, type: "string", label: "default" }) as const;

/** A field that may be absent; messages always may. */
export const optional = <T extends ScalarType | MessageDefinition>(number: number, type: T) =>
  ({ number, type, label: "optional" }) as const;

export const repeated = <T extends ScalarType | MessageDefinition>(number: number, type: T) =>
  ({ number, type, label: "repeated" }) as const;

/** A map whose keys are strings. */
export const map = <T extends ScalarType | MessageDefinition>(number: number, type: T) =>
  ({ number, type, label: "map" }) as const;
