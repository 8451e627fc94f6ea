import { float16ToNumber } from "../../float16/index.js";
import { type ElementType, storedByteLength } from "../../tensor/index.js";
import {
  type ByteRange,
  type ByteSource,
  computedSource,
  type FileBackend,
  openFile,
  rangeOf,
  readRange,
} from "../../tflite/index.js";
import { invalid, type Place, unsupported } from "../defects.js";
import type { StoredTensor } from "../records.js";
import { countElements } from "../stored_tensor.js";
import { encodeStrings } from "../strings.js";
import type { WeightEntry, WeightGroup, WeightQuantization } from "./manifest.js";
import { readInParts } from "./parts.js";

/** The names that TensorFlow.js has for element types. */
const elementTypes: Readonly<Record<string, ElementType>> = {
  float32: "FLOAT32",
  float16: "FLOAT16",
  int32: "INT32",
  uint32: "UINT32",
  int16: "INT16",
  uint16: "UINT16",
  int8: "INT8",
  uint8: "UINT8",
  bool: "BOOL",
  complex64: "COMPLEX64",
  string: "STRING",
};

/** A string of weights has its length before it. */
const LENGTH_BYTES = 4;

/** Weights by name, and the files that they are in. */
export interface Weights {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly files: readonly ByteSource[];
}

/**
 * The weights of a TensorFlow.js model. Those that were made smaller become float32 or int32 again when they are read.
 *
 * @param file of the model, for messages
 * @throws IO for missing files; INVALID_MODEL, UNSUPPORTED_MODEL
 */
export function openWeights(groups: readonly WeightGroup[], file: string, backend: FileBackend): Weights {
  const files: ByteSource[] = [];
  const tensors = new Map<string, StoredTensor>();
  try {
    for (const { paths, weights } of groups) {
      const shards = paths.map((shard) => {
        const opened = openFile(shard, backend);
        files.push(opened);
        return opened;
      });
      const reader = new GroupReader(shards, file);
      for (const weight of weights) tensors.set(weight.name, reader.next(weight));
    }
  } catch (error) {
    for (const opened of files) opened.close();
    throw error;
  }
  return { tensors, files };
}

/** Takes weights one after another from the files of a group. */
class GroupReader {
  private at = 0;
  private readonly size: number;

  constructor(
    private readonly shards: readonly ByteSource[],
    private readonly file: string,
  ) {
    this.size = shards.reduce((sum, { size }) => sum + size, 0);
  }

  next({ name, shape, dtype, quantization }: WeightEntry): StoredTensor {
    const place = { file: this.file, field: `weight ${JSON.stringify(name)}`, offset: 0 };
    const type = Object.hasOwn(elementTypes, dtype) ? elementTypes[dtype]! : null;
    if (!type) throw unsupported(place, `one of ${Object.keys(elementTypes).join(", ")}`, dtype);
    const count = countElements(shape, place);
    if (type === "STRING") return { dtype: type, shape, content: rangeOf(this.strings(count, place)) };
    if (!quantization)
      return { dtype: type, shape, content: this.take(storedByteLength(type, count)!, place) };
    if (type !== "FLOAT32" && type !== "INT32")
      throw unsupported(place, "quantized float32 or int32", `quantized ${dtype}`);
    const stored = this.take(storedByteLength(elementTypes[quantization.dtype]!, count)!, place);
    return { dtype: type, shape, content: dequantized(stored, count, type, quantization) };
  }

  /** The next bytes: a view of a file, or put together from several. */
  private take(byteLength: number, place: Place): ByteRange {
    const begin = this.at;
    if (byteLength > this.size - begin)
      throw invalid(place, `${byteLength} bytes from ${begin} on`, `files of ${this.size} bytes`);
    this.at += byteLength;
    let start = 0;
    for (const source of this.shards) {
      if (begin >= start && begin + byteLength <= start + source.size)
        return { source, offset: begin - start, byteLength };
      start += source.size;
    }
    const { shards } = this;
    const source = computedSource(place.field, byteLength, (offset, length) =>
      readInParts(shards, begin + offset, length),
    );
    return { source, offset: 0, byteLength };
  }

  private strings(count: number, place: Place): Uint8Array {
    if (count * LENGTH_BYTES > this.size - this.at)
      throw invalid(place, `${count} strings from byte ${this.at} on`, `files of ${this.size} bytes`);
    const strings = Array.from({ length: count }, () => {
      const size = readRange(this.take(LENGTH_BYTES, place));
      const { buffer, byteOffset } = size;
      return readRange(this.take(new DataView(buffer, byteOffset).getUint32(0, true), place));
    });
    return encodeStrings(strings);
  }
}

const BYTES = 4;

/** Numbers of 32 bits that are computed from smaller ones. */
function dequantized(
  stored: ByteRange,
  count: number,
  type: "FLOAT32" | "INT32",
  { dtype, scale, min }: WeightQuantization,
): ByteRange {
  const width = dtype === "uint8" ? 1 : 2;
  const source = computedSource(stored.source.name, BYTES * count, (offset, length) => {
    const first = Math.floor(offset / BYTES);
    const end = Math.ceil((offset + length) / BYTES);
    const bytes = readRange({
      ...stored,
      offset: stored.offset + first * width,
      byteLength: (end - first) * width,
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = type === "FLOAT32" ? new Float32Array(end - first) : new Int32Array(end - first);
    for (let i = 0; i < values.length; i++) {
      const bits = width === 1 ? view.getUint8(i) : view.getUint16(2 * i, true);
      const value = dtype === "float16" ? float16ToNumber(bits) : bits * scale + min;
      values[i] = type === "FLOAT32" ? value : Math.round(value);
    }
    return new Uint8Array(values.buffer, offset - BYTES * first, length);
  });
  return { source, offset: 0, byteLength: BYTES * count };
}

/** The same integers in 64 bits: the graph of a model keeps the type that its weights had before TensorFlow.js. */
export function widened({ shape, content }: StoredTensor): StoredTensor {
  const byteLength = 2 * content.byteLength;
  const source = computedSource(content.source.name, byteLength, (offset, length) => {
    const first = Math.floor(offset / 8);
    const end = Math.ceil((offset + length) / 8);
    const bytes = readRange({
      ...content,
      offset: content.offset + 4 * first,
      byteLength: 4 * (end - first),
    });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = BigInt64Array.from({ length: end - first }, (_, i) => BigInt(view.getInt32(4 * i, true)));
    return new Uint8Array(values.buffer, offset - 8 * first, length);
  });
  return { dtype: "INT64", shape, content: { source, offset: 0, byteLength } };
}
