import { stridesOf } from "../../tensor/index.js";
import { inputOf, mismatch, requireType, shapeText, valuesOf } from "../check.js";
import type { Node } from "../kernel.js";
import { integersFor } from "../movement.js";
import { offsetOf } from "../strides.js";

/** The size of a block, and how much is added or cut off at both ends, in each dimension between batch and channels. */
export interface SpaceBlocks {
  readonly sizes: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Inputs 1 and 2. @throws SHAPE_MISMATCH for other shapes, block sizes below 1, negative margins */
export function blocksOf(node: Node<unknown>): SpaceBlocks {
  const { name, shape } = inputOf(node, 0);
  const spatial = shape.length - 2;
  if (spatial < 1) throw mismatch(node, name, "a rank from 3", `${shape.length}`);
  const sizes = integersFor(node, 1, spatial);
  const margins = inputOf(node, 2);
  requireType(node, margins, "INT32", "INT64");
  const values = valuesOf(node, 2);
  if (String(margins.shape) !== String([spatial, 2]) || values.length !== 2 * spatial)
    throw mismatch(node, margins.name, shapeText([spatial, 2]), shapeText(margins.shape));
  if (sizes.some((size) => size < 1) || values.some((value) => value < 0))
    throw mismatch(node, margins.name, "blocks from 1 and margins from 0", shapeText([...sizes, ...values]));
  const ends = (odd: number) => values.filter((_, i) => i % 2 === odd);
  return { sizes, before: ends(0), after: ends(1) };
}

/** Where a region begins in a tensor, and its strides. */
interface Region {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The pixels at one place of their blocks: a region of both tensors. */
export interface BlockCopy {
  readonly shape: readonly number[];
  readonly space: Region;
  readonly batch: Region;
}

/** One region for each place in a block, between a tensor with blocks in its space and one with blocks in its batches. */
export function blockCopies(
  space: readonly number[],
  batch: readonly number[],
  { sizes, before }: SpaceBlocks,
): BlockCopy[] {
  if (space.includes(0) || batch.includes(0)) return [];
  const [spaceStrides, batchStrides] = [stridesOf(space), stridesOf(batch)];
  const steps = spaceStrides.map((stride, d) => stride * (sizes[d - 1] ?? 1));
  const [batches, channels] = [space[0]!, space.at(-1)!];
  const places = sizes.reduce((product, size) => product * size, 1);
  const inner = stridesOf(sizes);
  return Array.from({ length: places }, (_, place) => {
    const within = inner.map((stride, d) => Math.floor(place / stride) % sizes[d]!);
    // Index i of the batches lies at i * size + shift in the space, and both have to lie within.
    const shifts = within.map((at, d) => at - before[d]!);
    const first = shifts.map((shift, d) => Math.max(0, Math.ceil(-shift / sizes[d]!)));
    const count = shifts.map((shift, d) => {
      const end = Math.min(batch[d + 1]!, Math.ceil((space[d + 1]! - shift) / sizes[d]!));
      return Math.max(0, end - first[d]!);
    });
    const begin = first.map((at, d) => at * sizes[d]! + shifts[d]!);
    return {
      shape: [batches, ...count, channels],
      space: { offset: offsetOf([0, ...begin, 0], spaceStrides), strides: steps },
      batch: { offset: offsetOf([place * batches, ...first, 0], batchStrides), strides: batchStrides },
    };
  });
}
