import { elementCount, storedByteLength } from "../tensor/index.js";
import { invalid, type Place } from "./defects.js";
import { locate } from "./locate.js";
import { Model } from "./schema/model.js";
import type { Tensor } from "./schema/tensor.js";
import type { ByteRange, ByteSource } from "./source.js";
import { countStoredElements } from "./sparsity.js";
import { countStrings } from "./string_tensor.js";

/** What is wrong with a constant: the field it shows in, what it should be and what it is. */
interface Defect {
  field: keyof Tensor;
  expected: string;
  received: string;
}

/**
 * Checks that the content of every constant tensor is as long as its shape, type and sparsity say.
 *
 * @param buffers the content of each buffer
 * @param root position of the root table in the source
 * @throws INVALID_MODEL naming the tensor's field and its byte
 */
export function validateConstants(
  source: ByteSource,
  model: Model,
  buffers: readonly (ByteRange | null)[],
  root: number,
): void {
  // Tensors may share their content, so it is looked at once.
  const strings = new Map<ByteRange, number | string>();
  const stringsIn = (content: ByteRange): number | string => {
    const known = strings.get(content) ?? countStrings(content);
    strings.set(content, known);
    return known;
  };
  (model.subgraphs ?? []).forEach((subgraph, s) => {
    (subgraph.tensors ?? []).forEach((tensor, t) => {
      const content = buffers[tensor.buffer];
      const defect = content && defectOf(tensor, content, stringsIn);
      if (!defect) return;
      const place: Place = ["subgraphs", s, "tensors", t, defect.field];
      invalid(source.name, place, locate(source, Model, root, place), defect.expected, defect.received);
    });
  });
}

function defectOf(
  tensor: Tensor,
  content: ByteRange,
  stringsIn: (content: ByteRange) => number | string,
): Defect | null {
  const stored = content.byteLength;
  const received = `${stored} bytes`;
  // An empty vector may as well stand for no content.
  if (stored === 0) return null;
  // Runtimes take number 0 for "no content" without looking.
  if (tensor.buffer === 0) return { field: "buffer", expected: "an empty buffer 0", received };
  const shape = tensor.shape ?? [];
  const shown = `${tensor.type} [${shape.join(", ")}]`;
  const count = elementCount(shape);
  if (!Number.isFinite(count))
    return { field: "shape", expected: "the shape of a constant", received: shown };
  if (tensor.type === "STRING") {
    const found = stringsIn(content);
    return found === count ? null : { field: "buffer", expected: `${count} strings`, received: `${found}` };
  }
  const elements = tensor.sparsity ? countStoredElements(tensor.sparsity, shape) : count;
  if (typeof elements === "string")
    return { field: "sparsity", expected: "a consistent description", received: elements };
  const expected = storedByteLength(tensor.type, elements);
  if (expected === undefined || expected === stored) return null;
  const sparse = tensor.sparsity ? `${elements} elements of a sparse ` : "";
  return { field: "buffer", expected: `${expected} bytes for ${sparse}${shown}`, received };
}
