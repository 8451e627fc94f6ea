import { Model } from "./schema/model.js";

/** The slots of a Buffer's fields. */
const DATA = 0;
const OFFSET = 1;
const SIZE = 2;

/** The fields of the Buffer tables in finished metadata, found again through their vtables. */
export class BufferFields {
  private readonly view: DataView;
  /** Position of the vector of buffers. */
  private readonly vector: number;

  constructor(metadata: Uint8Array) {
    this.view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
    const { slot } = Model.slots.find(({ name }) => name === "buffers")!;
    this.vector = this.follow(this.field(this.follow(0), slot));
  }

  /** Makes `data` of buffer i the vector at `position`. */
  setVector(i: number, position: number): void {
    const at = this.field(this.buffer(i), DATA);
    this.view.setUint32(at, position - at, true);
  }

  /** Makes `offset` and `size` of buffer i say where its content is. */
  setOutside(i: number, offset: number, size: number): void {
    this.view.setBigUint64(this.field(this.buffer(i), OFFSET), BigInt(offset), true);
    this.view.setBigUint64(this.field(this.buffer(i), SIZE), BigInt(size), true);
  }

  private buffer(i: number): number {
    return this.follow(this.vector + 4 + 4 * i);
  }

  private follow(position: number): number {
    return position + this.view.getUint32(position, true);
  }

  private field(table: number, slot: number): number {
    const vtable = table - this.view.getInt32(table, true);
    return table + this.view.getUint16(vtable + 4 + 2 * slot, true);
  }
}
