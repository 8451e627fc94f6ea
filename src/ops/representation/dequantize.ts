import { decode } from "../../float16/index.js";
import type { ElementType, Tensor } from "../../tensor/index.js";
import { DequantizeOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, requireType } from "../check.js";
import { type NativeNode, type RunningNode, staticKernel } from "../kernel.js";
import { storedTypeOf } from "../lower_stored.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { eachChannel } from "../quantization.js";
import { unlessRefused } from "../unless_refused.js";
import { lowerCast } from "./lower_cast.js";
import { scaleParameters } from "./lower_scales.js";

const TYPES: readonly ElementType[] = ["FLOAT16", "INT8", "UINT8", "INT16", "INT4", "UINT4", "INT2"];

/** FLOAT32 from FLOAT16, or from stored values by one scale or one for each channel. */
// Float32 is no input of it: a constant in front of it is quantized already.
export const dequantize = operator(
  "DEQUANTIZE",
  ["1.13.1", "1.14.0", "1.15.0", "2.2.0", "2.7.0", "2.18.0", "2.21.0", "2.22.0", "2.23.0"],
  {
    float16: "never",
    kernel: staticKernel(DequantizeOptions, {
      infer(node) {
        const input = inputOf(node, 0);
        requireType(node, input, ...TYPES);
        return [{ dtype: "FLOAT32", quantization: null, shape: input.shape }];
      },
      reference(node, [output]) {
        const { dtype, data } = inputOf(node, 0);
        if (dtype === "FLOAT16") decode(data as Uint16Array, output!.data as Float32Array);
        else scale(node, output!);
      },
      native,
    }),
  },
);

function native(node: NativeNode<unknown>): NativeStep[] | null {
  const input = inputOf(node, 0);
  if (input.dtype === "FLOAT16") return lowerCast(node, "FLOAT32");
  const type = storedTypeOf(input.dtype);
  const scales = unlessRefused(() => scaleParameters(node, input));
  if (type === undefined || !scales) return null;
  return [{ step: "dequantize", operands: [{ input: 0 }, { output: 0 }], parameters: [type, ...scales] }];
}

function scale(node: RunningNode<unknown>, output: Tensor): void {
  const input = inputOf(node, 0);
  const [source, sink] = [numbers(input), numbers(output)];
  eachChannel(node, input, ({ start, end, scale, zeroPoint }) => {
    for (let i = start; i < end; i++) sink[i] = scale * (source[i]! - zeroPoint);
  });
}
