import {
  applyPatches,
  Constant,
  type Graph,
  type Patch,
  settleOperatorCodes,
  type Use,
  usesOf,
  type Value,
} from "../graph/index.js";
import { float16RuleOf } from "../ops/index.js";
import type { OperatorCode } from "../tflite/index.js";
import { decideConstants } from "./decide_float16.js";
import { dequantizeNode, dequantizeOperator, float16Tensor } from "./dequantize.js";
import { freeName } from "./names.js";
import type { Pass } from "./pass.js";

/**
 * Before: `weights` FLOAT32 constant -> operators
 *
 * After:  `weights` FLOAT16 constant -> DEQUANTIZE -> `weights1` FLOAT32 -> the same operators
 *
 * When:   decideConstants finds nothing against it. A sparse constant goes FLOAT16 -> DENSIFY -> DEQUANTIZE instead.
 *
 * Every constant gets one DEQUANTIZE per subgraph, in front of all other nodes in the order of the constants, as
 * TensorFlow's converter leaves them. Tensors keep their numbers; new ones get the next free number.
 */
export const convertConstantsToFloat16: Pass = {
  name: "convert_constants_to_float16",
  run(model, context) {
    const decisions = decideConstants(model, context);
    context.decisions.push(...decisions);
    const converted = new Set(decisions.filter((d) => d.converted).map((d) => d.value));
    if (converted.size === 0) return [];
    const dequantize = dequantizeOperator(model);
    const halves = new Map<Constant, Constant>();
    const patches = model.graphs.map((graph) => patchesOf(graph, converted, halves, dequantize));
    model.graphs.forEach((graph, i) => {
      applyPatches(graph, patches[i]!);
    });
    settleOperatorCodes(model, new Set());
    return patches.flat().map((patch) => patch.rewrite);
  },
};

function patchesOf(
  graph: Graph,
  converted: ReadonlySet<Value>,
  halves: Map<Constant, Constant>,
  dequantize: OperatorCode,
): Patch[] {
  const names = new Set(graph.values.map((value) => value.name));
  const uses = usesOf(graph);
  const patches: Patch[] = [];
  for (const value of graph.values) {
    if (!converted.has(value)) continue;
    const readers = uses.get(value) ?? [];
    const half = halfOf(value.constant!, halves);
    patches.push(
      readers.some((use) => float16RuleOf(use.node.operator) === "sparse")
        ? sparsePatch(graph, value, half, readers, names, dequantize)
        : densePatch(graph, value, half, names, dequantize),
    );
  }
  return patches;
}

/** Constants that share their content go on sharing it. */
function halfOf(constant: Constant, halves: Map<Constant, Constant>): Constant {
  let half = halves.get(constant);
  if (!half) {
    half = new Constant(constant.range, "float32_to_float16");
    halves.set(constant, half);
  }
  return half;
}

const describe = (value: Value, after: string) =>
  `${value.constant!.byteLength} bytes of FLOAT32 become FLOAT16${after}, restored by DEQUANTIZE`;

function densePatch(
  graph: Graph,
  value: Value,
  half: Constant,
  names: Set<string>,
  operator: OperatorCode,
): Patch {
  const name = value.name;
  const stored = float16Tensor(value, name, half);
  const rewrite = {
    rule: convertConstantsToFloat16.name,
    subgraph: graph.index,
    place: name,
    text: describe(value, ""),
  };
  if (!graph.outputs.includes(value))
    return {
      rewrite,
      graph,
      update: [{ value, name: freeName(name, names), constant: null }],
      addValues: [stored],
      addNodes: [{ node: dequantizeNode(operator, stored, value), at: "first" }],
    };
  // The output itself stays float32; only the operators read the restored copy.
  const storedCopy = { ...stored, name: freeName(name, names) };
  const restored: Value = { ...value, name: freeName(name, names), constant: null };
  return {
    rewrite: { ...rewrite, text: `${rewrite.text}; the subgraph's output stays FLOAT32` },
    graph,
    addValues: [storedCopy, restored],
    addNodes: [{ node: dequantizeNode(operator, storedCopy, restored), at: "first" }],
    redirect: [{ from: value, to: restored }],
  };
}

/** The dense tensor keeps its identity as FLOAT32, so its readers, outputs and signatures need no rewiring. */
function sparsePatch(
  graph: Graph,
  value: Value,
  half: Constant,
  readers: readonly Use[],
  names: Set<string>,
  operator: OperatorCode,
): Patch {
  const densified = [...new Set(readers.map((use) => use.node))].map((densify) => {
    const dense = densify.outputs[0]!;
    return {
      densify,
      dense,
      stored: float16Tensor(dense, dense.name, null),
      name: freeName(dense.name, names),
    };
  });
  return {
    rewrite: {
      rule: convertConstantsToFloat16.name,
      subgraph: graph.index,
      place: value.name,
      text: describe(value, ", still sparse"),
    },
    graph,
    update: [
      { value, type: "FLOAT16", constant: half },
      ...densified.map(({ dense, name }) => ({ value: dense, name })),
    ],
    addValues: densified.map(({ stored }) => stored),
    change: densified.map(({ densify, stored }) => ({ node: densify, outputs: [stored] })),
    addNodes: densified.map(({ densify, dense, stored }) => ({
      node: dequantizeNode(operator, stored, dense),
      at: { after: densify },
    })),
  };
}
