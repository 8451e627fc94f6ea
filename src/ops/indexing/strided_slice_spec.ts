import type { RecordOf } from "../../tflite/index.js";
import type { StridedSliceOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, shapeText } from "../check.js";
import { clamp } from "../fixed_point.js";
import type { Node } from "../kernel.js";
import { integersOf } from "../movement.js";

type Options = RecordOf<typeof StridedSliceOptions>;

/** What is taken of one dimension. */
export interface SlicedAxis {
  /** The dimension of the input; -1 for a new axis. */
  readonly dimension: number;
  readonly begin: number;
  readonly stride: number;
  /** Number of elements. */
  readonly count: number;
  /** A single index, whose axis the output does not have. */
  readonly shrinks: boolean;
}

interface Entry {
  /** The dimension of the input; -1 for a new axis. */
  readonly dimension: number;
  /** Where its begin, end, stride and mask bits stand; -1 for a dimension that is taken whole. */
  readonly at: number;
}

/**
 * The axes that begin, end, strides and the masks describe.
 *
 * @param withBegins whether the beginnings matter; with the option `offset` the shape does not follow from them
 */
export function slicedAxes(node: Node<Options>, withBegins: boolean): SlicedAxis[] {
  const { options } = node;
  const input = inputOf(node, 0);
  const ends = integersOf(node, 2);
  const strides = integersOf(node, 3);
  const begins = withBegins || !options.offset ? integersOf(node, 1) : ends.map(() => 0);
  if (begins.length !== ends.length || begins.length !== strides.length || begins.length > 31)
    throw mismatch(
      node,
      "begin, end and strides",
      "up to 31 each",
      `${[begins, ends, strides].map((v) => v.length)}`,
    );
  return entriesOf(node, begins.length).map(({ dimension, at }) => {
    if (dimension < 0) return { dimension, begin: 0, stride: 1, count: 1, shrinks: false };
    const size = input.shape[dimension]!;
    if (at < 0) return { dimension, begin: 0, stride: 1, count: size, shrinks: false };
    const stride = strides[at]!;
    if (stride === 0) throw mismatch(node, inputOf(node, 3).name, "strides other than 0", shapeText(strides));
    const shrinks = isSet(options.shrinkAxisMask, at);
    const begin = beginOf(begins[at]!, size, stride, isSet(options.beginMask, at));
    if (shrinks) return { dimension, begin, stride, count: 1, shrinks };
    const extent = options.offset
      ? ends[at]!
      : endOf(ends[at]!, size, stride, isSet(options.endMask, at)) - begin;
    return { dimension, begin, stride, count: Math.max(0, Math.ceil(extent / stride)), shrinks };
  });
}

const isSet = (mask: number, bit: number): boolean => ((mask >> bit) & 1) === 1;

/** Where the slice begins: 0 to size when it runs upwards, -1 to size - 1 downwards. */
function beginOf(begin: number, size: number, stride: number, isOpen: boolean): number {
  if (isOpen) return stride > 0 ? 0 : size - 1;
  return clampIndex(begin, size, stride);
}

/** Where it ends, exclusively. */
function endOf(end: number, size: number, stride: number, isOpen: boolean): number {
  if (isOpen) return stride > 0 ? size : -1;
  return clampIndex(end, size, stride);
}

function clampIndex(index: number, size: number, stride: number): number {
  const resolved = index < 0 ? index + size : index;
  return stride > 0 ? clamp(resolved, 0, size) : clamp(resolved, -1, size - 1);
}

/**
 * Which entry describes which dimension: the ellipsis, or else the end, stands for all dimensions without an entry; a new axis
 * takes none.
 */
function entriesOf(node: Node<Options>, count: number): Entry[] {
  const { ellipsisMask, newAxisMask } = node.options;
  const rank = inputOf(node, 0).shape.length;
  const isEllipsis = (at: number) => isSet(ellipsisMask, at);
  const isNew = (at: number) => !isEllipsis(at) && isSet(newAxisMask, at);
  const positions = Array.from({ length: count }, (_, at) => at);
  const described = positions.filter((at) => !isEllipsis(at) && !isNew(at)).length;
  if (described > rank || positions.filter(isEllipsis).length > 1)
    throw mismatch(
      node,
      inputOf(node, 1).name,
      `entries for a rank of ${rank} and one ellipsis`,
      `${count} entries`,
    );
  const entries: Entry[] = [];
  let dimension = 0;
  const takeWhole = () => {
    for (let i = described; i < rank; i++) entries.push({ dimension: dimension++, at: -1 });
  };
  for (const at of positions) {
    if (isEllipsis(at)) takeWhole();
    else entries.push(isNew(at) ? { dimension: -1, at } : { dimension: dimension++, at });
  }
  if (dimension < rank) takeWhole();
  return entries;
}
