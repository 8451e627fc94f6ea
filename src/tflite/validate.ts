import { HalfliteError } from "../errors.js";
import { elementCount, storedByteLength } from "../tensor/index.js";
import type { ModelFile } from "./read_model.js";
import type { Operator, SubGraph } from "./schema/model.js";
import type { Tensor } from "./schema/tensor.js";

type Fail = (field: string, expected: string, received: string) => never;

/** The largest schema version that this reader knows. */
const SCHEMA_VERSION = 3;

/**
 * Checks what a flatbuffer's structure cannot say: that numbers which refer to tensors, buffers, operators and subgraphs
 * refer to something, and that constants have the bytes that their shape and type need.
 *
 * @throws INVALID_MODEL naming the field; the offset is 0 because these fields are wrong by meaning, not by place
 */
export function validate({ source, model, buffers }: ModelFile): void {
  const fail: Fail = (field, expected, received) => {
    throw new HalfliteError("INVALID_MODEL", { file: source.name, field, offset: 0, expected, received });
  };
  if (model.version !== SCHEMA_VERSION) fail("model.version", `${SCHEMA_VERSION}`, `${model.version}`);
  if (!model.subgraphs?.length) fail("model.subgraphs", "at least one subgraph", "none");
  const codes = model.operatorCodes?.length ?? 0;
  const index = (field: string, value: number, count: number, what: string): void => {
    if (value < 0 || value >= count) fail(field, `the number of one of ${count} ${what}`, `${value}`);
  };
  model.subgraphs!.forEach((subgraph, s) => {
    const path = `model.subgraphs[${s}]`;
    validateTensors(subgraph, path, buffers, index, fail);
    (subgraph.operators ?? []).forEach((operator, o) => {
      index(`${path}.operators[${o}].opcodeIndex`, operator.opcodeIndex, codes, "operator codes");
      validateEdges(operator, `${path}.operators[${o}]`, subgraph.tensors?.length ?? 0, index);
    });
  });
  (model.metadata ?? []).forEach((entry, i) => {
    index(`model.metadata[${i}].buffer`, entry.buffer, buffers.length, "buffers");
  });
  (model.metadataBuffer ?? []).forEach((buffer, i) => {
    index(`model.metadataBuffer[${i}]`, buffer, buffers.length, "buffers");
  });
  (model.signatureDefs ?? []).forEach((signature, i) => {
    const path = `model.signatureDefs[${i}]`;
    index(`${path}.subgraphIndex`, signature.subgraphIndex, model.subgraphs!.length, "subgraphs");
    const tensors = model.subgraphs![signature.subgraphIndex]!.tensors?.length ?? 0;
    for (const [j, map] of (signature.inputs ?? []).entries())
      index(`${path}.inputs[${j}].tensorIndex`, map.tensorIndex, tensors, "tensors");
    for (const [j, map] of (signature.outputs ?? []).entries())
      index(`${path}.outputs[${j}].tensorIndex`, map.tensorIndex, tensors, "tensors");
  });
}

type Index = (field: string, value: number, count: number, what: string) => void;

function validateTensors(
  subgraph: SubGraph,
  path: string,
  buffers: ModelFile["buffers"],
  index: Index,
  fail: Fail,
): void {
  const tensors = subgraph.tensors ?? [];
  tensors.forEach((tensor, t) => {
    const place = `${path}.tensors[${t}]`;
    // A model without any buffer lets tensors refer to number 0, the empty one.
    if (tensor.buffer !== 0 || buffers.length > 0)
      index(`${place}.buffer`, tensor.buffer, buffers.length, "buffers");
    validateSize(tensor, buffers[tensor.buffer]?.byteLength, place, fail);
  });
  for (const key of ["inputs", "outputs"] as const)
    (subgraph[key] ?? []).forEach((value, i) => {
      index(`${path}.${key}[${i}]`, value, tensors.length, "tensors");
    });
}

function validateSize(tensor: Tensor, stored: number | undefined, place: string, fail: Fail): void {
  const shape = tensor.shape ?? [];
  const count = elementCount(shape);
  if (stored === undefined) return;
  if (!(count >= 0 && Number.isFinite(count)))
    fail(`${place}.shape`, "a constant's dimensions", `[${shape.join(", ")}]`);
  if (tensor.sparsity) return;
  const expected = storedByteLength(tensor.type, count);
  if (expected !== undefined && expected !== stored)
    fail(place, `${expected} bytes for ${tensor.type} [${shape.join(", ")}]`, `${stored} bytes`);
}

function validateEdges(operator: Operator, path: string, tensors: number, index: Index): void {
  for (const key of ["inputs", "outputs", "intermediates"] as const) {
    const list = operator[key] ?? [];
    for (let i = 0; i < list.length; i++) {
      // -1 stands for an optional tensor that is absent.
      if (list[i] !== -1) index(`${path}.${key}[${i}]`, list[i]!, tensors, "tensors");
    }
  }
}
