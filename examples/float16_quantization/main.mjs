// Post-training float16 quantization, step by step: README.md explains what happens here.
//   npm run example

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convert, evaluateArrays, loadModel } from "halflite";
import { parseTestDigits } from "./test_digits.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const model = join(here, "digits.tflite");
const folder = await mkdtemp(join(tmpdir(), "halflite-example-"));
const half = join(folder, "digits.fp16.tflite");

try {
  console.log("1. A float32 model reads a digit");
  const { images, labels } = parseTestDigits(
    await readFile(join(here, "inputs", "test.npy")),
    await readFile(join(here, "expected", "test.npy")),
  );
  const digit = images[0];
  console.log(drawing(digit));
  const before = await probabilities(model, digit);
  console.log(
    `   it is a ${labels[0]}; the model says ${best(before)}, with a probability of ${before[best(before)].toFixed(4)}\n`,
  );

  console.log("2. Its constants become float16");
  const { report } = await convert(model, { output: half, verify: true });
  const { input, output, statistics } = report;
  const ratio = ((100 * output.byteLength) / input.byteLength).toFixed(1);
  console.log(`   ${input.byteLength} bytes became ${output.byteLength}: ${ratio} %`);
  console.log(`   the largest change of a weight is ${statistics.maxAbsError.toExponential(2)}\n`);

  console.log("3. The float16 model reads the same digit");
  const after = await probabilities(half, digit);
  const change = Math.max(...before.map((p, i) => Math.abs(p - after[i])));
  console.log(`   it says ${best(after)}; no probability changed by more than ${change.toExponential(2)}\n`);

  console.log("4. Both read digits that neither has seen in training");
  const { models } = await evaluateArrays({ models: [model, half], data: here, metrics: ["accuracy"] });
  for (const [name, { outputs }] of [
    ["float32", models[0]],
    ["float16", models[1]],
  ]) {
    const { rate, low, high, count, total } = outputs[0].metrics[0];
    const interval = `95 % interval ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)}`;
    console.log(`   ${name}: ${count} of ${total} right, ${(100 * rate).toFixed(2)} % (${interval})`);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function probabilities(file, image) {
  const loaded = await loadModel(file);
  const { output_0: output } = await loaded.run({ digit: image });
  loaded.dispose();
  return [...output.data];
}

function best(scores) {
  return scores.indexOf(Math.max(...scores));
}

/** An 8 x 8 image with brighter characters for brighter pixels. */
function drawing(image) {
  const shades = " .:-=+*#%@";
  const rows = Array.from({ length: 8 }, (_, y) => [...image.subarray(8 * y, 8 * y + 8)]);
  return rows
    .map((row) => `   ${row.map((pixel) => shades[Math.round(pixel * 9)].repeat(2)).join("")}`)
    .join("\n");
}
