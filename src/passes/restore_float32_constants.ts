import {
  applyPatches,
  Constant,
  type Graph,
  type Node,
  type Patch,
  settleOperatorCodes,
  usesOf,
  type Value,
} from "../graph/index.js";
import { isDequantize } from "./dequantize.js";
import type { Pass } from "./pass.js";

/**
 * Before: `weights` FLOAT16 constant -> DEQUANTIZE -> `weights1` FLOAT32 -> operators
 *
 * After:  `weights` FLOAT32 constant -> the same operators
 *
 * When:   DEQUANTIZE is the only reader of the constant, or of the DENSIFY of a sparse constant, which becomes FLOAT32
 */
export const restoreFloat32Constants: Pass = {
  name: "restore_float32_constants",
  run(model) {
    const singles = new Map<Constant, Constant>();
    const patches = model.graphs.flatMap((graph) => {
      const found = patchesOf(graph, singles);
      applyPatches(graph, found);
      return found;
    });
    if (patches.length === 0) return [];
    settleOperatorCodes(model, new Set(model.operatorCodes.filter(isDequantize)));
    return patches.map((patch) => patch.rewrite);
  },
};

function patchesOf(graph: Graph, singles: Map<Constant, Constant>): Patch[] {
  const uses = usesOf(graph);
  const producers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)),
  );
  const onlyReader = (value: Value): boolean =>
    uses.get(value)?.length === 1 && !graph.outputs.includes(value);
  return graph.nodes.flatMap((node) => {
    const stored = node.inputs[0];
    const restored = node.outputs[0];
    if (!isDequantize(node.operator) || !stored || !restored) return [];
    if (stored.type !== "FLOAT16" || restored.type !== "FLOAT32" || !onlyReader(stored)) return [];
    if (stored.constant) return [densePatch(graph, node, stored, restored, singles)];
    const densify = producers.get(stored);
    const sparse = densify?.operator.builtinCode === "DENSIFY" ? densify.inputs[0] : null;
    if (!densify || !sparse?.constant || !onlyReader(sparse)) return [];
    return [sparsePatch(graph, node, densify, sparse, stored, restored, singles)];
  });
}

function singleOf(half: Constant, singles: Map<Constant, Constant>): Constant {
  let single = singles.get(half);
  if (!single) {
    single = new Constant(half.range, "float16_to_float32");
    singles.set(half, single);
  }
  return single;
}

const rewriteOf = (graph: Graph, value: Value) => ({
  rule: restoreFloat32Constants.name,
  subgraph: graph.index,
  place: value.name,
  text: "FLOAT16 with a DEQUANTIZE becomes a FLOAT32 constant",
});

function densePatch(
  graph: Graph,
  node: Node,
  stored: Value,
  restored: Value,
  singles: Map<Constant, Constant>,
): Patch {
  return {
    rewrite: rewriteOf(graph, stored),
    graph,
    update: [{ value: restored, name: stored.name, constant: singleOf(stored.constant!, singles) }],
    removeNodes: [node],
    removeValues: [stored],
  };
}

function sparsePatch(
  graph: Graph,
  node: Node,
  densify: Node,
  sparse: Value,
  dense: Value,
  restored: Value,
  singles: Map<Constant, Constant>,
): Patch {
  return {
    rewrite: rewriteOf(graph, sparse),
    graph,
    update: [
      { value: sparse, type: "FLOAT32", constant: singleOf(sparse.constant!, singles) },
      { value: restored, name: dense.name },
    ],
    change: [{ node: densify, outputs: [restored] }],
    removeNodes: [node],
    removeValues: [dense],
  };
}
