import { elementCount } from "../../tensor/index.js";
import { FakeQuantOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, unsupported } from "../check.js";
import { clamp, roundHalfAway } from "../fixed_point.js";
import { type Node, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";
import { sameType } from "../unary.js";

const { fround } = Math;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly numBits: number;
  readonly narrowRange: boolean;
}

/** FLOAT32 rounded as if it were quantized to so many bits over the range, which is moved to hold zero exactly. */
export const fakeQuant = operator("FAKE_QUANT", ["1.5.0", "1.10.0"], {
  kernel: staticKernel(FakeQuantOptions, {
    infer(node) {
      nudgedRange(node);
      return sameType("FLOAT32")(node);
    },
    reference(node, [output]) {
      const [scale, low, high] = nudgedRange(node);
      const inverse = fround(1 / scale);
      const [source, sink] = [numbers(inputOf(node, 0)), numbers(output!)];
      for (let i = 0; i < source.length; i++) {
        const shifted = fround(clamp(source[i]!, low, high) - low);
        sink[i] = fround(roundHalfAway(fround(shifted * inverse)) * scale) + low;
      }
    },
    native(node, [output]) {
      const [scale, low, high] = nudgedRange(node);
      const parameters = [elementCount(output!.shape), scale, fround(1 / scale), low, high];
      return [{ step: "fake_quant", operands: [{ input: 0 }, { output: 0 }], parameters }];
    },
  }),
});

/** Scale, least and largest real number, in float32 as TensorFlow Lite computes them. */
function nudgedRange(node: Node<Range>): [scale: number, low: number, high: number] {
  const { min, max, numBits, narrowRange } = node.options;
  if (narrowRange || numBits < 1 || numBits > 16 || !(min < max))
    throw unsupported(
      node,
      `${numBits} bits${narrowRange ? " of a narrow range" : ""} from ${min} to ${max}`,
    );
  const levels = 2 ** numBits - 1;
  const scale = fround(fround(max - min) / levels);
  const zeroPoint = clamp(roundHalfAway(fround(-fround(min / scale))), 0, levels);
  return [scale, fround(-zeroPoint * scale), fround((levels - zeroPoint) * scale)];
}
