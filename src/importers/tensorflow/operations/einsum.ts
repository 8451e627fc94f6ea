import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { reshapeToSizes, type Size, sizeOf } from "../shape_vector.js";
import { dimensionsOf, type Term } from "../term.js";
import { batchProduct } from "./matrix.js";

/** Sums of products over the indices that an equation names. */
export const einsum: Lowerings = {
  Einsum: lowering((operation, build) => {
    const { inputs, output } = parse(operation);
    const operands = inputs.map((labels, i) =>
      summed(build, { term: operation.term(i), labels }, output, inputs, i),
    );
    const [x, y] = operands as [Operand, Operand | undefined];
    const result = y ? product(build, x, y, output) : x;
    return arranged(build, result, output).term;
  }),
};

/** A tensor with a label for each dimension. */
interface Operand {
  readonly term: Term;
  readonly labels: readonly string[];
}

const ELLIPSIS = "...";

/** The labels of each input and of the output; dimensions that an ellipsis stands for get labels of their own, counted from the end. */
function parse(operation: Operation): { inputs: string[][]; output: string[] } {
  const [left, right] = operation.text("equation").replace(/\s/g, "").split("->");
  const inputs = left!.split(",");
  if (right === undefined || inputs.length !== operation.inputs.length || inputs.length > 2)
    throw new Refusal(`the equation ${operation.text("equation")}`);
  const counts = inputs.map(
    (labels, i) => operation.dimensions(i).length - [...labels.replace(ELLIPSIS, "")].length,
  );
  const expand = (labels: string, count: number) => {
    const [before, after] = labels.split(ELLIPSIS);
    const between = labels.includes(ELLIPSIS) ? Array.from({ length: count }, (_, d) => `-${count - d}`) : [];
    return [...before!, ...between, ...(after ?? "")];
  };
  const expanded = inputs.map((labels, i) => expand(labels, counts[i]!));
  for (const labels of expanded)
    if (new Set(labels).size !== labels.length) throw new Refusal("an index twice in one operand");
  return { inputs: expanded, output: expand(right, Math.max(...counts)) };
}

/** Without the dimensions that neither the output nor the other operand has. */
function summed(
  build: GraphBuilder,
  { term, labels }: Operand,
  output: readonly string[],
  inputs: readonly string[][],
  own: number,
): Operand {
  const others = inputs.filter((_, i) => i !== own).flat();
  const gone = labels.flatMap((label, d) => (output.includes(label) || others.includes(label) ? [] : [d]));
  if (gone.length === 0) return { term, labels };
  const sum = build.operator("SUM", [term, build.int32s(gone)], { keepDims: false });
  return { term: sum, labels: labels.filter((_, d) => !gone.includes(d)) };
}

/** Dimensions in another order. */
function arranged(build: GraphBuilder, { term, labels }: Operand, wanted: readonly string[]): Operand {
  return {
    term: build.transpose(
      term,
      wanted.map((label) => labels.indexOf(label)),
    ),
    labels: wanted,
  };
}

/** As a product of matrices: shared dimensions first, then those of x, then those of y. */
function product(build: GraphBuilder, x: Operand, y: Operand, output: readonly string[]): Operand {
  const shared = x.labels.filter((label) => y.labels.includes(label) && output.includes(label));
  const inner = x.labels.filter((label) => y.labels.includes(label) && !output.includes(label));
  const rows = x.labels.filter((label) => !y.labels.includes(label));
  const columns = y.labels.filter((label) => !x.labels.includes(label));
  const left = matrices(
    build,
    arranged(build, x, [...shared, ...rows, ...inner]),
    shared.length,
    rows.length,
  );
  // A constant is arranged when it is written; of what is computed, the matrices may be multiplied as they lie.
  const turned = y.term.constant === null && y.labels.indexOf(columns[0]!) < y.labels.indexOf(inner[0]!);
  const order = turned ? [...shared, ...columns, ...inner] : [...shared, ...inner, ...columns];
  const right = matrices(
    build,
    arranged(build, y, order),
    shared.length,
    turned ? columns.length : inner.length,
  );
  const result = batchProduct(build, left, right, false, turned);
  const labels = [...shared, ...rows, ...columns];
  const sizes = labels.map((label) => sizeOfLabel(label, x, y));
  const whole = rows.length === 1 && columns.length === 1;
  return { term: whole ? result : reshapeToSizes(build, result, sizes), labels };
}

function sizeOfLabel(label: string, x: Operand, y: Operand): Size {
  const from = x.labels.includes(label) ? x : y;
  return sizeOf(from.term, from.labels.indexOf(label));
}

/** The dimensions behind the shared ones as two: the first `count` of them, and the rest. */
function matrices(build: GraphBuilder, { term, labels }: Operand, shared: number, count: number): Term {
  if (count === 1 && labels.length === shared + 2) return term;
  // Rows of several dimensions stay apart where the weights are one matrix for all of them.
  const sizes = dimensionsOf(term)!.map((_, d) => sizeOf(term, d));
  const merged = (from: number, to: number): Size => {
    const part = sizes.slice(from, to);
    if (part.some((size) => typeof size !== "number")) return -1;
    return part.reduce<number>((all, size) => all * (size as number), 1);
  };
  return reshapeToSizes(build, term, [
    ...sizes.slice(0, shared),
    merged(shared, shared + count),
    merged(shared + count, labels.length),
  ]);
}
