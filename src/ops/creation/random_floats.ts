import { RandomOptions } from "../../tflite/schema/general_options.js";
import { inputOf, numbers, requireType, unsupported } from "../check.js";
import { type Kernel, staticKernel } from "../kernel.js";
import { shapeFrom } from "../movement.js";
import { operator } from "../operator.js";
import { generatorOf, uniformFloat } from "./random_generator.js";

/** A FLOAT32 tensor of the shape that the input gives, of numbers made of two random words each time. */
const randomFloats = (pair: (first: number, second: number) => readonly [number, number]): Kernel =>
  staticKernel(RandomOptions, {
    stateful: true,
    infer(node) {
      requireType(node, inputOf(node, 0), "INT32");
      const dtype = node.outputs[0]?.dtype;
      if (dtype !== "FLOAT32") throw unsupported(node, `an output of type ${dtype}`);
      return [{ dtype, shape: shapeFrom(node, 0), quantization: null }];
    },
    reference(node, [output], execution) {
      const generator = generatorOf(node, execution);
      const sink = numbers(output!);
      for (let i = 0; i < sink.length; i += 4) {
        const words = generator.next();
        const group = [...pair(words[0]!, words[1]!), ...pair(words[2]!, words[3]!)];
        for (let k = 0; k < 4 && i + k < sink.length; k++) sink[i + k] = group[k]!;
      }
    },
  });

/** Evenly distributed in [0, 1). */
export const randomUniform = operator("RANDOM_UNIFORM", ["2.8.0"], {
  kernel: randomFloats((first, second) => [uniformFloat(first), uniformFloat(second)]),
});

const { cos, fround, log, max, PI, sin, sqrt } = Math;

/** Normally distributed around 0 with the deviation 1, by the method of Box and Muller. */
export const randomStandardNormal = operator("RANDOM_STANDARD_NORMAL", ["2.8.0"], {
  kernel: randomFloats((first, second) => {
    const angle = fround(2 * PI * uniformFloat(second));
    const radius = sqrt(-2 * log(max(uniformFloat(first), fround(1e-7))));
    return [radius * sin(angle), radius * cos(angle)];
  }),
});
