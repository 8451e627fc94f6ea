import { type ScalarType, type ScalarValue, widthOf } from "./schema/define.js";
import type { ByteSource } from "./source.js";

/** Bytes that are looked at together in a source that has no cheaper stretch. */
const PAGE = 65536;

/** Little-endian scalars of a source at any offset, through one view that moves along. Callers check bounds first. Most are of 32 bits. */
export class Scalars {
  private view: DataView = new DataView(new ArrayBuffer(0));
  private start = 0;
  private end = 0;

  constructor(private readonly source: ByteSource) {}

  /** Lets the view have the bytes from `offset`. */
  private reach(offset: number, width: number): void {
    if (offset < this.start || offset + width > this.end) this.move(offset, width);
  }

  private move(offset: number, width: number): void {
    const { source } = this;
    const stretch = source.stretch?.(offset, width) ?? {
      offset,
      bytes: source.read(offset, Math.min(PAGE, source.size - offset)),
    };
    const { bytes } = stretch;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.start = stretch.offset;
    this.end = stretch.offset + bytes.byteLength;
  }

  uint8(offset: number): number {
    this.reach(offset, 1);
    return this.view.getUint8(offset - this.start);
  }

  int8(offset: number): number {
    this.reach(offset, 1);
    return this.view.getInt8(offset - this.start);
  }

  uint16(offset: number): number {
    this.reach(offset, 2);
    return this.view.getUint16(offset - this.start, true);
  }

  int16(offset: number): number {
    this.reach(offset, 2);
    return this.view.getInt16(offset - this.start, true);
  }

  uint32(offset: number): number {
    if (offset < this.start || offset + 4 > this.end) this.move(offset, 4);
    return this.view.getUint32(offset - this.start, true);
  }

  int32(offset: number): number {
    if (offset < this.start || offset + 4 > this.end) this.move(offset, 4);
    return this.view.getInt32(offset - this.start, true);
  }

  uint64(offset: number): bigint {
    this.reach(offset, 8);
    return this.view.getBigUint64(offset - this.start, true);
  }

  int64(offset: number): bigint {
    this.reach(offset, 8);
    return this.view.getBigInt64(offset - this.start, true);
  }

  float32(offset: number): number {
    this.reach(offset, 4);
    return this.view.getFloat32(offset - this.start, true);
  }

  float64(offset: number): number {
    this.reach(offset, 8);
    return this.view.getFloat64(offset - this.start, true);
  }

  bool(offset: number): boolean {
    return this.uint8(offset) !== 0;
  }

  /** Consecutive scalars. Most lists of a model are short, and there are many. */
  list<S extends ScalarType>(type: S, offset: number, length: number): ScalarValue<S>[] {
    const values = new Array<ScalarValue<S>>(length);
    const isInView = offset >= this.start && offset + 4 * length <= this.end;
    if (type === "int32" && isInView) {
      const begin = offset - this.start;
      for (let i = 0; i < length; i++) values[i] = this.view.getInt32(begin + 4 * i, true) as ScalarValue<S>;
    } else if (type === "int64" && offset >= this.start && offset + 8 * length <= this.end) {
      const begin = offset - this.start;
      for (let i = 0; i < length; i++)
        values[i] = this.view.getBigInt64(begin + 8 * i, true) as ScalarValue<S>;
    } else {
      const width = widthOf[type];
      for (let i = 0; i < length; i++) values[i] = this[type](offset + i * width) as ScalarValue<S>;
    }
    return values;
  }
}
