import { Builder } from "flatbuffers";
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
 * Writes one flatbuffer from a record. Byte vectors are copied, so they had better be small; contents are written as
 * empty vectors, for the caller to point elsewhere.
 *
 * @throws OUT_OF_MEMORY beyond the 2 GiB that a flatbuffer can have
 */
export function encode<T extends TableDefinition>(
  root: T,
  record: RecordOf<T>,
  identifier?: string,
): Uint8Array {
  const builder = new Builder(4096);
  try {
    const offset = writeTable(builder, root, record as Record<string, unknown>);
    // Whatever is put behind it may rely on the alignment of the whole.
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

type Writer = (builder: Builder, value: never) => void;

const writeScalar: { readonly [S in ScalarType]: Writer } = {
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

function writeTable(builder: Builder, definition: TableDefinition, record: Record<string, unknown>): number {
  // What a table refers to must stand before it; only then may its own fields begin.
  const children = definition.slots.map(({ name, field }) => writeChild(builder, field, record[name]));
  builder.startObject(definition.slotCount);
  definition.slots.forEach((slot, i) => {
    writeField(builder, slot, record[slot.name], children[i]!);
  });
  return builder.endObject();
}

function writeField(builder: Builder, { slot, field }: Slot, value: unknown, child: number): void {
  if (field.kind === "scalar" || field.kind === "enum") {
    // -0 is not the default 0.
    if (Object.is(value, field.default)) return;
    const type = field.kind === "scalar" ? field.type : field.of.wire;
    builder.prep(widthOf[type], 0);
    writeScalar[type](
      builder,
      (field.kind === "scalar" ? value : field.of.members[value as string]) as never,
    );
    builder.slot(slot);
    return;
  }
  if (child === 0) return;
  if (field.kind === "union") builder.addFieldInt8(slot - 1, unionNumber(field.of, value), 0);
  builder.addFieldOffset(slot, child, 0);
}

const unionNumber = (of: UnionDefinition, value: unknown): number =>
  of.tables.findIndex((table) => table.name === (value as { type: string }).type) + 1;

/** The offset of what a field refers to; 0 when the field holds its value itself or is absent. */
function writeChild(builder: Builder, field: Field, value: unknown): number {
  if (value === null || value === undefined) return 0;
  switch (field.kind) {
    case "table":
      return writeTable(builder, field.of, value as Record<string, unknown>);
    case "union": {
      const { value: record } = value as { value: Record<string, unknown> };
      return writeTable(builder, field.of.tables[unionNumber(field.of, value) - 1]!, record);
    }
    case "string":
      return builder.createString(value as string);
    case "bytes":
      return writeBytes(builder, readRange(value as ByteRange), field.alignment);
    case "content":
      return writeBytes(builder, NOTHING, 1);
    case "scalars":
      return writeElements(builder, field.type, value as unknown[]);
    case "enums":
      return writeElements(
        builder,
        field.of.wire,
        (value as string[]).map((name) => field.of.members[name]),
      );
    case "tables":
      return writeOffsets(
        builder,
        (value as Record<string, unknown>[]).map((record) => writeTable(builder, field.of, record)),
      );
    default:
      return 0;
  }
}

const NOTHING = new Uint8Array(0);

function writeBytes(builder: Builder, bytes: Uint8Array, alignment: number): number {
  builder.prep(alignment, bytes.byteLength);
  return builder.createByteVector(bytes);
}

function writeElements(builder: Builder, type: ScalarType, values: readonly unknown[]): number {
  builder.startVector(widthOf[type], values.length, widthOf[type]);
  for (let i = values.length - 1; i >= 0; i--) writeScalar[type](builder, values[i] as never);
  return builder.endVector();
}

function writeOffsets(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i]!);
  return builder.endVector();
}
