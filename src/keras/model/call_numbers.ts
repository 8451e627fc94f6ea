import { type Argument, type InboundNode, isTensor, type TensorRef, tensorsIn } from "./inbound.js";

/** What has to be known of a layer to number its calls. */
interface Called {
  readonly name: string;
  readonly nodes: readonly InboundNode[];
  /** For a model used as a layer; without ends for a Sequential. */
  readonly model: { readonly ends: object | null } | undefined;
}

/**
 * Numbers the calls of nested models from 0. Making a functional model counts as its first call, which files leave out of its
 * calls: Keras 3 counts it where outputs are named, Keras 2 everywhere.
 */
export function numberCalls<L extends Called>(
  layers: readonly L[],
  outputs: readonly TensorRef[],
): { layers: readonly L[]; outputs: readonly TensorRef[] } {
  const isKeras3 = layers.some((layer) => layer.nodes.some((node) => node.isKeras3));
  if (isKeras3) {
    const functional = new Map(layers.filter((layer) => layer.model?.ends).map((layer) => [layer.name, 1]));
    return { layers, outputs: outputs.map((ref) => moved(ref, functional)) };
  }
  const first = firstCalls(layers, outputs);
  if (first.size === 0) return { layers, outputs };
  const renumbered = layers.map((layer) => ({
    ...layer,
    nodes: layer.nodes.map((node) => movedNode(node, first)),
  }));
  return { layers: renumbered, outputs: outputs.map((ref) => moved(ref, first)) };
}

/** All tensors that a call takes. */
export const tensorsOf = (node: InboundNode): TensorRef[] =>
  [...node.args, ...Object.values(node.options)].flatMap((arg) => tensorsIn(arg));

/** For nested models the lowest number of a call that anybody names. */
function firstCalls(layers: readonly Called[], outputs: readonly TensorRef[]): ReadonlyMap<string, number> {
  const nested = new Set(layers.filter((layer) => layer.model).map((layer) => layer.name));
  const first = new Map<string, number>();
  if (nested.size === 0) return first;
  const refs = layers.flatMap((layer) => layer.nodes.flatMap(tensorsOf));
  for (const { layer, node } of [...refs, ...outputs])
    if (nested.has(layer)) first.set(layer, Math.min(node, first.get(layer) ?? node));
  return first;
}

const moved = (ref: TensorRef, first: ReadonlyMap<string, number>): TensorRef => ({
  ...ref,
  node: ref.node - (first.get(ref.layer) ?? 0),
});

function movedNode(node: InboundNode, first: ReadonlyMap<string, number>): InboundNode {
  const move = (value: Argument): Argument => {
    if (isTensor(value)) return { ref: moved(value.ref, first) };
    return Array.isArray(value) ? value.map((entry) => move(entry as Argument)) : value;
  };
  const options = Object.entries(node.options).map(([key, value]) => [key, move(value)] as const);
  return { ...node, args: node.args.map(move), options: Object.fromEntries(options) };
}
