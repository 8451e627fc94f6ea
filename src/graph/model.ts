import type { Model as ModelRecord, OperatorCode, SignatureDef } from "../tflite/index.js";
import type { Constant } from "./constant.js";
import type { Graph, Value } from "./graph.js";

/** A signature's name for an input or output of its graph. */
export interface SignatureTensor {
  name: string;
  value: Value;
}

export interface Signature {
  graph: Graph;
  inputs: SignatureTensor[];
  outputs: SignatureTensor[];
  /** Its key and what else of the record needs no rewriting. */
  attributes: Pick<SignatureDef, "signatureKey" | "deprecatedTag">;
}

/** A named blob of the file: runtime versions, TFLite metadata, anything that a tool left there. */
export interface MetadataEntry {
  name: string;
  content: Constant | null;
}

/** What of a Model record needs no rewriting. */
export type ModelAttributes = Pick<
  ModelRecord,
  "version" | "description" | "externalBufferGroups" | "externalBuffers"
>;

/** A whole model as graphs of objects. */
export interface Model {
  /** Where it came from, for messages. */
  readonly file: string;
  graphs: Graph[];
  /** The kinds that nodes execute, in the file's order. Nodes refer to these objects. */
  operatorCodes: OperatorCode[];
  signatures: Signature[];
  metadata: MetadataEntry[];
  /** Blobs that only the legacy `metadata_buffer` list refers to. */
  legacyMetadata: (Constant | null)[] | null;
  attributes: ModelAttributes;
}
