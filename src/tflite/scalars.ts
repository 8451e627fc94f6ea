import type { ByteSource } from "./source.js";

/** Bytes that are looked at together when a source has to be read piece by piece. */
const PAGE = 65536;

/** Little-endian scalars of a source at any offset, through one view that moves along. Callers check bounds first. */
export class Scalars {
  private view: DataView = new DataView(new ArrayBuffer(0));
  private start = 0;

  constructor(private readonly source: ByteSource) {}

  private at(offset: number, width: number): number {
    const inside = offset - this.start;
    if (inside >= 0 && inside + width <= this.view.byteLength) return inside;
    this.start = offset - (offset % 8);
    const bytes = this.source.read(this.start, Math.min(PAGE, this.source.size - this.start));
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return offset - this.start;
  }

  uint8(offset: number): number {
    const inside = this.at(offset, 1);
    return this.view.getUint8(inside);
  }

  int8(offset: number): number {
    const inside = this.at(offset, 1);
    return this.view.getInt8(inside);
  }

  uint16(offset: number): number {
    const inside = this.at(offset, 2);
    return this.view.getUint16(inside, true);
  }

  int16(offset: number): number {
    const inside = this.at(offset, 2);
    return this.view.getInt16(inside, true);
  }

  uint32(offset: number): number {
    const inside = this.at(offset, 4);
    return this.view.getUint32(inside, true);
  }

  int32(offset: number): number {
    const inside = this.at(offset, 4);
    return this.view.getInt32(inside, true);
  }

  uint64(offset: number): bigint {
    const inside = this.at(offset, 8);
    return this.view.getBigUint64(inside, true);
  }

  int64(offset: number): bigint {
    const inside = this.at(offset, 8);
    return this.view.getBigInt64(inside, true);
  }

  float32(offset: number): number {
    const inside = this.at(offset, 4);
    return this.view.getFloat32(inside, true);
  }

  float64(offset: number): number {
    const inside = this.at(offset, 8);
    return this.view.getFloat64(inside, true);
  }

  bool(offset: number): boolean {
    return this.uint8(offset) !== 0;
  }
}
