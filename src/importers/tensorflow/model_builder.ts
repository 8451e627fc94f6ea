import type { Graph, Model, Signature } from "../../graph/index.js";
import type { BuiltinOperator, OperatorCode } from "../../tflite/index.js";
import { SharedConstants } from "./shared_constants.js";

/** What the sizes of open dimensions are supposed to be, one after another, to see what depends on them. */
export type Suppositions = readonly [number, number];

/** Gathers the subgraphs of a model, and the kinds of operators that they execute. */
export class ModelBuilder {
  readonly graphs: (Graph | null)[] = [];
  readonly signatures: Signature[] = [];
  readonly constants = new SharedConstants();
  /** What whoever converts should know. */
  readonly warnings = new Set<string>();
  private readonly codes = new Map<string, OperatorCode>();

  /**
   * @param file the source, for messages
   * @param sizes of open dimensions
   */
  constructor(
    readonly file: string,
    readonly sizes: Suppositions,
  ) {}

  /** The number of the next subgraph, whose graph comes later. */
  reserveGraph(): number {
    return this.graphs.push(null) - 1;
  }

  /** A kind of operator; passes settle its version. */
  operatorCode(builtinCode: BuiltinOperator, customCode: string | null = null): OperatorCode {
    const key = customCode ?? builtinCode;
    let code = this.codes.get(key);
    if (!code) {
      code = { builtinCode, customCode, version: 1, deprecatedBuiltinCode: 0 };
      this.codes.set(key, code);
    }
    return code;
  }

  /** The model of all graphs. */
  finish(description: string): Model {
    const graphs = this.graphs.map((graph) => graph!);
    const used = new Set(graphs.flatMap(({ nodes }) => nodes.map(({ operator }) => operator)));
    return {
      file: this.file,
      graphs,
      operatorCodes: [...this.codes.values()].filter((code) => used.has(code)),
      signatures: this.signatures,
      metadata: [],
      legacyMetadata: null,
      attributes: { version: 3, description, externalBufferGroups: null, externalBuffers: null },
    };
  }
}
