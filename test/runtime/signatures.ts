import { ByteBuffer } from "flatbuffers";
import { field, integers, tables } from "./flatbuffer.js";

/** Slots of the fields that are read here. */
const MODEL_SUBGRAPHS = 8;
const MODEL_SIGNATURES = 18;
const SUBGRAPH_INPUTS = 6;
const SUBGRAPH_OUTPUTS = 8;
const SIGNATURE_INPUTS = 4;
const SIGNATURE_OUTPUTS = 6;
const SIGNATURE_SUBGRAPH = 12;
const TENSOR_MAP_NAME = 4;
const TENSOR_MAP_TENSOR = 6;

/** The positions, among its subgraph's inputs and outputs, of the tensors that a signature names. */
export interface SignatureOrder {
  readonly inputs: ReadonlyMap<string, number>;
  readonly outputs: ReadonlyMap<string, number>;
}

/**
 * Reads how a model's first signature maps names to positions. The runtime orders a signature's tensors by its own rules,
 * so positions have to be found by name.
 *
 * @returns undefined for a model without signatures
 */
export function readFirstSignature(model: Uint8Array): SignatureOrder | undefined {
  const buffer = new ByteBuffer(model);
  const root = buffer.readInt32(0);
  const signature = tables(buffer, root, MODEL_SIGNATURES)[0];
  if (signature === undefined) return undefined;
  const subgraphIndex = field(buffer, signature, SIGNATURE_SUBGRAPH, (at) => buffer.readUint32(at)) ?? 0;
  const subgraph = tables(buffer, root, MODEL_SUBGRAPHS)[subgraphIndex];
  if (subgraph === undefined) return undefined;
  const order = (names: number, tensors: number) =>
    positions(buffer, tables(buffer, signature, names), integers(buffer, subgraph, tensors));
  return {
    inputs: order(SIGNATURE_INPUTS, SUBGRAPH_INPUTS),
    outputs: order(SIGNATURE_OUTPUTS, SUBGRAPH_OUTPUTS),
  };
}

function positions(buffer: ByteBuffer, maps: number[], tensors: number[]): Map<string, number> {
  return new Map(
    maps.map((map) => {
      const name = field(buffer, map, TENSOR_MAP_NAME, (at) => buffer.__string(at)) ?? "";
      const tensor = field(buffer, map, TENSOR_MAP_TENSOR, (at) => buffer.readUint32(at)) ?? 0;
      return [String(name), tensors.indexOf(tensor)];
    }),
  );
}
