import type { Builder } from "flatbuffers";
import type { Sized } from "./spec.js";

/** TensorFlow Lite aligns contents to 16 bytes. */
const ALIGNMENT = 16;

/** A content, the byte of the file where it starts, and what stands right in front of it. */
export interface Place<C extends Sized> {
  readonly content: C;
  readonly offset: number;
  readonly prefix: Uint8Array;
}

export interface Layout<C extends Sized> {
  /** The tables: the beginning of the file. */
  readonly head: Uint8Array;
  /** Where the contents go, in ascending order. What no place covers is 0. */
  readonly places: readonly Place<C>[];
  readonly byteLength: number;
}

/** Writes the Buffer tables first and their contents, wherever they come from, behind all tables. */
export class BufferTable<C extends Sized> {
  private readonly waiting: { content: C; table: number }[] = [];

  constructor(
    private readonly builder: Builder,
    private readonly outside: boolean,
  ) {}

  /** Writes an empty Buffer, or one whose content is placed by `finish`. */
  add(content: C | undefined): number {
    const { builder } = this;
    builder.startObject(3);
    if (content && this.outside) {
      // Not the default, or the field would be left out.
      builder.addFieldInt64(1, -1n, 0n);
      builder.addFieldInt64(2, BigInt(content.byteLength), -1n);
    } else if (content) {
      builder.addFieldInt32(0, -1, 0);
    }
    const table = builder.endObject();
    if (content) this.waiting.push({ content, table });
    return table;
  }

  /** Finishes the tables and places the contents behind them. */
  finish(root: number): Layout<C> {
    this.builder.finish(root, "TFL3");
    const head = this.builder.asUint8Array().slice();
    const places: Place<C>[] = [];
    let end = head.byteLength;
    for (const { content, table } of this.waiting) {
      // Inside of the flatbuffer a content is a vector, its length in front.
      const prefix = this.outside ? new Uint8Array() : uint32(content.byteLength);
      const offset = Math.ceil((end + prefix.byteLength) / ALIGNMENT) * ALIGNMENT;
      this.point(head, head.byteLength - table, offset);
      places.push({ content, offset, prefix });
      end = offset + content.byteLength;
    }
    return { head, places, byteLength: end };
  }

  /** Points a Buffer table at its content. */
  private point(head: Uint8Array, table: number, offset: number): void {
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const vtable = table - view.getInt32(table, true);
    if (this.outside) {
      view.setBigUint64(table + view.getUint16(vtable + 6, true), BigInt(offset), true);
    } else {
      const field = table + view.getUint16(vtable + 4, true);
      view.setUint32(field, offset - 4 - field, true);
    }
  }
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
