import { Reader } from "protobufjs/minimal.js";
import { HalfliteError } from "../../errors.js";
import type { ByteSource } from "../../tflite/index.js";
import {
  type Field,
  isRun,
  type MessageDefinition,
  type NamedField,
  NO_LIST,
  NO_MAP,
  type RecordOf,
  type Run,
  type ScalarType,
} from "./define.js";

/** Protocol buffers are no larger than this. */
const MOST_BYTES = 2 ** 31 - 1;
/** Bytes that records take, estimated. Those of the largest graphs take a tenth of it. */
const MOST_MEMORY = 2 ** 29;
const RECORD_BYTES = 56;
const VALUE_BYTES = 32;
/** Of a field in a record, which is there even where the message does not have it. */
const SLOT_BYTES = 8;

/** Wire types of protobuf. Groups (3 and 4) are of its first version. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const wireTypes: Readonly<Record<ScalarType, number>> = {
  int: VARINT,
  bool: VARINT,
  float: FIXED32,
  fixed32: FIXED32,
  string: BYTES,
  bytes: BYTES,
  range: BYTES,
  floats: BYTES,
  doubles: BYTES,
  integers: BYTES,
  strings: BYTES,
};

/**
 * Reads a message of protobuf. Large contents stay in the source: of a mapped file nothing is copied but names and small
 * attributes. The definitions are not recursive, so their depth bounds the depth of calls.
 *
 * @param range where in the source the message is; default: all of it
 * @throws INVALID_MODEL with the field and the byte; UNSUPPORTED_MODEL for 2 GiB or more
 */
