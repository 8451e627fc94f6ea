import type { TensorType } from "../../tensor/index.js";
import type { TableDefinition } from "../../tflite/index.js";
import {
  NonMaxSuppressionV4Options,
  NonMaxSuppressionV5Options,
} from "../../tflite/schema/general_options.js";
import { inputOf, invalidValue, mismatch, requireRank, requireType, shapeText, valuesOf } from "../check.js";
import { type Kernel, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { popHeap, pushHeap } from "./heap.js";
import { intersectionOverUnion } from "./overlap.js";

/** The places of boxes, how many inputs and outputs the operator has, and which are which. */
interface Form {
  readonly options: TableDefinition;
  /** Scores are lowered by a Gaussian of the overlap, and given back. */
  readonly isSoft: boolean;
}

const [BOXES, SCORES, LIMIT, OVERLAP, THRESHOLD, SIGMA] = [0, 1, 2, 3, 4, 5];

/** Memory that the native step needs for each box. */
const CANDIDATE_BYTES = 12;

/**
 * Boxes with the best scores, without those that overlap a better one: indices (and scores), padded with zeros to the given
 * limit, and how many they are. Boxes are FLOAT32 [boxes, 4], scores FLOAT32 [boxes].
 */
const nonMaxSuppression = ({ options, isSoft }: Form): Kernel =>
  staticKernel(options, {
    infer(node) {
      checkInputs(node, isSoft);
      const [limit] = valuesOf(node, LIMIT);
      if (!(limit! >= 0)) throw mismatch(node, inputOf(node, LIMIT).name, "0 or more", `${limit}`);
      const indices: TensorType = { dtype: "INT32", shape: [limit!], quantization: null };
      const scores: TensorType = { dtype: "FLOAT32", shape: [limit!], quantization: null };
      const count: TensorType = { dtype: "INT32", shape: [], quantization: null };
      return isSoft ? [indices, scores, count] : [indices, count];
    },
    reference(node, outputs) {
      const selected = select(node, outputs[0]!.shape[0]!, isSoft);
      selected.forEach(({ index, score }, i) => {
        outputs[0]!.data[i] = index;
        if (isSoft) outputs[1]!.data[i] = score;
      });
      outputs.at(-1)!.data[0] = selected.length;
    },
    native(node, outputs) {
      const boxes = inputOf(node, BOXES).shape[0]!;
      return [
        {
          step: "non_max_suppression",
          operands: [
            ...[BOXES, SCORES, OVERLAP, THRESHOLD].map((input) => ({ input })),
            ...[isSoft ? { input: SIGMA } : null, { scratch: CANDIDATE_BYTES * boxes }],
            ...[{ output: 0 }, isSoft ? { output: 1 } : null, { output: outputs.length - 1 }],
          ],
          parameters: [boxes, outputs[0]!.shape[0]!],
        },
      ];
    },
  });

function checkInputs(node: Node<unknown>, isSoft: boolean): void {
  const [boxes, scores] = [inputOf(node, BOXES), inputOf(node, SCORES)];
  for (const place of [BOXES, SCORES, OVERLAP, THRESHOLD, ...(isSoft ? [SIGMA] : [])])
    requireType(node, inputOf(node, place), "FLOAT32");
  requireType(node, inputOf(node, LIMIT), "INT32");
  requireRank(node, boxes, 2);
  requireRank(node, scores, 1);
  if (boxes.shape[1] !== 4) throw mismatch(node, boxes.name, "4 coordinates", `${boxes.shape[1]}`);
  if (boxes.shape[0] !== scores.shape[0])
    throw mismatch(node, scores.name, `[${boxes.shape[0]}]`, shapeText(scores.shape));
  for (const place of [LIMIT, OVERLAP, THRESHOLD, ...(isSoft ? [SIGMA] : [])])
    requireRank(node, inputOf(node, place), 0);
}

interface Candidate {
  readonly index: number;
  readonly score: number;
  /** It was compared with this many of the selected boxes. */
  readonly compared: number;
}

function select(node: RunningNode<unknown>, limit: number, isSoft: boolean): Candidate[] {
  const boxes = inputOf(node, BOXES).data as Float32Array;
  const scores = inputOf(node, SCORES).data as Float32Array;
  const [overlap, threshold] = [numberAt(node, OVERLAP), numberAt(node, THRESHOLD)];
  const sigma = isSoft ? numberAt(node, SIGMA) : 0;
  if (sigma < 0) throw invalidValue(node, inputOf(node, SIGMA).name, "0 or more", `${sigma}`);
  const queue: Candidate[] = [];
  scores.forEach((score, index) => {
    if (score > threshold) pushHeap(queue, { index, score, compared: 0 }, worse);
  });
  const most = Math.min(queue.length, limit);
  const selected: Candidate[] = [];
  while (selected.length < most) {
    const next = popHeap(queue, worse);
    if (!next) break;
    const score = scoreBeside(next, selected, { boxes, overlap, threshold, sigma });
    if (score === null) continue;
    const compared = { ...next, score, compared: selected.length };
    if (score === next.score) selected.push(compared);
    // A selected box comes back too: it overlaps itself, unless it has no area.
    if (score > threshold) pushHeap(queue, compared, worse);
  }
  return selected;
}

const worse = (a: Candidate, b: Candidate) => a.score < b.score;

const numberAt = (node: RunningNode<unknown>, place: number) => Number(inputOf(node, place).data[0]);

interface Limits {
  readonly boxes: Float32Array;
  readonly overlap: number;
  readonly threshold: number;
  readonly sigma: number;
}

const { exp, fround } = Math;

/** The candidate's score beside the boxes that were selected since it was looked at last; null if one suppresses it. */
function scoreBeside(
  candidate: Candidate,
  selected: readonly Candidate[],
  { boxes, overlap, threshold, sigma }: Limits,
): number | null {
  const scale = sigma > 0 ? fround(-0.5 / sigma) : 0;
  let { score } = candidate;
  for (let i = selected.length - 1; i >= candidate.compared; i--) {
    const shared = intersectionOverUnion(boxes, candidate.index, selected[i]!.index);
    if (shared >= overlap) return null;
    if (sigma > 0) score = fround(score * fround(exp(fround(fround(scale * shared) * shared))));
    if (score <= threshold) break;
  }
  return score;
}

export const nonMaxSuppressionV4 = operator("NON_MAX_SUPPRESSION_V4", ["2.1.0"], {
  kernel: nonMaxSuppression({ options: NonMaxSuppressionV4Options, isSoft: false }),
});

export const nonMaxSuppressionV5 = operator("NON_MAX_SUPPRESSION_V5", ["2.1.0"], {
  kernel: nonMaxSuppression({ options: NonMaxSuppressionV5Options, isSoft: true }),
});
