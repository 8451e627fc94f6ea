import type { DimensionMetadata, SparsityParameters } from "./schema/tensor.js";
import { readRange } from "./source.js";

/**
 * The number of elements that a sparse tensor stores, counted level by level in its order of traversal: a dense level
 * multiplies, a compressed one lists its elements.
 *
 * @returns what contradicts itself, if anything does
 */
export function countStoredElements(sparsity: SparsityParameters, shape: readonly number[]): number | string {
  const order = sparsity.traversalOrder ?? [];
  const levels = sparsity.dimMetadata ?? [];
  const rank = shape.length;
  if (order.length < rank || levels.length !== order.length)
    return `${levels.length} levels for ${order.length} dimensions of a tensor of ${rank}`;
  if (!isPermutation(order.slice(0, rank), 0) || !isPermutation(order.slice(rank), rank))
    return `the traversal order [${order.join(", ")}]`;
  const sizes = blockedSizes(sparsity, shape, order, levels);
  if (typeof sizes === "string") return sizes;
  let count = 1;
  for (const [i, level] of levels.entries()) {
    const next = countLevel(level, sizes[order[i]!]!, count);
    if (typeof next === "string") return `${next} at level ${i}`;
    count = next;
  }
  return count;
}

const isPermutation = (list: readonly number[], first: number): boolean =>
  [...list].sort((a, b) => a - b).every((value, i) => value === first + i);

/** The sizes of the dimensions in units of blocks, followed by those of the blocks. */
function blockedSizes(
  { blockMap }: SparsityParameters,
  shape: readonly number[],
  order: readonly number[],
  levels: readonly DimensionMetadata[],
): number[] | string {
  const sizes = [...shape];
  const blocks = order.length - shape.length;
  if ((blockMap?.length ?? 0) !== blocks)
    return `a block map of ${blockMap?.length ?? 0} for ${blocks} dimensions`;
  for (let i = 0; i < blocks; i++) {
    const size = levels[shape.length + i]!.denseSize;
    const blocked = blockMap![i]!;
    const whole = sizes[blocked];
    if (blocked >= shape.length || whole === undefined || size <= 0 || whole % size !== 0)
      return `a block of ${size} in dimension ${blocked}`;
    sizes[blocked] = whole / size;
    sizes[order[shape.length + i]!] = size;
  }
  return sizes;
}

/** How many elements there are below `parents` elements of the level above. */
function countLevel(level: DimensionMetadata, size: number, parents: number): number | string {
  if (level.format === "DENSE")
    return level.denseSize === size
      ? parents * size
      : `a dense size of ${level.denseSize} instead of ${size}`;
  const segments = indicesOf(level.arraySegments);
  const indices = indicesOf(level.arrayIndices);
  if (!segments || !indices) return "no segments or no indices";
  if (segments.length !== parents + 1) return `${segments.length} segment ends for ${parents} segments`;
  if (segments[0] !== 0 || !isAscending(segments)) return "segments that overlap";
  if (segments[parents] !== indices.length)
    return `${indices.length} indices in segments of ${segments[parents]}`;
  return isWithin(indices, size) ? indices.length : "an index outside of its dimension";
}

function isAscending(numbers: ArrayLike<number>): boolean {
  for (let i = 1; i < numbers.length; i++) if (!(numbers[i]! >= numbers[i - 1]!)) return false;
  return true;
}

function isWithin(indices: ArrayLike<number>, size: number): boolean {
  for (let i = 0; i < indices.length; i++) if (!(indices[i]! >= 0 && indices[i]! < size)) return false;
  return true;
}

/** The numbers of a segment or index vector; null where it is absent. */
export function indicesOf(vector: DimensionMetadata["arraySegments"]): ArrayLike<number> | null {
  if (!vector?.value.values) return null;
  const { values } = vector.value;
  return "source" in values ? readRange(values) : values;
}
