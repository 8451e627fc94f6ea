import { RandomOptions } from "../../tflite/schema/general_options.js";
import { inputOf, mismatch, requireRank, requireType, unsupported } from "../check.js";
import { staticKernel } from "../kernel.js";
import { integerOf } from "../movement.js";
import { operator } from "../operator.js";
import { generatorOf, type PhiloxGenerator, uniformDouble } from "./random_generator.js";

/** Classes drawn with the probabilities that logits give: FLOAT32 [batch, classes] to INT32 or INT64 [batch, samples]. */
export const multinomial = operator("MULTINOMIAL", ["2.8.0"], {
  kernel: staticKernel(RandomOptions, {
    stateful: true,
    infer(node) {
      const logits = inputOf(node, 0);
      requireType(node, logits, "FLOAT32");
      requireRank(node, logits, 2);
      requireType(node, inputOf(node, 1), "INT32");
      requireRank(node, inputOf(node, 1), 0);
      const samples = integerOf(node, 1);
      if (samples < 0) throw mismatch(node, inputOf(node, 1).name, "0 or more", `${samples}`);
      if (logits.shape[1] === 0) throw mismatch(node, logits.name, "1 class or more", "0");
      const dtype = node.outputs[0]?.dtype;
      if (dtype !== "INT32" && dtype !== "INT64") throw unsupported(node, `an output of type ${dtype}`);
      return [{ dtype, shape: [logits.shape[0]!, samples], quantization: null }];
    },
    reference(node, [output], execution) {
      const { data, shape } = inputOf(node, 0);
      const [batch, samples] = output!.shape as [number, number];
      const classes = shape[1]!;
      const draw = drawer(generatorOf(node, execution), batch, samples);
      for (let b = 0; b < batch; b++) {
        const sums = cumulated((data as Float32Array).subarray(b * classes, (b + 1) * classes));
        for (let i = 0; i < samples; i++) {
          const drawn = firstAbove(sums, draw() * sums.at(-1)!);
          output!.data[b * samples + i] = output!.dtype === "INT64" ? BigInt(drawn) : drawn;
        }
      }
    },
  }),
});

/** Numbers in [0, 1), two from each group. However many a run draws, the next one starts far behind it. */
function drawer(generator: PhiloxGenerator, batch: number, samples: number): () => number {
  const own = generator.copy();
  generator.skip(BigInt(batch) * BigInt(Math.ceil(samples / 4)) * 2048n);
  let words: Uint32Array = new Uint32Array();
  let used = 4;
  return () => {
    if (used === 4) {
      words = own.next();
      used = 0;
    }
    used += 2;
    return uniformDouble(words[used - 2]!, words[used - 1]!);
  };
}

/** Sums of the exponentials so far, relative to the greatest; infinities and NaN count nothing. */
function cumulated(logits: Float32Array): Float64Array {
  const finite = logits.filter(Number.isFinite);
  const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const sums = new Float64Array(logits.length);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    if (Number.isFinite(logits[i]!)) sum += Math.exp(logits[i]! - most);
    sums[i] = sum;
  }
  return sums;
}

function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < sums[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
