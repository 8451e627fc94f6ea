import type { DynamicKernel, Steps } from "../../ops/index.js";
import { typeOf } from "../constants.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import type { DelegatedGraph } from "./delegate.js";

/** The node that stands for a part of a graph: the delegate runs it, or else the CPU as a subgraph. */
export function delegateNode(name: string, part: PreparedGraph, delegated: DelegatedGraph): PreparedNode {
  const { inputs, outputs, index } = part.graph;
  const kernel: DynamicKernel<null> = {
    options: null,
    *execute(node, execution) {
      const results = yield* settled(delegated.run(node.inputs.map((input) => input!)));
      return (
        results ??
        (yield* execution.call(
          index,
          node.inputs.map((input) => input!),
        ))
      );
    },
  };
  return {
    kernel,
    fixed: {
      place: `${name}, partition of ${part.nodes.length} operators`,
      options: null,
      customOptions: null,
      version: 1,
      outputs: outputs.map((value) => ({ ...typeOf(value), name: value.name })),
      intermediates: [],
    },
    operator: name,
    inputs,
    isState: inputs.map(() => false),
    outputs,
  };
}

/** Pauses a run until a promise is settled. */
function* settled<T>(promise: Promise<T>): Steps<T> {
  let outcome: { value: T } | { error: unknown } | null = null;
  yield promise.then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  const settled = outcome as { value: T } | { error: unknown } | null;
  if (!settled) throw new Error("a run went on before what it waits for was there");
  if ("error" in settled) throw settled.error;
  return settled.value;
}
