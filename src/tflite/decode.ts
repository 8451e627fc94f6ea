import { invalid, unsupported } from "./defects.js";
import { Extent, Spending } from "./limits.js";
import { Scalars } from "./scalars.js";
import {
  type EnumDefinition,
  type Field,
  type RecordOf,
  recordOf,
  type TableDefinition,
  type UnionDefinition,
  widthOf,
} from "./schema/define.js";
import type { ByteRange, ByteSource } from "./source.js";

/** A decoded flatbuffer: its record, and which bytes of the source belong to it. */
export interface Decoded<T extends TableDefinition> {
  record: RecordOf<T>;
  /** The position of the root table. */
  root: number;
  /** The bytes of tables, strings and vectors, contents not included. */
  metadata: Extent;
  /** The end of the last byte that belongs to the flatbuffer, contents included. */
  end: number;
}

/**
 * Reads one flatbuffer, trusting nothing: every offset, length, alignment, string and enum is checked before it is used,
 * and what the schema does not know is refused instead of dropped. The schema has no table that contains itself, so the
 * depth is bounded by the schema; the number of tables and elements is bounded by the file's size.
 *
 * @param root the table that the bytes start with
 * @param identifier the four characters expected at byte 4, if any
 * @throws INVALID_MODEL for broken bytes, UNSUPPORTED_MODEL for something newer than the schema; both name the field
 */
