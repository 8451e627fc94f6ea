import { elementCount } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { GatherOptions } from "../../tflite/schema/general_options.js";
import { gatherBlocks } from "../block_copy.js";
import { axisOf, inputOf, mismatch, requireType, shapeText } from "../check.js";
import { type Node, type RunningNode, staticKernel } from "../kernel.js";
import { lowerGather } from "../lower_gather.js";
import { movedType } from "../movement.js";
import { operator } from "../operator.js";
import { integersIn, requirePosition } from "./positions.js";

type Options = RecordOf<typeof GatherOptions>;

/**
 * Slices of the first input along an axis, at the positions that the second one gives. The first `batchDims` dimensions, which
 * both have, go together.
 */
export const gather = operator(
  "GATHER",
  ["1.6.0", "1.14.0", "1.15.0", "2.4.0", "2.5.0", "2.13.0", "2.15.0", "2.23.0"],
  {
    kernel: staticKernel(GatherOptions, {
      infer(node) {
        const [input, positions] = [inputOf(node, 0), inputOf(node, 1)];
        requireType(node, positions, "INT16", "INT32", "INT64");
        const { axis, batchDims } = axesOf(node);
        const shape = [
          ...input.shape.slice(0, axis),
          ...positions.shape.slice(batchDims),
          ...input.shape.slice(axis + 1),
        ];
        return [movedType(node, input, shape)];
      },
      reference(node, [output]) {
        if (output!.data.length === 0) return;
        const input = inputOf(node, 0);
        const block = elementCount(input.shape.slice(axesOf(node).axis + 1));
        gatherBlocks(input, output!, block, blockPositions(node));
      },
      native: (node, outputs) => lowerGather(node, outputs, { source: 0, positions: 1, ...axesOf(node) }),
    }),
  },
);

function axesOf(node: Node<Options>): { axis: number; batchDims: number } {
  const [input, positions] = [inputOf(node, 0), inputOf(node, 1)];
  const axis = axisOf(node, node.options.axis, input.shape.length);
  const given = node.options.batchDims;
  const batchDims = given < 0 ? given + positions.shape.length : given;
  if (!(batchDims >= 0 && batchDims <= Math.min(axis, positions.shape.length)))
    throw mismatch(node, "batchDims", `0 to ${Math.min(axis, positions.shape.length)}`, `${given}`);
  const batch = input.shape.slice(0, batchDims);
  if (String(batch) !== String(positions.shape.slice(0, batchDims)))
    throw mismatch(
      node,
      positions.name,
      `a shape that starts with ${shapeText(batch)}`,
      shapeText(positions.shape),
    );
  return { axis, batchDims };
}

/** For each block of the output, in order, the number of the input's block. */
function blockPositions(node: RunningNode<Options>): Float64Array {
  const { shape } = inputOf(node, 0);
  const { axis, batchDims } = axesOf(node);
  const batches = elementCount(shape.slice(0, batchDims));
  const outer = elementCount(shape.slice(batchDims, axis));
  const size = shape[axis]!;
  const positions = integersIn(node, 1);
  for (const position of positions) requirePosition(node, 1, position, size);
  const perBatch = elementCount(inputOf(node, 1).shape.slice(batchDims));
  const blocks = new Float64Array(batches * outer * perBatch);
  for (let row = 0; row < batches * outer; row++) {
    const first = Math.floor(row / outer) * perBatch;
    for (let i = 0; i < perBatch; i++) blocks[row * perBatch + i] = row * size + positions[first + i]!;
  }
  return blocks;
}
