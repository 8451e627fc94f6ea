import { type Graph, type Node, type Use, usesOf, type Value } from "../../graph/index.js";
import { dataFrom, elementCount } from "../../tensor/index.js";
import { type BuiltinOperator, readRange } from "../../tflite/index.js";

/** Constants up to this size are looked into. */
const KNOWN_BYTES = 1 << 16;

/** What rules ask of a graph that nobody changes meanwhile. */
export class GraphView {
  private readonly producers = new Map<Value, Node>();
  private readonly uses: ReadonlyMap<Value, readonly Use[]>;
  private readonly outputs: ReadonlySet<Value>;

  constructor(readonly graph: Graph) {
    for (const node of graph.nodes)
      for (const value of node.outputs) if (value) this.producers.set(value, node);
    this.uses = usesOf(graph);
    this.outputs = new Set(graph.outputs);
  }

  /** The node that computes a value, if it is of one of the kinds. */
  producer(value: Value | null | undefined, ...kinds: BuiltinOperator[]): Node | undefined {
    const node = value ? this.producers.get(value) : undefined;
    return node && (kinds.length === 0 || kinds.includes(node.operator.builtinCode)) ? node : undefined;
  }

  /** The same, if nobody but one reader sees what the node computes. */
  soleProducer(value: Value | null | undefined, ...kinds: BuiltinOperator[]): Node | undefined {
    const node = this.producer(value, ...kinds);
    return node && node.outputs.length === 1 && this.isReadOnce(value!) ? node : undefined;
  }

  /** The node that makes a value by changing nothing but its shape, if it is the value's only way to be seen. */
  soleReshape(value: Value | null | undefined): Node | undefined {
    return this.soleProducer(value, "RESHAPE", "SQUEEZE", "EXPAND_DIMS");
  }

  isReadOnce(value: Value): boolean {
    return this.uses.get(value)?.length === 1 && !this.outputs.has(value);
  }

  isOutput(value: Value): boolean {
    return this.outputs.has(value);
  }
}

/** The dimensions of a value, -1 for one that is open; null where the rank is unknown. */
export function dimensionsOf({ attributes }: Value): readonly number[] | null {
  const { shape, shapeSignature, hasRank } = attributes;
  if (!shape || (shape.length === 0 && !hasRank)) return shapeSignature ?? null;
  return shapeSignature ?? shape;
}

/** The elements of a small constant of the type. */
function elementsOf(value: Value | null | undefined, dtype: Value["type"]) {
  const constant = value?.constant;
  if (!constant || value.type !== dtype || constant.encoding !== "copy" || constant.byteLength > KNOWN_BYTES)
    return null;
  return dataFrom(dtype, readRange(constant.range), elementCount(value.attributes.shape ?? []));
}

export const floatsOf = (value: Value | null | undefined) =>
  elementsOf(value, "FLOAT32") as Float32Array | null;

export const integersOf = (value: Value | null | undefined) =>
  elementsOf(value, "INT32") as Int32Array | null;

/** The one element of a constant of one element. */
export function scalarOf(value: Value | null | undefined): number | undefined {
  const floats = floatsOf(value);
  return floats?.length === 1 ? floats[0] : undefined;
}

/** The options of a node, by name. */
export const optionsOf = ({ attributes }: Node): Readonly<Record<string, unknown>> =>
  (attributes.builtinOptions?.value ?? attributes.builtinOptions2?.value ?? {}) as Record<string, unknown>;

/** A node's attributes with some options changed. */
export function withOptions(node: Node, changed: Readonly<Record<string, unknown>>): Node["attributes"] {
  const { builtinOptions } = node.attributes;
  return {
    ...node.attributes,
    builtinOptions: {
      ...builtinOptions!,
      value: { ...builtinOptions!.value, ...changed },
    } as typeof builtinOptions,
  };
}
