import type { Dispatch, Stage } from "../shader.js";
import { foldText, laneMain, lanesOf, laneWorkgroups } from "./lanes.js";

/** The functions of reductions (native/kernels/elementwise.h), by their numbers. */
export const REDUCTIONS = ["SUM", "PRODUCT", "MAXIMUM", "MINIMUM"] as const;
export type Reduction = (typeof REDUCTIONS)[number];

const combine: { readonly [R in Reduction]: (a: string, b: string) => string } = {
  SUM: (a, b) => `${a} + ${b}`,
  PRODUCT: (a, b) => `${a} * ${b}`,
  MAXIMUM: (a, b) => `max(${a}, ${b})`,
  MINIMUM: (a, b) => `min(${a}, ${b})`,
};

const start: { readonly [R in Reduction]: string } = {
  SUM: "0f",
  PRODUCT: "1f",
  MAXIMUM: "-3.4028234663852886e38f",
  MINIMUM: "3.4028234663852886e38f",
};

/** Some dimensions of a tensor. */
export interface Dimensions {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** A tensor whose `reduced` dimensions become one element each, those that are `kept` staying in order. */
export interface ReductionShape {
  readonly kept: Dimensions;
  readonly reduced: Dimensions;
}

/** All passes over the tensor at once: each result has a few invocations, which read along the innermost dimension. */
export function reductionDispatch(
  name: string,
  shape: ReductionShape,
  { reduction, divisor, stages }: { reduction: Reduction; divisor: number; stages: readonly Stage[] },
  [source, sink]: readonly [source: number, sink: number],
): Dispatch {
  const isReducedInner = shape.reduced.strides.at(-1) === 1;
  const inner = isReducedInner ? shape.reduced : shape.kept;
  const width = inner.sizes.at(-1)! % 4 === 0 && inner.strides.at(-1) === 1 ? 4 : 1;
  const kept = isReducedInner ? shape.kept : inFours(shape.kept, width);
  const reduced = isReducedInner ? inFours(shape.reduced, width) : shape.reduced;
  const [results, elements] = [countOf(kept), countOf(reduced)];
  const lanes = lanesOf(results, elements, isReducedInner);
  const [suffix, type] = width === 4 ? ["4", "vec4<f32>"] : ["", "f32"];
  const resultWidth = isReducedInner ? 1 : width;
  const total = width === 4 && resultWidth === 1 ? acrossText(reduction) : "total";
  const text = `
${atText("kept_at", kept, 2)}
${atText("reduced_at", reduced, 2 + 2 * kept.sizes.length)}
${foldText("fold", type, lanes, combine[reduction])}
${laneMain(
  lanes,
  `  var part = ${type}(${start[reduction]});
  if (result < parameter(0u)) {
    let base = kept_at(result);
    for (var i = lane; i < parameter(1u); i += ${lanes.lanes}u) {
      let element = ${type}(load${suffix}_source(base + reduced_at(i)));
      part = ${combine[reduction]("part", "element")};
    }
  }
  let total = fold(index, lane, part);
  if (lane == 0u && result < parameter(0u)) {
    ${resultWidth === 4 ? "store4_sink(result * 4u, real4(total / number(0u)));" : `store_sink(result, real(${total} / number(0u)));`}
  }`,
)}`;
  return {
    name,
    bindings: [
      { name: "source", operand: source, width, access: "read" },
      { name: "sink", operand: sink, width: resultWidth, access: "write" },
    ],
    parameters: [results, elements, ...wordsOf(kept), ...wordsOf(reduced)],
    numbers: [divisor],
    text,
    workgroups: laneWorkgroups(results, lanes),
    stages,
  };
}

const acrossText = (reduction: Reduction): string => {
  const both = combine[reduction]("total.xy", "total.zw");
  return `(${combine[reduction](`(${both}).x`, `(${both}).y`)})`;
};

/** The innermost dimension in steps of `width` elements. */
const inFours = ({ sizes, strides }: Dimensions, width: number): Dimensions => ({
  sizes: sizes.map((size, d) => (d === sizes.length - 1 ? size / width : size)),
  strides: strides.map((stride, d) => (d === strides.length - 1 ? stride * width : stride)),
});

const countOf = ({ sizes }: Dimensions): number => sizes.reduce((product, size) => product * size, 1);

const wordsOf = ({ sizes, strides }: Dimensions): number[] => sizes.flatMap((size, d) => [size, strides[d]!]);

/** Where the element with a number among those of some dimensions lies; their sizes and strides are parameters from `first` on. */
export function atText(name: string, { sizes }: Dimensions, first: number): string {
  const lines = ["var rest = i; var at = 0u;"];
  for (let d = sizes.length - 1; d >= 0; d--) {
    const [size, stride] = [`parameter(${first + 2 * d}u)`, `parameter(${first + 2 * d + 1}u)`];
    lines.push(d > 0 ? `at += (rest % ${size}) * ${stride}; rest /= ${size};` : `at += rest * ${stride};`);
  }
  return `fn ${name}(i: u32) -> u32 { ${lines.join(" ")} return at; }`;
}
