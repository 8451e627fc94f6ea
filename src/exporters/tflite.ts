import { HalfliteError } from "../errors.js";
import {
  CONTROL_DEPENDENCIES,
  type Constant,
  constantOf,
  type Graph,
  type Model,
  serializeControlDependencies,
  type Value,
} from "../graph/index.js";
import {
  type Layout,
  type LayoutOptions,
  layoutModel,
  type Model as ModelRecord,
  type ModelRecords,
} from "../tflite/index.js";

/** A model ready to be written: where everything goes, and the content that goes there. */
export interface ExportPlan extends Layout {
  /** The content of each buffer, null for an empty one, at `offsets[i]`. */
  contents: (Constant | null)[];
}

/** The metadata entry by which TensorFlow's converter says that contents lie behind the flatbuffer. */
const BUFFER_LOCATION = "buffer_location";

/**
 * Numbers everything, and plans the file. Nothing is written and no weight is read.
 *
 * @param appendedLength bytes of the archive that follows the model
 */
export function exportTFLite(model: Model, appendedLength: number, options?: LayoutOptions): ExportPlan {
  const plan = layOut(model, appendedLength, options);
  const outside =
    plan.offsets.length > 0 && plan.pieces.length === 0 && plan.offsets.some((offset) => offset >= 0);
  if (!outside || model.metadata.some(({ name }) => name === BUFFER_LOCATION)) return plan;
  const content = constantOf(new TextEncoder().encode("outside flatbuffers"));
  return layOut(
    { ...model, metadata: [...model.metadata, { name: BUFFER_LOCATION, content }] },
    appendedLength,
    options,
  );
}

function layOut(model: Model, appendedLength: number, options?: LayoutOptions): ExportPlan {
  const { record, contents } = recordsOf(model);
  const byteLengths = contents.map((content) => content?.byteLength ?? 0);
  return { ...layoutModel(record, byteLengths, appendedLength, options), contents };
}

/** Numbers contents in order of first use; number 0 is the empty buffer of everything that is no constant. */
class BufferNumbers {
  readonly contents: (Constant | null)[] = [null];
  private readonly numbers = new Map<Constant, number>();

  of(content: Constant | null): number {
    if (!content || content.byteLength === 0) return 0;
    let number = this.numbers.get(content);
    if (number === undefined) {
      number = this.contents.push(content) - 1;
      this.numbers.set(content, number);
    }
    return number;
  }
}

/**
 * A model as the records that `importTFLite` reads, so that one graph, however it was made, gives fresh ones as often as they
 * are needed. Nothing is copied: contents are the ranges that the graph's constants have.
 *
 * @throws INVALID_GRAPH for a constant that is to be converted on its way out, which records cannot say
 */
export function modelRecords(model: Model): ModelRecords {
  const { record, contents } = recordsOf(model);
  const buffers = contents.map((content) => {
    if (content && content.encoding !== "copy")
      throw new HalfliteError("INVALID_GRAPH", {
        graph: model.file,
        place: content.range.source.name,
        expected: "a constant as it is stored",
        received: content.encoding,
      });
    return content?.range ?? null;
  });
  return { source: { name: model.file }, model: record, buffers, appended: null };
}

function recordsOf(model: Model): { record: ModelRecord; contents: (Constant | null)[] } {
  const buffers = new BufferNumbers();
  const operatorNumbers = new Map(model.operatorCodes.map((code, i) => [code, i]));
  const subgraphs = model.graphs.map((graph) => subgraphOf(graph, buffers, operatorNumbers));
  const metadata = withControlDependencies(model).map(({ name, content }) => ({
    name,
    buffer: buffers.of(content),
  }));
  const tensorNumbers = new Map(
    model.graphs.map((graph) => [graph, new Map(graph.values.map((v, i) => [v, i]))]),
  );
  const signatureDefs = model.signatures.map(({ graph, inputs, outputs, attributes }) => {
    const maps = (tensors: typeof inputs) =>
      tensors.map(({ name, value }) => ({ name, tensorIndex: tensorNumbers.get(graph)!.get(value)! }));
    return { ...attributes, subgraphIndex: graph.index, inputs: maps(inputs), outputs: maps(outputs) };
  });
  const record: ModelRecord = {
    ...model.attributes,
    operatorCodes: model.operatorCodes,
    subgraphs,
    buffers: null,
    metadataBuffer: model.legacyMetadata?.map((content) => buffers.of(content)) ?? null,
    metadata: metadata.length > 0 ? metadata : null,
    signatureDefs: signatureDefs.length > 0 ? signatureDefs : null,
  };
  return { record, contents: buffers.contents };
}

function subgraphOf(graph: Graph, buffers: BufferNumbers, operatorNumbers: ReadonlyMap<unknown, number>) {
  const numbers = new Map(graph.values.map((value, i) => [value, i]));
  const edge = (value: Value | null): number => (value ? numbers.get(value)! : -1);
  return {
    name: graph.name || null,
    tensors: graph.values.map(({ name, type, constant, attributes }) => ({
      ...attributes,
      name: name || null,
      type,
      buffer: buffers.of(constant),
    })),
    inputs: graph.inputs.map(edge),
    outputs: graph.outputs.map(edge),
    operators: graph.nodes.map(({ operator, inputs, outputs, intermediates, attributes }) => ({
      ...attributes,
      opcodeIndex: operatorNumbers.get(operator)!,
      inputs: inputs.map(edge),
      outputs: outputs.map(edge),
      intermediates: intermediates === null ? null : intermediates.map(edge),
    })),
    debugMetadataIndex: graph.debugMetadataIndex,
  };
}

function withControlDependencies(model: Model): Model["metadata"] {
  if (model.graphs.every((graph) => graph.controlDependencies.length === 0)) return model.metadata;
  const edges = model.graphs.map((graph) => {
    const numbers = new Map(graph.nodes.map((node, i) => [node, i]));
    return graph.controlDependencies.map(({ before, after }): [number, number] => [
      numbers.get(before)!,
      numbers.get(after)!,
    ]);
  });
  const content = constantOf(serializeControlDependencies(edges));
  return model.metadata.map((entry) => (entry.name === CONTROL_DEPENDENCIES ? { ...entry, content } : entry));
}
