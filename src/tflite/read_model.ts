import { elementCount } from "../tensor/index.js";
import { appendedAfter, Contents } from "./contents.js";
import { type Decoded, decode } from "./decode.js";
import { dispatchedCode } from "./dispatch.js";
import { settleOperatorCodes } from "./operator_codes.js";
import { Model } from "./schema/model.js";
import type { ByteRange, ByteSource } from "./source.js";
import { validate } from "./validate.js";
import { validateConstants } from "./validate_constants.js";

/** What every TensorFlow Lite flatbuffer carries at byte 4. */
export const FILE_IDENTIFIER = "TFL3";

/** A model as records, its weights wherever they are kept: in one file, in several, in memory, or computed when they are read. */
export interface ModelRecords {
  /** For messages. */
  source: Pick<ByteSource, "name">;
  /** The records. Of `buffers` only the number means something: their contents are below. */
  model: Model;
  /**
   * The content of each buffer record, wherever the file keeps it; null for an empty one. Records that share their bytes
   * have the same object here. It has no bytes for a constant that has no elements.
   */
  buffers: (ByteRange | null)[];
  /** What follows the model: an archive of associated files. Null when nothing does. */
  appended: ByteRange | null;
}

/** A model file as records, its weights still in the file. */
export interface ModelFile extends ModelRecords {
  source: ByteSource;
}

/**
 * Reads and verifies a model.
 *
 * @throws INVALID_MODEL, UNSUPPORTED_MODEL with the field and the byte; IO
 */
export function readModel(source: ByteSource): ModelFile {
  const decoded = decode(source, Model, FILE_IDENTIFIER);
  const { record: model, root } = decoded;
  settleOperatorCodes(model.operatorCodes ?? []);
  validate(source, model, root);
  const { buffers, end } = resolveContents(source, decoded);
  validateConstants(source, model, buffers, root);
  clearHollowContents(model, buffers);
  return { source, model, buffers, appended: appendedAfter(source, end) };
}

/** Gathers everything that is outside of the metadata, and where it ends. */
function resolveContents(source: ByteSource, { record: model, metadata, end }: Decoded<typeof Model>) {
  const contents = new Contents(source, metadata);
  const buffers = (model.buffers ?? []).map((buffer, i) => contents.ofBuffer(buffer, i));
  for (const [s, subgraph] of (model.subgraphs ?? []).entries()) {
    for (const [o, operator] of (subgraph.operators ?? []).entries()) {
      const place = ["subgraphs", s, "operators", o];
      operator.customOptions = contents.ofOptions(operator, place);
      operator.largeCustomOptionsOffset = 0n;
      operator.largeCustomOptionsSize = 0n;
      const code = dispatchedCode(model, operator);
      if (code) contents.outside(code.offset, code.size, [...place, "customOptions"]);
    }
  }
  contents.checkOverlaps();
  return { buffers, end: Math.max(end, contents.end) };
}

/**
 * An empty vector says two things. For a tensor that has no elements it is the content, and makes it a constant; for any
 * other, and for metadata, it is what some writers leave where there is no content.
 */
function clearHollowContents(model: Model, buffers: (ByteRange | null)[]): void {
  const hollow = new Set(buffers.keys());
  for (const subgraph of model.subgraphs ?? [])
    for (const tensor of subgraph.tensors ?? [])
      if (elementCount(tensor.shape ?? []) === 0) hollow.delete(tensor.buffer);
  buffers.forEach((content, i) => {
    if (content?.byteLength === 0 && hollow.has(i)) buffers[i] = null;
  });
}
