import type { Builder } from "flatbuffers";
import { HalfliteError } from "../errors.js";
import {
  type Field,
  type RecordOf,
  type ScalarType,
  type Slot,
  type TableDefinition,
  type UnionDefinition,
  widthOf,
} from "./schema/define.js";
import { type ByteRange, readRange } from "./source.js";

/**
 * Writes one flatbuffer from a record. Byte vectors are copied, so they had better be small; every content becomes the
 * same empty vector, for the caller to point elsewhere.
 *
 * @throws OUT_OF_MEMORY beyond the 2 GiB that a flatbuffer can have
 */
export function encode<T extends TableDefinition>(
  root: T,
  record: RecordOf<T>,
  identifier?: string,
): Uint8Array {
  const flatbuffers = require("flatbuffers") as typeof import("flatbuffers");
  const builder = new flatbuffers.Builder(4096);
  try {
    const offset = new Encoder(builder).table(root, record as Record<string, unknown>);
    // Positions inside are counted from the end, so the whole has to be a multiple of the largest alignment.
    builder.prep(ROOT_ALIGNMENT, identifier ? 8 : 4);
    builder.finish(offset, identifier);
  } catch (error) {
    if (error instanceof HalfliteError) throw error;
    const bytes = builder.dataBuffer().capacity() * 2;
    throw new HalfliteError("OUT_OF_MEMORY", { operation: `encode a ${root.name}`, bytes }, error);
  }
  return builder.asUint8Array();
}

const ROOT_ALIGNMENT = 16;

type ScalarWriter = (builder: Builder, value: never) => void;

const writeScalar: { readonly [S in ScalarType]: ScalarWriter } = {
  bool: (b, v: boolean) => b.writeInt8(v ? 1 : 0),
  int8: (b, v: number) => b.writeInt8(v),
  uint8: (b, v: number) => b.writeInt8(v),
  int16: (b, v: number) => b.writeInt16(v),
  uint16: (b, v: number) => b.writeInt16(v),
  int32: (b, v: number) => b.writeInt32(v),
  uint32: (b, v: number) => b.writeInt32(v),
  int64: (b, v: bigint) => b.writeInt64(v),
  uint64: (b, v: bigint) => b.writeInt64(v),
  float32: (b, v: number) => b.writeFloat32(v),
  float64: (b, v: number) => b.writeFloat64(v),
};

class Encoder {
  private emptyVector = 0;

  constructor(private readonly builder: Builder) {}

  table(definition: TableDefinition, record: Record<string, unknown>): number {
    const { builder } = this;
    // What a table refers to must stand before it; only then may its own fields begin.
    const children = definition.slots.map(({ name, field }) => this.child(field, record[name]));
    builder.startObject(definition.slotCount);
    definition.slots.forEach((slot, i) => {
      this.field(slot, record[slot.name], children[i]!);
    });
    return builder.endObject();
  }

  private field({ slot, field }: Slot, value: unknown, child: number): void {
    const { builder } = this;
    if (field.kind === "scalar") this.scalar(slot, field.type, value, field.default);
    else if (field.kind === "enum") {
      const { wire, members } = field.of;
      this.scalar(slot, wire, members[value as string], members[field.default]);
    } else if (child !== 0) {
      if (field.kind === "union") builder.addFieldInt8(slot - 1, unionNumber(field.of, value), 0);
      builder.addFieldOffset(slot, child, 0);
    }
  }

  private scalar(slot: number, type: ScalarType, value: unknown, byDefault: unknown): void {
    // -0 is not the default 0.
    if (Object.is(value, byDefault)) return;
    this.builder.prep(widthOf[type], 0);
    writeScalar[type](this.builder, value as never);
    this.builder.slot(slot);
  }

  /** The offset of what a field refers to; 0 when the field holds its value itself or is absent. */
  private child(field: Field, value: unknown): number {
    if (value === null || value === undefined) return 0;
    switch (field.kind) {
      case "table":
        return this.table(field.of, value as Record<string, unknown>);
      case "union": {
        const { value: record } = value as { value: Record<string, unknown> };
        return this.table(field.of.tables[unionNumber(field.of, value) - 1]!, record);
      }
      case "string":
        return this.builder.createString(value as string);
      case "bytes":
        return this.bytes(readRange(value as ByteRange), field.alignment);
      case "content":
        this.emptyVector ||= this.bytes(NOTHING, 1);
        return this.emptyVector;
      case "scalars":
        return this.elements(field.type, value as unknown[]);
      case "enums": {
        const { wire, members } = field.of;
        return this.elements(
          wire,
          (value as string[]).map((name) => members[name]),
        );
      }
      case "tables":
        return this.offsets(
          (value as Record<string, unknown>[]).map((record) => this.table(field.of, record)),
        );
      default:
        return 0;
    }
  }

  private bytes(bytes: Uint8Array, alignment: number): number {
    this.builder.prep(alignment, bytes.byteLength);
    return this.builder.createByteVector(bytes);
  }

  private elements(type: ScalarType, values: readonly unknown[]): number {
    const { builder } = this;
    const write = writeScalar[type];
    builder.startVector(widthOf[type], values.length, widthOf[type]);
    for (let i = values.length - 1; i >= 0; i--) write(builder, values[i] as never);
    return builder.endVector();
  }

  private offsets(offsets: readonly number[]): number {
    const { builder } = this;
    builder.startVector(4, offsets.length, 4);
    for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i]!);
    return builder.endVector();
  }
}

const NOTHING = new Uint8Array(0);

const unionNumber = (of: UnionDefinition, value: unknown): number =>
  of.tables.findIndex(({ name }) => name === (value as { type: string }).type) + 1;
