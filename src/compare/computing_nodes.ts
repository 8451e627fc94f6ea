import type { Graph, Node, Value } from "../graph/index.js";
import { isDequantize } from "../passes/dequantize.js";

/** The nodes of a graph but for those that only restore float16 constants, which the other model has as they are. */
export function computingNodes({ nodes }: Graph): Node[] {
  const restored = new Set<Value>();
  return nodes.filter((node) => {
    const fromConstants = node.inputs.every((value) => !value || value.constant || restored.has(value));
    if (!fromConstants) return true;
    const restores = isDequantize(node.operator) && node.inputs[0]?.type === "FLOAT16";
    // A DENSIFY in front computes in both models, but what it makes is a constant too.
    if (restores || node.operator.builtinCode === "DENSIFY")
      for (const value of node.outputs) if (value) restored.add(value);
    return !restores;
  });
}

/** A node's operator, or its custom code. */
export const operatorOf = ({ operator: { builtinCode, customCode } }: Node): string =>
  builtinCode === "CUSTOM" ? (customCode ?? builtinCode) : builtinCode;

/** The constants that a node reads, also through the DEQUANTIZE or DENSIFY that restores them. */
export function constantsOf(node: Node, graph: Graph): Value[] {
  const found: Value[] = [];
  const visit = (value: Value | null): void => {
    if (!value) return;
    if (value.constant) found.push(value);
    else {
      const maker = graph.nodes.find(({ outputs }) => outputs.includes(value));
      const restores = maker && (isDequantize(maker.operator) || maker.operator.builtinCode === "DENSIFY");
      if (restores) maker.inputs.forEach(visit);
    }
  };
  node.inputs.forEach(visit);
  return found;
}
