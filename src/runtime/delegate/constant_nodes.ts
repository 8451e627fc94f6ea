import type { Value } from "../../graph/index.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";

/** The nodes that read nothing but constants: every backend computes them once, or not at all. */
export function constantNodes({ nodes, empty }: PreparedGraph): PreparedNode[] {
  const known = new Set<Value>(empty);
  return nodes.filter(({ kernel, inputs, outputs, isState }) => {
    if ("execute" in kernel || kernel.stateful || inputs.length === 0 || isState.includes(true)) return false;
    if (!inputs.every((value) => !value || value.constant !== null || known.has(value))) return false;
    for (const value of outputs) if (value) known.add(value);
    return true;
  });
}

/** Those among them whose outputs the nodes or the outputs need, directly or through each other, in order. */
export function neededOf(
  constants: readonly PreparedNode[],
  nodes: readonly PreparedNode[],
  outputs: readonly Value[],
): PreparedNode[] {
  const wanted = new Set<Value | null>([...nodes.flatMap(({ inputs }) => inputs), ...outputs]);
  const needed = [...constants].reverse().filter((node) => {
    if (!node.outputs.some((value) => value && wanted.has(value))) return false;
    for (const value of node.inputs) wanted.add(value);
    return true;
  });
  return needed.reverse();
}
