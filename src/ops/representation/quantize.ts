import type { ElementType, Tensor, TensorType } from "../../tensor/index.js";
import { QuantizeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, outputOf, requireType } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier, roundHalfAway } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import { truncate } from "../lookup_table.js";
import { lowerRescaling, type Rescaling, storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { eachChannel, perTensor, type RunningChannel } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import { scaleParameters } from "./lower_scales.js";

const { fround } = Math;

/** What each input type may become: FLOAT32 is quantized, the others change their scale. */
const TARGETS: Partial<Record<ElementType, readonly ElementType[]>> = {
  FLOAT32: ["INT8", "UINT8", "INT16", "INT4", "UINT4"],
  INT8: ["INT8", "UINT8", "INT16"],
  UINT8: ["INT8", "UINT8", "INT16"],
  INT16: ["INT8", "INT16", "INT32"],
  INT32: ["INT8", "INT16"],
};

/** Stored values from real ones, or from those of another scale. The output's declared quantization is what counts. */
export const quantize = operator("QUANTIZE", ["1.14.0", "1.15.0", "2.7.0", "2.21.0", "2.21.0", "2.21.0"], {
  kernel: staticKernel(QuantizeOptions, {
    infer(node) {
      const input = inputOf(node, 0);
      const { dtype, quantization } = outputOf(node);
      requireType(node, input, ...(Object.keys(TARGETS) as ElementType[]));
      requireType(node, { dtype }, ...TARGETS[input.dtype]!);
      return [{ dtype, quantization, shape: input.shape }];
    },
    reference(node, [output]) {
      const { dtype } = inputOf(node, 0);
      if (dtype !== "FLOAT32") requantize(node, output!);
      else {
        const source = numbers(inputOf(node, 0));
        const sink = numbers(output!);
        const [least, most] = RANGES[output!.dtype] ?? storedRange[output!.dtype]!;
        eachChannel(node, { name: "output", ...output! }, (run) =>
          quantizeRun(source, sink, run, least, most),
        );
      }
    },
    native,
  }),
});

const RANGES: Partial<Record<ElementType, readonly [number, number]>> = { UINT4: [0, 15] };

type Numbers = ReturnType<typeof numbers>;

function quantizeRun(
  source: Numbers,
  sink: Numbers,
  { start, end, scale, zeroPoint }: RunningChannel,
  least: number,
  most: number,
): void {
  for (let i = start; i < end; i++) {
    const stored = (truncate(roundHalfAway(fround(source[i]! / scale))) + zeroPoint) | 0;
    sink[i] = clamp(stored, least, most);
  }
}

function requantize(node: RunningNode<unknown>, output: Tensor): void {
  const { fromZero, toZero, factor, range } = rescalingTo(node, output);
  const [source, sink] = [numbers(inputOf(node, 0)), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = multiplyByQuantizedMultiplier((source[i]! - fromZero) | 0, factor);
    sink[i] = clamp((value + toZero) | 0, range[0], range[1]);
  }
}

function rescalingTo(node: Node<unknown>, output: TensorType): Rescaling {
  const from = perTensor(node, inputOf(node, 0));
  const to = perTensor(node, { name: "output", ...output });
  return {
    fromZero: from.zeroPoint,
    toZero: to.zeroPoint,
    factor: quantizeMultiplier(from.scale / to.scale),
    range: storedRange[output.dtype]!,
  };
}

function native(node: NativeNode<unknown>, outputs: readonly TensorType[]): NativeStep[] | null {
  const output = outputs[0]!;
  return unlessRefused(() => {
    if (inputOf(node, 0).dtype !== "FLOAT32") return lowerRescaling(node, outputs, rescalingTo(node, output));
    const type = storedTypeOf(output.dtype);
    const scales = scaleParameters(node, { name: "output", ...output });
    if (type === undefined || !scales) return null;
    return [{ step: "quantize", operands: [{ input: 0 }, { output: 0 }], parameters: [type, ...scales] }];
  });
}
