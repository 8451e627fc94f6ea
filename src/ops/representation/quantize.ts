import type { ElementType, Tensor } from "../../tensor/index.js";
import { QuantizeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, outputOf, requireType } from "../check.js";
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier, roundHalfAway } from "../fixed_point.js";
import { storedRange } from "../fused_activation.js";
import { type RunningNode, staticKernel } from "../kernel.js";
import { truncate } from "../lookup_table.js";
import { operator } from "../operator.js";
import { eachChannel, perTensor, type RunningChannel } from "../quantization.js";

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
  const input = inputOf(node, 0);
  const from = perTensor(node, input);
  const to = perTensor(node, { name: "output", ...output });
  const multiplier = quantizeMultiplier(from.scale / to.scale);
  const [least, most] = storedRange[output.dtype]!;
  const [source, sink] = [numbers(input), numbers(output)];
  for (let i = 0; i < source.length; i++) {
    const value = multiplyByQuantizedMultiplier((source[i]! - from.zeroPoint) | 0, multiplier);
    sink[i] = clamp((value + to.zeroPoint) | 0, least, most);
  }
}
