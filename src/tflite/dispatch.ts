import { invalid } from "./defects.js";
import { operatorCode } from "./operator_codes.js";
import type { Model, Operator } from "./schema/model.js";
import { type ByteRange, rangeOf, readRange } from "./source.js";

/**
 * Models that were compiled for an accelerator have operators of this name. Their options, a FlexBuffers map, say where in
 * the file the accelerator's program is, so that a writer has to carry the program along and to correct the number.
 */
const DISPATCH = "DISPATCH_OP";

/** Bytes of the file, by position. */
export interface DispatchedCode {
  offset: bigint;
  size: bigint;
}

/** The program that an operator of a verified model runs; null if it is none of those operators or has no program. */
export function dispatchedCode(model: Model, operator: Operator): DispatchedCode | null {
  if (operatorCode(model, operator).customCode !== DISPATCH || !operator.customOptions) return null;
  const numbers = numbersOf(readRange(operator.customOptions));
  const [offset, size] = [numbers.get("bytecode_offset"), numbers.get("bytecode_size")];
  return offset && size && offset.value > 1n && size.value > 0n
    ? { offset: offset.value, size: size.value }
    : null;
}

/** The same options with the program at another position. They must have one. */
export function withCodeAt(options: ByteRange, position: number): ByteRange {
  const bytes = Uint8Array.from(readRange(options));
  const field = numbersOf(bytes).get("bytecode_offset")!;
  if (field.width < 8 && position >= 2 ** (8 * field.width)) {
    const expected = `a position that ${field.width} bytes hold`;
    invalid(
      options.source.name,
      ["customOptions", "bytecode_offset"],
      options.offset,
      expected,
      `${position}`,
    );
  }
  writeNumber(new DataView(bytes.buffer), field, BigInt(position));
  return rangeOf(bytes);
}

interface NumberField {
  position: number;
  width: number;
  value: bigint;
}

/** FlexBuffers' types, as far as they matter here. */
const INT = 1;
const UINT = 2;
const INDIRECT_INT = 6;
const INDIRECT_UINT = 7;
const MAP = 9;
/** The map of a program has three entries; what has many more is another one, which hostile bytes could make endless. */
const MOST_ENTRIES = 64;
const LONGEST_KEY = 64;

/** The integers of a FlexBuffers map by their keys; empty if the bytes are something else. */
function numbersOf(bytes: Uint8Array): Map<string, NumberField> {
  const found = new Map<string, NumberField>();
  try {
    readMap(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), found);
  } catch (error) {
    // Reading outside of the view: opaque bytes of another format.
    if (!(error instanceof RangeError)) throw error;
    found.clear();
  }
  return found;
}

function readMap(view: DataView, found: Map<string, NumberField>): void {
  const end = view.byteLength;
  const rootWidth = view.getUint8(end - 1);
  const rootType = view.getUint8(end - 2);
  if (rootType >> 2 !== MAP) return;
  const width = 1 << (rootType & 3);
  const values = follow(view, end - 2 - rootWidth, rootWidth);
  const count = Number(readNumber(view, values - width, width));
  if (count > MOST_ENTRIES) return;
  const keys = follow(view, values - 3 * width, width);
  const keyWidth = Number(readNumber(view, values - 2 * width, width));
  for (let i = 0; i < count; i++) {
    const key = readKey(view, follow(view, keys + i * keyWidth, keyWidth));
    const type = view.getUint8(values + count * width + i);
    const field = values + i * width;
    const kind = type >> 2;
    if (kind === INT || kind === UINT)
      found.set(key, { position: field, width, value: readNumber(view, field, width) });
    else if (kind === INDIRECT_INT || kind === INDIRECT_UINT) {
      const position = follow(view, field, width);
      const own = 1 << (type & 3);
      found.set(key, { position, width: own, value: readNumber(view, position, own) });
    }
  }
}

/** FlexBuffers' offsets lead backwards. */
const follow = (view: DataView, position: number, width: number): number =>
  position - Number(readNumber(view, position, width));

function readKey(view: DataView, start: number): string {
  let key = "";
  for (
    let at = start, code = view.getUint8(at);
    code !== 0 && key.length < LONGEST_KEY;
    code = view.getUint8(++at)
  )
    key += String.fromCharCode(code);
  return key;
}

function readNumber(view: DataView, position: number, width: number): bigint {
  if (width === 8) return view.getBigUint64(position, true);
  if (width === 4) return BigInt(view.getUint32(position, true));
  if (width === 2) return BigInt(view.getUint16(position, true));
  if (width === 1) return BigInt(view.getUint8(position));
  throw new RangeError("no width of FlexBuffers");
}

function writeNumber(view: DataView, { position, width }: NumberField, value: bigint): void {
  if (width === 8) view.setBigUint64(position, value, true);
  else if (width === 4) view.setUint32(position, Number(value), true);
  else if (width === 2) view.setUint16(position, Number(value), true);
  else view.setUint8(position, Number(value));
}
