import { ByteBuffer } from "flatbuffers";
import { field, tables } from "./flatbuffer.js";

const MODEL_SUBGRAPHS = 8;
const SUBGRAPH_TENSORS = 4;
const TENSOR_TYPE = 6;
const FLOAT16 = 1;

/** How many tensors of a model are float16: after a conversion, its constants. */
export function countFloat16Tensors(model: Uint8Array): number {
  const buffer = new ByteBuffer(model);
  const subgraphs = tables(buffer, buffer.readInt32(0), MODEL_SUBGRAPHS);
  const tensors = subgraphs.flatMap((subgraph) => tables(buffer, subgraph, SUBGRAPH_TENSORS));
  return tensors.filter(
    (tensor) => field(buffer, tensor, TENSOR_TYPE, (at) => buffer.readInt8(at)) === FLOAT16,
  ).length;
}
