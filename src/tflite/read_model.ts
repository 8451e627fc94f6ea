import { HalfliteError } from "../errors.js";
import { decode } from "./decode.js";
import { BuiltinOperator } from "./schema/builtin_operator.js";
import { Model } from "./schema/model.js";
import type { ByteRange, ByteSource } from "./source.js";
import { validate } from "./validate.js";

/** What every TensorFlow Lite flatbuffer carries at byte 4. */
export const FILE_IDENTIFIER = "TFL3";

/** A model file as records, its weights still in the file. */
export interface ModelFile {
  source: ByteSource;
  model: Model;
  /** The content of each buffer record, wherever the file keeps it; null for an empty one. */
  buffers: (ByteRange | null)[];
  /** What follows the model: an archive of associated files. Null when nothing does. */
  appended: ByteRange | null;
}

/**
 * Reads and verifies a model.
 *
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL with the field and the byte; IO
 */
export function readModel(source: ByteSource): ModelFile {
  const { record: model, end } = decode(source, Model, FILE_IDENTIFIER);
  settleOperatorCodes(model);
  const external = { end };
  const buffers = (model.buffers ?? []).map((buffer, i) => {
    const content =
      resolveOutside(source, buffer.offset, buffer.size, `model.buffers[${i}]`, external) ?? buffer.data;
    return content && content.byteLength > 0 ? content : null;
  });
  for (const [s, subgraph] of (model.subgraphs ?? []).entries()) {
    for (const [o, operator] of (subgraph.operators ?? []).entries()) {
      const place = `model.subgraphs[${s}].operators[${o}].largeCustomOptions`;
      const { largeCustomOptionsOffset: offset, largeCustomOptionsSize: size } = operator;
      operator.customOptions =
        resolveOutside(source, offset, size, place, external) ?? operator.customOptions;
      operator.largeCustomOptionsOffset = 0n;
      operator.largeCustomOptionsSize = 0n;
    }
  }
  const file = { source, model, buffers, appended: appendedAfter(source, external.end) };
  validate(file);
  return file;
}

/** Old files have the code in a byte-sized field only; the larger of both is the operator. */
function settleOperatorCodes(model: Model): void {
  for (const code of model.operatorCodes ?? []) {
    const number = Math.max(code.deprecatedBuiltinCode, BuiltinOperator.members[code.builtinCode]);
    code.builtinCode = BuiltinOperator.names.get(number) ?? code.builtinCode;
  }
}

/** Contents behind the flatbuffer. An offset of 0 or 1 means that there is none: 1 is the writer's placeholder. */
function resolveOutside(
  source: ByteSource,
  offset: bigint,
  size: bigint,
  field: string,
  external: { end: number },
): ByteRange | null {
  if (offset <= 1n) return null;
  if (offset + size > BigInt(source.size)) {
    throw new HalfliteError("INVALID_MODEL", {
      file: source.name,
      field,
      offset: Number(offset),
      expected: `bytes inside the file's ${source.size}`,
      received: `bytes ${offset} to ${offset + size}`,
    });
  }
  const range = { source, offset: Number(offset), byteLength: Number(size) };
  external.end = Math.max(external.end, range.offset + range.byteLength);
  return range;
}

/** Padding of the last content belongs to nobody: bytes that are all zero up to the next 64 are not an archive. */
function appendedAfter(source: ByteSource, end: number): ByteRange | null {
  const rest = source.size - end;
  if (rest === 0) return null;
  const start = source.read(end, Math.min(rest, 64));
  const first = start.findIndex((byte) => byte !== 0);
  if (first < 0 && rest <= 64) return null;
  const skip = Math.max(first, 0);
  return { source, offset: end + skip, byteLength: rest - skip };
}
