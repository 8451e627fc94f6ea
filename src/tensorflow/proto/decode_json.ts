import { Writer } from "protobufjs/minimal.js";
import { rangeOf } from "../../tflite/index.js";
import { typeNumber } from "../data_type.js";
import { invalid } from "../defects.js";
import type { Field, MessageDefinition, RecordOf, Run, RunType, ScalarType } from "./define.js";

/** Protobuf's wire type of packed elements and of strings. */
const PACKED = 2;

type Message = Record<string, unknown> & { at: number };
type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it has fields. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads a message of protobuf in its JSON form: 64-bit integers may be text, enums are names, bytes are base64. Other fields
 * than those of the definition are skipped, as in the binary form.
 *
 * @param file for messages
 * @param place where in the file the message is
 * @throws INVALID_MODEL with the field; the offset is 0, for a JSON text has no bytes of its own for it
 */
export function decodeJsonMessage<D extends MessageDefinition>(
  value: unknown,
  definition: D,
  file: string,
  place: string,
): RecordOf<D> {
  return new JsonDecoder(file).message(value, definition, place) as RecordOf<D>;
}

class JsonDecoder {
  constructor(private readonly file: string) {}

  message(value: unknown, definition: MessageDefinition, place: string): Message {
    const record: Message = { ...definition.blank, at: 0 };
    const json = this.object(value, place);
    for (const [name, field] of definition.byNumber.values()) {
      const content = fieldOf(json, name);
      if (content !== undefined && content !== null)
        record[name] = this.field(content, field, `${place}.${name}`);
    }
    return record;
  }

  private field(value: unknown, { label, type }: Field, place: string): unknown {
    if (label === "map") {
      const entries = Object.entries(this.object(value, place));
      return new Map(entries.map(([key, one]) => [key, this.value(one, type, `${place}.${key}`)]));
    }
    if (label !== "repeated") return this.value(value, type, place);
    if (!Array.isArray(value)) throw this.defect(place, "a list", value);
    if (type === "floats" || type === "doubles" || type === "integers")
      return [this.packed(value, type, place)];
    return value.map((one, i) => this.value(one, type, `${place}[${i}]`));
  }

  private value(value: unknown, type: Field["type"], place: string): unknown {
    return typeof type === "string" ? this.scalar(value, type, place) : this.message(value, type, place);
  }

  private scalar(value: unknown, type: ScalarType, place: string): unknown {
    switch (type) {
      case "int":
      case "fixed32":
        return this.integer(value, place);
      case "bool":
        if (typeof value !== "boolean") throw this.defect(place, "true or false", value);
        return value;
      case "string":
        if (typeof value !== "string") throw this.defect(place, "text", value);
        return value;
      case "bytes":
        return this.bytes(value, place);
      case "range":
        return rangeOf(this.bytes(value, place));
      case "strings":
        return { ...rangeOf(this.bytes(value, place)), wire: PACKED };
      default:
        return this.float(value, place);
    }
  }

  /** A number, its digits, or the name of an element type. */
  private integer(value: unknown, place: string): number {
    const number =
      typeof value !== "string" ? value : value.startsWith("DT_") ? typeNumber(value) : Number(value || "no");
    if (typeof number !== "number" || !Number.isInteger(number))
      throw this.defect(place, "an integer", value);
    return number;
  }

  private float(value: unknown, place: string): number {
    const named = value === "NaN" || value === "Infinity" || value === "-Infinity";
    if (!named && typeof value !== "number") throw this.defect(place, "a number", value);
    return Number(value);
  }

  private bytes(value: unknown, place: string): Uint8Array {
    if (typeof value !== "string" || !/^[\w+/-]*={0,2}$/.test(value))
      throw this.defect(place, "base64", value);
    return new Uint8Array(Buffer.from(value, "base64"));
  }

  /** Numbers as the binary form has them. */
  private packed(values: readonly unknown[], type: Exclude<RunType, "strings">, place: string): Run {
    const run = (array: { readonly buffer: ArrayBufferLike }) => ({
      ...rangeOf(new Uint8Array(array.buffer)),
      wire: PACKED,
    });
    const float = (value: unknown, i: number) => this.float(value, `${place}[${i}]`);
    if (type === "floats") return run(Float32Array.from(values, float));
    if (type === "doubles") return run(Float64Array.from(values, float));
    const writer = new Writer();
    for (const [i, value] of values.entries()) writer.int64(this.digits(value, `${place}[${i}]`));
    return { ...rangeOf(writer.finish()), wire: PACKED };
  }

  /** All digits of a 64-bit integer; booleans as 0 and 1. */
  private digits(value: unknown, place: string): string {
    const digits = String(typeof value === "boolean" ? Number(value) : value);
    if (!/^-?\d{1,20}$/.test(digits)) throw this.defect(place, "an integer", value);
    return digits;
  }

  private object(value: unknown, place: string): JsonObject {
    if (!isObject(value)) throw this.defect(place, "an object", value);
    return value;
  }

  private defect(field: string, expected: string, value: unknown) {
    return jsonDefect(this.file, field, expected, value);
  }
}

const MOST_CHARACTERS = 80;

/** The error for a value of a JSON file that is another one than expected. */
export function jsonDefect(file: string, field: string, expected: string, value: unknown) {
  const received = Array.isArray(value)
    ? `a list of ${value.length}`
    : isObject(value)
      ? "an object"
      : String(JSON.stringify(value)).slice(0, MOST_CHARACTERS);
  return invalid({ file, field, offset: 0 }, expected, received);
}

/** Writers may use the names of the .proto files, with underscores. */
function fieldOf(json: JsonObject, name: string): unknown {
  if (Object.hasOwn(json, name)) return json[name];
  const original = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(json, original) ? json[original] : undefined;
}
