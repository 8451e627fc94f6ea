import { HalfliteError } from "../errors.js";
import { type Graph, type Model, nameOf, type Signature, type Value } from "../graph/index.js";

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
 * The signatures of a model in the file's order, or its main subgraph.
 *
 * @throws INVALID_GRAPH when a signature names a tensor that is no input or output of its subgraph
 */
export function entryPoints(model: Model): EntryPoint[] {
  const signatures = model.signatures.map((signature) => ofSignature(model, signature));
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

function ofSignature(model: Model, signature: Signature): EntryPoint {
  const { graph, attributes } = signature;
  const key = attributes.signatureKey ?? "";
  const locate = (tensors: Signature["inputs"], values: readonly Value[], role: "input" | "output") =>
    tensors.map(({ name, value }): Named => {
      const position = values.indexOf(value);
      if (position >= 0) return { name, value, position };
      throw new HalfliteError("INVALID_GRAPH", {
        graph: `${model.file}, subgraph ${graph.index}`,
        place: `signature "${key}", ${role} "${name}"`,
        expected: `an ${role} of the subgraph`,
        received: `the tensor ${nameOf(value, graph)}`,
      });
    });
  const inputs = locate(signature.inputs, graph.inputs, "input");
  const outputs = locate(signature.outputs, graph.outputs, "output");
  // The subgraph needs its other inputs too.
  const known = new Set(inputs.map(({ position }) => position));
  const rest = nameAll(graph.inputs, "input", new Set(inputs.map(({ name }) => name)));
  return {
    key,
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
