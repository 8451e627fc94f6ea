import type { Node, Value } from "../../graph/index.js";
import { type Change, replacement } from "./change.js";
import { errorFunctionOf } from "./error_function.js";
import { factorsOf, isAbout, scaleOf, sumOf } from "./expressions.js";
import type { GraphView } from "./graph_view.js";
import { makeNode, producerOf } from "./nodes.js";
import { passOf } from "./rule.js";
import { haveSameDimensions } from "./values.js";

/**
 * Before: x * (1 + ERF(x / sqrt(2))) / 2, or x * ERFC(-x / sqrt(2)) / 2, of TensorFlow's custom operators; or
 *         x * (1 + TANH(sqrt(2 / pi) * (x + 0.044715 * x * x * x))) / 2; each in any order
 *
 * After:  GELU of x, which approximates in the last form
 *
 * When:   all is FLOAT32 of one shape
 */
export const fuseGelu = passOf({
  name: "fuse_gelu",
  anchors: ["MUL", "DIV"],
  match(node, view) {
    const output = node.outputs[0];
    const candidates = output ? (factorsOf(view, output, null)?.values ?? []) : [];
    for (const gate of new Set(candidates)) {
      const found = exactGate(view, gate) ?? approximateGate(view, gate);
      const change = found && changeOf(view, node, gate, found);
      if (change) return change;
    }
    return null;
  },
});

/** What a GELU multiplies x by, but for the half. */
interface Gate {
  readonly x: Value;
  readonly approximate: boolean;
}

function changeOf(view: GraphView, node: Node, gate: Value, { x, approximate }: Gate): Change | null {
  const output = node.outputs[0]!;
  const factors = haveSameDimensions(x, output) ? factorsOf(view, output, x) : null;
  if (factors?.values.length !== 2 || !isAbout(factors.scale, 0.5)) return null;
  if (!factors.values.includes(x) || !factors.values.includes(gate)) return null;
  const gelu = makeNode(view, "GELU", [x], output, { approximate });
  return replacement(approximate ? "becomes an approximate GELU" : "becomes GELU", node, [gelu]);
}

function exactGate(view: GraphView, gate: Value): Gate | null {
  const complement = view.producerOf(gate);
  if (errorFunctionOf(complement) === "erfc") return scaledBy(view, complement!.inputs[0], -Math.SQRT1_2);
  const sum = sumOf(view, gate);
  const erf = sum?.number === 1 ? view.producerOf(sum.of) : undefined;
  return errorFunctionOf(erf) === "erf" ? scaledBy(view, erf!.inputs[0], Math.SQRT1_2) : null;
}

/** The x of which a value is a multiple: what the last MUL, DIV or NEG read, or those before. */
function scaledBy(view: GraphView, value: Value | null | undefined, scale: number): Gate | null {
  for (let x = value, depth = 0; value && x && depth < 4; depth++) {
    const node: Node | undefined = producerOf(view, x, "MUL", "DIV", "NEG");
    x = node?.inputs.find((input) => input && !input.constant);
    const found = x ? scaleOf(view, value, x) : null;
    if (x && found !== null && isAbout(found, scale)) return { x, approximate: false };
  }
  return null;
}

function approximateGate(view: GraphView, gate: Value): Gate | null {
  const sum = sumOf(view, gate);
  const tanh = sum?.number === 1 ? producerOf(view, sum.of, "TANH") : undefined;
  const angle = tanh?.inputs[0] && factorsOf(view, tanh.inputs[0], null);
  if (angle?.values.length !== 1 || !isAbout(angle.scale, Math.sqrt(2 / Math.PI))) return null;
  const cubic = producerOf(view, angle.values[0], "ADD");
  const [left, right] = cubic?.inputs ?? [];
  if (!left || !right) return null;
  for (const [x, cube] of [
    [left, right],
    [right, left],
  ] as const) {
    const factors = factorsOf(view, cube, x);
    if (factors?.values.length !== 3 || factors.values.some((value) => value !== x)) continue;
    if (isAbout(factors.scale, 0.044715)) return { x, approximate: true };
  }
  return null;
}