export function decodeMessage<D extends MessageDefinition>(
  source: ByteSource,
  definition: D,
  { offset, byteLength }: { offset: number; byteLength: number } = { offset: 0, byteLength: source.size },
): RecordOf<D> {
  if (byteLength > MOST_BYTES)
    throw new HalfliteError("UNSUPPORTED_MODEL", {
      file: source.name,
      field: "file",
      offset,
      expected: `at most ${MOST_BYTES} bytes, as protobuf has it`,
      received: `${byteLength}`,
    });
  return new Decoder(source, offset, source.read(offset, byteLength)).message(definition) as RecordOf<D>;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Message = Record<string, unknown> & { at: number };

class Decoder {
  private readonly reader: Reader;
  private readonly path: (string | number)[] = [];
  private memoryLeft = MOST_MEMORY;

  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    private readonly bytes: Uint8Array,
  ) {
    this.reader = new Reader(bytes);
  }

  message(definition: MessageDefinition): Message {
    try {
      return this.fields(definition);
    } catch (error) {
      // Plain errors are the reader's: of a number or a length that is none, or that ends behind the message.
      const plain = Object.getPrototypeOf(error) === Error.prototype || error instanceof RangeError;
      throw plain ? this.defect("a field of protobuf", (error as Error).message) : error;
    }
  }

  /** The fields up to the reader's end. */
  private fields(definition: MessageDefinition): Message {
    const { reader, path } = this;
    const record = this.blank(definition);
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const known = definition.byNumber.get(tag >>> 3);
      if (!known) {
        this.skip(tag & 7);
        continue;
      }
      path.push(known[0]);
      this.field(record, known, tag & 7);
      path.pop();
    }
    return record;
  }

  private blank(definition: MessageDefinition): Message {
    this.spend(RECORD_BYTES + SLOT_BYTES * definition.byNumber.size);
    return { ...definition.blank, at: this.start + this.reader.pos };
  }

  private spend(bytes: number): void {
    this.memoryLeft -= bytes;
    if (this.memoryLeft < 0) throw this.defect(`records of at most ${MOST_MEMORY} bytes`, "more");
  }

  private field(record: Message, [name, field]: NamedField, wire: number): void {
    const { label, type } = field;
    if (label === "repeated") {
      if (record[name] === NO_LIST) record[name] = [];
      this.repeated(record[name] as unknown[], type, wire);
    } else if (label === "map") {
      if (record[name] === NO_MAP) record[name] = new Map();
      this.entry(record[name] as Map<string, unknown>, field, wire);
    } else record[name] = this.value(type, wire);
  }

  private repeated(list: unknown[], type: Field["type"], wire: number): void {
    const packed = wire === BYTES && typeof type === "string" && wireTypes[type] !== BYTES;
    if (packed) {
      const { reader } = this;
      this.within(() => {
        while (reader.pos < reader.len) list.push(this.scalar(type));
      });
      return;
    }
    this.path.push(list.length);
    list.push(isRun(type) ? this.run(wire) : this.value(type, wire));
    this.path.pop();
  }

  /** An entry of a map is a message: the key is field 1, the value is field 2. */
  private entry(entries: Map<string, unknown>, { type }: Field, wire: number): void {
    this.expect(wire, BYTES);
    const { reader } = this;
    this.within(() => {
      let key = "";
      let value: unknown = typeof type === "string" ? "" : this.blank(type);
      while (reader.pos < reader.len) {
        const tag = reader.uint32();
        if (tag === ((1 << 3) | BYTES)) {
          key = this.string();
          this.path.push(key);
        } else if (tag >>> 3 === 2) value = this.value(type, tag & 7);
        else this.skip(tag & 7);
      }
      if (key !== "") this.path.pop();
      entries.set(key, value);
    });
  }

  private value(type: Field["type"], wire: number): unknown {
    this.expect(wire, typeof type === "string" ? wireTypes[type] : BYTES);
    return typeof type === "string" ? this.scalar(type) : this.within(() => this.fields(type));
  }

  private scalar(type: ScalarType): unknown {
    const { reader } = this;
    this.spend(VALUE_BYTES);
    switch (type) {
      case "int":
        return this.integer();
      case "bool":
        return reader.bool();
      case "float":
        return reader.float();
      case "fixed32":
        return reader.fixed32();
      case "string":
        return this.string();
      case "bytes":
        return new Uint8Array(this.copied());
      default:
        return this.run(BYTES);
    }
  }

  private integer(): number {
    const { low, high } = this.reader.int64();
    return high * 2 ** 32 + (low >>> 0);
  }

  private run(wire: number): Run {
    const { reader, source } = this;
    this.spend(VALUE_BYTES);
    if (wire === BYTES) {
      const byteLength = this.size();
      const offset = this.start + reader.pos;
      reader.pos += byteLength;
      return { source, offset, byteLength, wire };
    }
    const offset = this.start + reader.pos;
    this.skip(wire);
    return { source, offset, byteLength: this.start + reader.pos - offset, wire };
  }

  private skip(wire: number): void {
    const { reader } = this;
    if (wire === VARINT) reader.int64();
    else if (wire === BYTES) this.view();
    else if (wire === FIXED32) reader.skip(4);
    else if (wire === FIXED64) reader.skip(8);
    else throw this.defect("a wire type of protobuf", `${wire}`);
  }

  /** A length, which is inside of the message. */
  private size(): number {
    const { reader } = this;
    const size = reader.uint32();
    if (size > reader.len - reader.pos)
      throw this.defect(`at most ${reader.len - reader.pos} bytes`, `a length of ${size}`);
    return size;
  }

  private view(): Uint8Array {
    const { reader } = this;
    const size = this.size();
    reader.pos += size;
    return this.bytes.subarray(reader.pos - size, reader.pos);
  }

  /** Bytes that a record keeps. */
  private copied(): Uint8Array {
    const bytes = this.view();
    this.spend(bytes.byteLength);
    return bytes;
  }

  private string(): string {
    const bytes = this.copied();
    try {
      return utf8.decode(bytes);
    } catch {
      throw this.defect("UTF-8", "other bytes");
    }
  }

  /** Reads what is inside of a length, and ends there. */
  private within<T>(read: () => T): T {
    const { reader } = this;
    const outer = reader.len;
    reader.len = this.size() + reader.pos;
    const result = read();
    reader.len = outer;
    return result;
  }

  private expect(wire: number, expected: number): void {
    if (wire !== expected) throw this.defect(`wire type ${expected}`, `${wire}`);
  }

  private defect(expected: string, received: string): HalfliteError {
    let field = "";
    for (const step of this.path) field += typeof step === "number" ? `[${step}]` : `${field && "."}${step}`;
    return new HalfliteError("INVALID_MODEL", {
      file: this.source.name,
      field: field || "message",
      offset: this.start + this.reader.pos,
      expected,
      received,
    });
  }
}
