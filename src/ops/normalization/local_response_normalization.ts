import { elementCount, type Tensor, type TensorType } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { LocalResponseNormalizationOptions } from "../../tflite/schema/network_options.js";
import { inputOf, numbers, outputOf, requireRank, requireType } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { sameShape } from "../unary.js";

type Options = RecordOf<typeof LocalResponseNormalizationOptions>;

function infer(node: Node<Options>): TensorType[] {
  requireRank(node, inputOf(node, 0), 4);
  requireType(node, inputOf(node, 0), "FLOAT32");
  requireType(node, outputOf(node), "FLOAT32");
  return sameShape(node);
}

function reference(node: RunningNode<Options>, [output]: readonly Tensor[]): void {
  const input = inputOf(node, 0);
  const [source, sink] = [numbers(input), numbers(output!)];
  const depth = input.shape[3]!;
  const { radius, bias, alpha, beta } = node.options;
  for (let begin = 0; begin < source.length; begin += depth)
    for (let channel = 0; channel < depth; channel++) {
      // The channel at a distance of the radius counts below, not above.
      const last = begin + Math.min(depth, channel + radius);
      let squares = 0;
      for (let i = begin + Math.max(0, channel - radius); i < last; i++) squares += source[i]! * source[i]!;
      sink[begin + channel] = source[begin + channel]! * (bias + alpha * squares) ** -beta;
    }
}

function native(node: NativeNode<Options>): NativeStep[] {
  const { shape } = inputOf(node, 0);
  const { radius, bias, alpha, beta } = node.options;
  const count = elementCount(shape);
  if (count === 0) return [];
  const parameters = [count / shape[3]!, shape[3]!, radius, bias, alpha, beta];
  return [{ step: "local_response_normalization", operands: [{ input: 0 }, { output: 0 }], parameters }];
}

/** Divides each element by a power of the squares of its neighbours along the channels. */
export const localResponseNormalization = operator("LOCAL_RESPONSE_NORMALIZATION", ["1.5.0"], {
  kernel: staticKernel(LocalResponseNormalizationOptions, { infer, reference, native }),
});