export function decode<T extends TableDefinition>(
  source: ByteSource,
  root: T,
  identifier?: string,
): Decoded<T> {
  const decoder = new Decoder(source);
  const position = decoder.root(identifier);
  const record = decoder.table(root, position) as RecordOf<T>;
  const { metadata, contentEnd } = decoder;
  return { record, root: position, metadata, end: Math.max(metadata.end, contentEnd) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A field that tables with one vtable have. */
interface Present {
  readonly name: string;
  readonly field: Field;
  /** From the table's position. */
  readonly offset: number;
  /** The same of the type beside a union; 0 if it is absent. */
  readonly typeOffset: number;
}

/** What tables with one vtable have. Most fields of most tables are absent, and cost nothing here. */
interface Layout {
  /** Size of the table in bytes. */
  readonly size: number;
  readonly present: readonly Present[];
}

/** What has been checked of a definition's tables. */
interface Known {
  /** A record of defaults, for copying: much faster than adding field by field. */
  readonly blank: Record<string, unknown>;
  /** By position of the vtable. */
  readonly layouts: Map<number, Layout>;
}

class Decoder {
  readonly metadata = new Extent();
  contentEnd = 0;
  private readonly scalars: Scalars;
  private readonly spending: Spending;
  private readonly path: (string | number)[] = [];
  private readonly known = new Map<TableDefinition, Known>();
  private readonly size: number;

  constructor(private readonly source: ByteSource) {
    this.size = source.size;
    this.scalars = new Scalars(source);
    this.spending = new Spending(source.size);
  }

  root(identifier: string | undefined): number {
    this.need(0, identifier ? 8 : 4, 1);
    if (identifier) {
      const found = String.fromCharCode(...this.source.read(4, 4));
      if (found !== identifier) {
        this.path.push("identifier");
        this.invalid(4, `"${identifier}"`, JSON.stringify(found));
      }
    }
    return this.follow(0);
  }

  table(definition: TableDefinition, position: number): Record<string, unknown> {
    const { blank, layouts } = this.knownOf(definition);
    const { size, present } = this.layoutOf(definition, layouts, position);
    this.take(position, size, RECORD_BYTES);
    const record = { ...blank };
    for (let i = 0; i < present.length; i++) {
      const field = present[i]!;
      this.path.push(field.name);
      record[field.name] = this.field(field, position);
      this.path.pop();
    }
    return record;
  }

  private knownOf(definition: TableDefinition): Known {
    let known = this.known.get(definition);
    if (!known) {
      known = { blank: recordOf(definition), layouts: new Map() };
      this.known.set(definition, known);
    }
    return known;
  }

  private layoutOf(definition: TableDefinition, layouts: Map<number, Layout>, table: number): Layout {
    this.need(table, 4, 4);
    const position = table - this.scalars.int32(table);
    let layout = layouts.get(position);
    if (!layout) {
      layout = this.vtable(definition, position, table);
      layouts.set(position, layout);
    }
    this.need(table, layout.size, 4);
    return layout;
  }

  private vtable(definition: TableDefinition, position: number, table: number): Layout {
    this.need(position, 4, 2);
    const byteLength = this.scalars.uint16(position);
    const size = this.scalars.uint16(position + 2);
    if (byteLength < 4 || byteLength % 2)
      this.invalid(position, "a vtable of an even size of at least 4 bytes", `${byteLength}`);
    if (size < 4) this.invalid(position + 2, "a table of at least 4 bytes", `${size}`);
    this.need(position, byteLength, 2);
    this.take(position, byteLength, RECORD_BYTES);
    const offsets = new Uint16Array(definition.slotCount);
    for (let slot = 0; slot < (byteLength - 4) / 2; slot++) {
      const at = position + 4 + 2 * slot;
      const offset = this.scalars.uint16(at);
      if (slot < definition.slotCount) offsets[slot] = offset;
      else if (offset)
        this.unsupported(at, `the ${definition.slotCount} fields of ${definition.name}`, `field ${slot}`);
    }
    return { size, present: this.presentOf(definition, offsets, size, table) };
  }

  /** @param table the position of one of the tables, for messages */
  private presentOf(
    { slots }: TableDefinition,
    offsets: Uint16Array,
    size: number,
    table: number,
  ): Present[] {
    const present: Present[] = [];
    for (const { name, slot, field } of slots) {
      const offset = offsets[slot]!;
      const typeOffset = field.kind === "union" ? offsets[slot - 1]! : 0;
      if (offset === 0 && typeOffset === 0) continue;
      this.path.push(name);
      this.inside(offset, inlineWidth(field), size, table);
      this.inside(typeOffset, 1, size, table);
      this.path.pop();
      present.push({ name, field, offset, typeOffset });
    }
    return present;
  }

  /** Tables are aligned to 4 bytes, so what holds for one of them holds for all, save for fields of 8. */
  private inside(offset: number, width: number, size: number, table: number): void {
    if (offset === 0) return;
    if (offset < 4 || offset + width > size)
      this.invalid(table, `a field inside its table of ${size} bytes`, `offset ${offset}`);
    if (width <= 4) this.aligned(table + offset, width);
  }

  private field({ field, offset, typeOffset }: Present, table: number): unknown {
    const position = table + offset;
    switch (field.kind) {
      case "scalar":
        if (widthOf[field.type] === 8) this.aligned(position, 8);
        return this.scalars[field.type](position);
      case "enum":
        return this.member(field.of, position);
      case "union":
        return this.union(field.of, table, offset, typeOffset);
      default:
        return this.reference(field, this.follow(position));
    }
  }

  private union(of: UnionDefinition, table: number, offset: number, typeOffset: number): unknown {
    const number = typeOffset ? this.scalars.uint8(table + typeOffset) : 0;
    if (number > of.tables.length)
      this.unsupported(
        table + typeOffset,
        `one of the ${of.tables.length} tables of ${of.name}`,
        `${number}`,
      );
    if (number === 0) {
      if (offset) this.invalid(table + offset, "no value beside the type NONE", "a value");
      return null;
    }
    const member = of.tables[number - 1]!;
    if (!offset) this.invalid(table, `a ${member.name}`, "nothing");
    return { type: member.name, value: this.table(member, this.follow(table + offset)) };
  }

  private reference(field: Field, position: number): unknown {
    switch (field.kind) {
      case "table":
        return this.table(field.of, position);
      case "string":
        return this.text(position);
      case "bytes":
        return this.bytes(position);
      case "content":
        return this.content(position);
      case "scalars": {
        const length = this.beginVector(position, widthOf[field.type]);
        return this.scalars.list(field.type, position + 4, length);
      }
      case "enums":
        return this.elements(position, widthOf[field.of.wire], (at) => this.member(field.of, at));
      case "tables":
        return this.elements(position, 4, (at) => this.table(field.of, this.follow(at)));
      default:
        return null;
    }
  }

  private member(of: EnumDefinition, position: number): string {
    const number = Number(this.scalars[of.wire](position));
    return of.names.get(number) ?? this.unsupported(position, `a member of ${of.name}`, `${number}`);
  }

  /** Checks that a vector's elements are in the file before anything is made of its length. */
  private lengthOf(position: number, width: number): number {
    this.need(position, 4, 4);
    const length = this.scalars.uint32(position);
    this.need(position + 4, length * width, 1);
    return length;
  }

  /** Counts a vector. @returns its length */
  private beginVector(position: number, width: number): number {
    const length = this.lengthOf(position, width);
    this.take(position, 4 + length * width, length * ELEMENT_BYTES);
    return length;
  }

  private elements<V>(position: number, width: number, read: (at: number) => V): V[] {
    const length = this.beginVector(position, width);
    const start = position + 4;
    const values = new Array<V>(length);
    for (let i = 0; i < length; i++) {
      this.path.push(i);
      values[i] = read(start + i * width);
      this.path.pop();
    }
    return values;
  }

  private bytes(position: number): ByteRange {
    const byteLength = this.lengthOf(position, 1);
    this.take(position, 4 + byteLength, RECORD_BYTES);
    return { source: this.source, offset: position + 4, byteLength };
  }

  private content(position: number): ByteRange {
    const byteLength = this.lengthOf(position, 1);
    this.contentEnd = Math.max(this.contentEnd, position + 4 + byteLength);
    return { source: this.source, offset: position + 4, byteLength };
  }

  private text(position: number): string {
    const length = this.lengthOf(position, 1);
    this.need(position + 4, length + 1, 1);
    this.take(position, 5 + length, RECORD_BYTES + 2 * length);
    if (this.scalars.uint8(position + 4 + length) !== 0)
      this.invalid(position + 4 + length, "a string that ends with a zero byte", "another byte");
    const bytes = this.source.read(position + 4, length);
    try {
      return utf8.decode(bytes);
    } catch {
      return this.invalid(position + 4, "UTF-8", "other bytes");
    }
  }

  /** The position that an offset refers to. Offsets lead forward. */
  private follow(position: number): number {
    const distance = this.scalars.uint32(position);
    if (distance === 0 || distance > MOST_DISTANT || position + distance >= this.size)
      this.invalid(position, `an offset of 1 to ${this.source.size - position - 1}`, `${distance}`);
    return position + distance;
  }

  /** Counts bytes of the metadata, and what is made of them: `memory` bytes, estimated. */
  private take(position: number, bytes: number, memory: number): void {
    const { metadata } = this;
    if (position < metadata.start) metadata.start = position;
    if (position + bytes > metadata.end) metadata.end = position + bytes;
    const excess = this.spending.spend(bytes, memory);
    if (excess === null) return;
    if (excess === "file")
      this.invalid(position, "metadata that fits the file's size", "parts that are repeated");
    this.unsupported(position, "metadata of at most 512 MiB in memory", "more");
  }

  private aligned(position: number, width: number): void {
    if (position % width !== 0) this.invalid(position, `a position divisible by ${width}`, `${position}`);
  }

  /** Checks that bytes are in the file, and begin at a multiple of `width`. */
  private need(position: number, length: number, width: number): void {
    if (position % width === 0 && position >= 0 && position + length <= this.size) return;
    this.aligned(position, width);
    this.invalid(
      position,
      `${length} bytes inside the file's ${this.size}`,
      `bytes ${position} to ${position + length}`,
    );
  }

  private invalid(offset: number, expected: string, received: string): never {
    return invalid(this.source.name, this.path, offset, expected, received);
  }

  private unsupported(offset: number, expected: string, received: string): never {
    return unsupported(this.source.name, this.path, offset, expected, received);
  }
}

/** Bytes that a field takes in its table. */
function inlineWidth(field: Field): number {
  if (field.kind === "scalar") return widthOf[field.type];
  return field.kind === "enum" ? widthOf[field.of.wire] : 4;
}

/** FlatBuffers' verifier refuses offsets beyond this. */
const MOST_DISTANT = 0x7fffffff;
/** Estimates of what JavaScript needs for a record, a string or a view, and for one element of a list. */
const RECORD_BYTES = 200;
const ELEMENT_BYTES = 8;
