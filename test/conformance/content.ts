import { getFloat16, setFloat16 } from "@petamoriken/float16";
import { allocateData, elementCount, entriesPerElement, type TensorData } from "../../src/tensor/index.js";
import { inputState, mulberry32 } from "../runtime/inputs.js";
import type { Element, TensorSpec } from "./case.js";

const { floor } = Math;

/** Least and largest generated number. */
const ranges: Partial<Record<TensorSpec["dtype"], readonly [number, number]>> = {
  INT8: [-128, 127],
  UINT8: [0, 255],
  INT16: [-32768, 32767],
  INT4: [-8, 7],
  BOOL: [0, 1],
  UINT16: [0, 9],
  INT32: [0, 9],
  UINT32: [0, 9],
  INT64: [0, 9],
  UINT64: [0, 9],
};

/**
 * The elements of a tensor: those of the case, or generated ones.
 *
 * @param place of the tensor among its subgraph's
 * @param run from 0, as every run has other inputs
 */
export function contentOf(spec: TensorSpec, place: number, run: number): TensorData {
  const { dtype, shape, values } = spec;
  if (dtype === "STRING") return (values ?? []).map((value) => new TextEncoder().encode(String(value)));
  const count = values?.length ?? elementCount(shape) * entriesPerElement(dtype);
  const data = allocateData(dtype, count / entriesPerElement(dtype)) as Exclude<TensorData, Uint8Array[]>;
  const next = values ? null : elements(spec, mulberry32(inputState(place, 1 + run)));
  for (let i = 0; i < count; i++) data[i] = stored(dtype, values?.[i] ?? next!()) as never;
  return data;
}

function elements({ dtype, range }: TensorSpec, uniform: () => number): () => number {
  const whole = ranges[dtype];
  const [least, most] = range ?? whole ?? [-1, 1];
  return () => (whole ? least + floor((most - least + 1) * uniform()) : least + (most - least) * uniform());
}

/** How an element stands in the array of its type. */
function stored(dtype: TensorSpec["dtype"], value: Element): number | bigint {
  if (dtype === "INT64" || dtype === "UINT64") return BigInt(value);
  return dtype === "FLOAT16" ? float16Bits(Number(value)) : Number(value);
}

function float16Bits(value: number): number {
  const view = new DataView(new ArrayBuffer(2));
  setFloat16(view, 0, value);
  return view.getUint16(0);
}

/** The number that float16 bits stand for. */
export function float16Value(bits: number): number {
  const view = new DataView(new ArrayBuffer(2));
  view.setUint16(0, bits);
  return getFloat16(view, 0);
}

/** Elements as a model's buffer holds them. */
export function bufferOf(dtype: TensorSpec["dtype"], data: TensorData): Uint8Array {
  if (Array.isArray(data)) return stringBuffer(data);
  if (dtype === "INT4") return packNibbles(data as Int8Array);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

const packNibbles = (data: Int8Array): Uint8Array =>
  Uint8Array.from({ length: Math.ceil(data.length / 2) }, (_, i) => {
    return (data[2 * i]! & 15) | (((data[2 * i + 1] ?? 0) & 15) << 4);
  });

/** The count, where each string and the end lie, the bytes. */
function stringBuffer(strings: readonly Uint8Array[]): Uint8Array {
  const header = 4 * (strings.length + 2);
  const ends = strings.map(
    (
      (end) => (text: Uint8Array) =>
        (end += text.byteLength)
    )(header),
  );
  const buffer = new Uint8Array(ends.at(-1) ?? header);
  const view = new DataView(buffer.buffer);
  [strings.length, header, ...ends].forEach((number, i) => {
    view.setInt32(4 * i, number, true);
  });
  strings.forEach((text, i) => {
    buffer.set(text, ends[i]! - text.byteLength);
  });
  return buffer;
}
