import type { Graph, Model, Signature, Value } from "../graph/index.js";

/** An input or output under the name by which callers know it. */
export interface Named {
  readonly name: string;
  readonly value: Value;
  /** Among the inputs, or outputs, of the subgraph. */
  readonly position: number;
}

/** A way to run a model: a signature, or the main subgraph of a model that has none. */
export interface EntryPoint {
  /** Null for a subgraph by itself. */
  readonly key: string | null;
  readonly subgraph: number;
  /** All inputs of the subgraph. */
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
}

/**
 * The signatures of a model in the file's order, or its main subgraph. A signature that names a tensor which is no input or output of
 * its subgraph cannot be run and is left out.
 */
export function entryPoints(model: Model): EntryPoint[] {
  const signatures = model.signatures.flatMap((signature) => ofSignature(signature) ?? []);
  return signatures.length > 0 ? signatures : [ofGraph(model.graphs[0]!)];
}

/** A subgraph's inputs and outputs under the names of their tensors. */
export function ofGraph({ index, inputs, outputs }: Graph): EntryPoint {
  return {
    key: null,
    subgraph: index,
    inputs: nameAll(inputs, "input"),
    outputs: nameAll(outputs, "output"),
  };
}

function ofSignature({ graph, attributes, ...signature }: Signature): EntryPoint | null {
  const locate = (tensors: Signature["inputs"], values: readonly Value[]) =>
    tensors.map(({ name, value }): Named => ({ name, value, position: values.indexOf(value) }));
  const inputs = locate(signature.inputs, graph.inputs);
  const outputs = locate(signature.outputs, graph.outputs);
  if ([...inputs, ...outputs].some(({ position }) => position < 0)) return null;
  // The subgraph needs its other inputs too.
  const known = new Set(inputs.map(({ position }) => position));
  const rest = nameAll(graph.inputs, "input", new Set(inputs.map(({ name }) => name)));
  return {
    key: attributes.signatureKey ?? "",
    subgraph: graph.index,
    inputs: [...inputs, ...rest.filter(({ position }) => !known.has(position))],
    outputs,
  };
}

/** Tensors under their own names; one without a name, or with that of an earlier one, is called by its position. */
function nameAll(values: readonly Value[], role: string, taken = new Set<string>()): Named[] {
  return values.map((value, position) => {
    let { name } = value;
    while (name === "" || taken.has(name)) name = `${name || role}_${position}`;
    taken.add(name);
    return { name, value, position };
  });
}
