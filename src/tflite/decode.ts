import { HalfliteError } from "../errors.js";
import { Scalars } from "./scalars.js";
import type {
  EnumDefinition,
  Field,
  RecordOf,
  ScalarType,
  Slot,
  TableDefinition,
  UnionDefinition,
} from "./schema/define.js";
import type { ByteRange, ByteSource } from "./source.js";

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

/** No model has more metadata than this; a file that says so repeats itself to exhaust the reader. */
const MOST_ELEMENTS = 64 * 2 ** 20;
const FEWEST_ELEMENTS = 65536;

/**
 * Reads one flatbuffer, trusting nothing: every offset, length, alignment, string and enum is checked before it is used,
 * and what the schema does not know is refused instead of dropped.
 *
 * @param root the table that the bytes start with
 * @param identifier the four characters expected at byte 4, if any
 * @returns the record and the end of the last byte that belongs to it
 * @throws INVALID_MODEL for broken bytes, UNSUPPORTED_MODEL for something newer than the schema; both name the field
 */
export function decode<T extends TableDefinition>(
  source: ByteSource,
  root: T,
  identifier?: string,
): { record: RecordOf<T>; end: number } {
  const decoder = new Decoder(source);
  const start = decoder.root(identifier);
  return { record: decoder.table(root, start, root.name.toLowerCase()) as RecordOf<T>, end: decoder.end };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

class Decoder {
  /** The end of the furthest byte seen so far. */
  end = 0;
  private readonly scalars: Scalars;
  private budget: number;

  constructor(private readonly source: ByteSource) {
    this.scalars = new Scalars(source);
    this.budget = Math.min(MOST_ELEMENTS, FEWEST_ELEMENTS + source.size);
  }

  root(identifier: string | undefined): number {
    this.need(0, identifier ? 8 : 4, "file");
    if (identifier) {
      const found = String.fromCharCode(...this.source.read(4, 4));
      if (found !== identifier) this.invalid("identifier", 4, `"${identifier}"`, JSON.stringify(found));
    }
    return this.follow(0, "root");
  }

  table(definition: TableDefinition, position: number, path: string): Record<string, unknown> {
    this.spend(1, path, position);
    this.aligned(position, 4, path);
    this.need(position, 4, path);
    const vtable = position - this.scalars.int32(position);
    this.aligned(vtable, 2, `${path}.vtable`);
    this.need(vtable, 4, `${path}.vtable`);
    const vtableSize = this.scalars.uint16(vtable);
    const tableSize = this.scalars.uint16(vtable + 2);
    if (vtableSize < 4 || vtableSize % 2)
      this.invalid(`${path}.vtable`, vtable, "an even size of at least 4", `${vtableSize}`);
    if (tableSize < 4) this.invalid(path, vtable + 2, "a table of at least 4 bytes", `${tableSize}`);
    this.need(vtable, vtableSize, `${path}.vtable`);
    this.need(position, tableSize, path);
    const fieldAt = (slot: number): number =>
      4 + 2 * slot < vtableSize ? this.scalars.uint16(vtable + 4 + 2 * slot) : 0;
    this.refuseUnknownFields(definition, (vtableSize - 4) / 2, fieldAt, position, path);
    const record: Record<string, unknown> = {};
    for (const slot of definition.slots)
      record[slot.name] = this.field(slot, position, tableSize, fieldAt, path);
    return record;
  }

  private refuseUnknownFields(
    { name, slotCount, slots }: TableDefinition,
    count: number,
    fieldAt: (slot: number) => number,
    position: number,
    path: string,
  ): void {
    for (let slot = slotCount; slot < count; slot++)
      if (fieldAt(slot))
        this.unsupported(
          `${path}`,
          position,
          `the ${slotCount} fields of ${name}`,
          `a field in slot ${slot}`,
        );
    if (slots.length === slotCount) return;
    const known = new Set(
      slots.flatMap(({ slot, field }) => (field.kind === "union" ? [slot, slot - 1] : [slot])),
    );
    for (let slot = 0; slot < slotCount; slot++)
      if (!known.has(slot) && fieldAt(slot))
        this.unsupported(path, position, `the fields of ${name}`, `a retired field in slot ${slot}`);
  }

  private field(
    { name, slot, field }: Slot,
    table: number,
    tableSize: number,
    fieldAt: (slot: number) => number,
    path: string,
  ): unknown {
    const here = `${path}.${name}`;
    if (field.kind === "union") return this.union(field.of, slot, table, tableSize, fieldAt, here);
    const offset = fieldAt(slot);
    if (offset === 0) return field.kind === "scalar" || field.kind === "enum" ? field.default : null;
    const width =
      field.kind === "scalar" ? widthOf[field.type] : field.kind === "enum" ? widthOf[field.of.wire] : 4;
    const position = this.inTable(table, tableSize, offset, width, here);
    if (field.kind === "scalar") return this.scalars[field.type](position);
    if (field.kind === "enum") return this.member(field.of, position, here);
    return this.reference(field, this.follow(position, here), here);
  }

  private inTable(table: number, tableSize: number, offset: number, width: number, path: string): number {
    if (offset < 4 || offset + width > tableSize)
      this.invalid(path, table, `a field inside its table of ${tableSize} bytes`, `offset ${offset}`);
    this.aligned(table + offset, width, path);
    return table + offset;
  }

  private union(
    of: UnionDefinition,
    slot: number,
    table: number,
    tableSize: number,
    fieldAt: (slot: number) => number,
    path: string,
  ): unknown {
    const typeOffset = fieldAt(slot - 1);
    const valueOffset = fieldAt(slot);
    const number = typeOffset
      ? this.scalars.uint8(this.inTable(table, tableSize, typeOffset, 1, `${path}Type`))
      : 0;
    if (number > of.tables.length)
      this.unsupported(
        `${path}Type`,
        table + typeOffset,
        `one of ${of.tables.length} tables of ${of.name}`,
        `${number}`,
      );
    if (number === 0) {
      if (valueOffset) this.invalid(path, table, "no value for a union of type NONE", "a value");
      return null;
    }
    const member = of.tables[number - 1]!;
    if (!valueOffset) this.invalid(path, table, `a ${member.name}`, "nothing");
    const target = this.follow(this.inTable(table, tableSize, valueOffset, 4, path), path);
    return { type: member.name, value: this.table(member, target, path) };
  }

  private reference(field: Field, position: number, path: string): unknown {
    switch (field.kind) {
      case "table":
        return this.table(field.of, position, path);
      case "string":
        return this.text(position, path);
      case "bytes":
        return this.bytes(position, path);
      case "scalars":
        return this.elements(position, widthOf[field.type], path, (at) => this.scalars[field.type](at));
      case "enums":
        return this.elements(position, widthOf[field.of.wire], path, (at, here) =>
          this.member(field.of, at, here),
        );
      case "strings":
        return this.elements(position, 4, path, (at, here) => this.text(this.follow(at, here), here));
      case "tables":
        return this.elements(position, 4, path, (at, here) =>
          this.table(field.of, this.follow(at, here), here),
        );
      default:
        return null;
    }
  }

  private member(of: EnumDefinition, position: number, path: string): string {
    const number = Number(this.scalars[of.wire](position));
    const name = of.names.get(number);
    if (name === undefined) return this.unsupported(path, position, `a member of ${of.name}`, `${number}`);
    return name;
  }

  private vector(position: number, width: number, path: string): number {
    this.aligned(position, 4, path);
    this.need(position, 4, path);
    const length = this.scalars.uint32(position);
    this.need(position + 4, length * width, path);
    return length;
  }

  private elements<V>(
    position: number,
    width: number,
    path: string,
    read: (at: number, path: string) => V,
  ): V[] {
    const length = this.vector(position, width, path);
    this.spend(length, path, position);
    // The length comes first, so vectors of 8-byte elements start 4 bytes before an aligned address.
    this.aligned(position + 4, width, path);
    const values = new Array<V>(length);
    for (let i = 0; i < length; i++) values[i] = read(position + 4 + i * width, `${path}[${i}]`);
    return values;
  }

  private bytes(position: number, path: string): ByteRange {
    const byteLength = this.vector(position, 1, path);
    return { source: this.source, offset: position + 4, byteLength };
  }

  private text(position: number, path: string): string {
    const length = this.vector(position, 1, path);
    this.spend(length, path, position);
    this.need(position + 4, length + 1, path);
    if (this.scalars.uint8(position + 4 + length) !== 0)
      this.invalid(path, position, "a string that ends with a zero byte", "another byte");
    try {
      return utf8.decode(this.source.read(position + 4, length));
    } catch {
      return this.invalid(path, position, "UTF-8", "other bytes");
    }
  }

  private follow(position: number, path: string): number {
    const distance = this.scalars.uint32(position);
    if (distance === 0 || distance > 0x7fffffff || position + distance >= this.source.size)
      this.invalid(path, position, `an offset of 1 to ${this.source.size - position - 1}`, `${distance}`);
    return position + distance;
  }

  private spend(elements: number, path: string, position: number): void {
    this.budget -= elements;
    if (this.budget < 0)
      this.invalid(path, position, "metadata that fits the file's size", "more (parts are repeated)");
  }

  private aligned(position: number, width: number, path: string): void {
    if (position % width) this.invalid(path, position, `an address divisible by ${width}`, `${position}`);
  }

  private need(position: number, length: number, path: string): void {
    if (position < 0 || position + length > this.source.size)
      this.invalid(
        path,
        position,
        `${length} bytes inside the file's ${this.source.size}`,
        `bytes ${position} to ${position + length}`,
      );
    if (position + length > this.end) this.end = position + length;
  }

  private invalid(field: string, offset: number, expected: string, received: string): never {
    throw new HalfliteError("INVALID_MODEL", { file: this.source.name, field, offset, expected, received });
  }

  private unsupported(field: string, offset: number, expected: string, received: string): never {
    throw new HalfliteError("UNSUPPORTED_MODEL", {
      file: this.source.name,
      field,
      offset,
      expected,
      received,
    });
  }
}
