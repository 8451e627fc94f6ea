import { f16round } from "@petamoriken/float16";
import { convert } from "../../src/index.js";
import { buildModel } from "../models/build.js";
import { cases, type ModelCase, specialValues } from "../models/cases.js";
import { outputDeviation } from "./compare.js";
import { countFloat16Tensors } from "./float16_tensors.js";
import type { RuntimeName } from "./outcome.js";
import { runReference } from "./reference.js";
import { CONDITION, float16Accuracy } from "./tolerances.js";

/** The tiny models of special cases, converted, in the real TensorFlow Lite. */

/** LiteRT refuses variable tensors and tensors without elements. */
const runtimeOf = ({ name }: ModelCase): RuntimeName =>
  name === "variable" || name === "zero_elements" ? "tfjs-tflite" : "litert";

/** No runtime knows the operator of custom_operator. The others hold values that float16 cannot, and are tested below. */
const unlike = new Set(["custom_operator", "special_values", "overflow", "infinities"]);
const alike = cases.filter(({ name }) => !unlike.has(name));

const modelOf = (name: string) => buildModel(cases.find((one) => one.name === name)!.spec);

describe.each(["default", "compat"] as const)("profile %s", (profile) => {
  test.each(alike)("$name: $about", async (one) => {
    const model = buildModel(one.spec);
    const runtime = runtimeOf(one);
    const { bytes } = await convert(model, { profile });
    const original = await runReference(model, { runtime });
    const converted = await runReference(bytes!, { runtime });
    const bound = float16Accuracy(countFloat16Tensors(bytes!), CONDITION.other);
    expect(outputDeviation(original, converted)).toBeLessThanOrEqual(bound);
  });
});

/** What `0 + constant` is after the conversion: the constant as the runtime sees it. */
async function constantIn(model: Uint8Array, count = 512): Promise<number[]> {
  const { outputs } = await runReference(model, { inputs: [new Float32Array(count)] });
  return Array.from(outputs[0]!.data, Number);
}

test("by default a constant with a weight beyond the range stays as it was", async () => {
  const model = modelOf("overflow");
  const { bytes } = await convert(model);
  expect(await constantIn(bytes!)).toEqual(await constantIn(model));
});

test("by default infinite weights stay infinite, since nothing overflows", async () => {
  const { bytes } = await convert(modelOf("infinities"));
  expect(countFloat16Tensors(bytes!)).toBe(1);
  expect((await constantIn(bytes!))[100]).toBe(-Infinity);
});

test("compat rounds and clamps special values as TensorFlow does", async () => {
  const { bytes } = await convert(modelOf("special_values"), { profile: "compat" });
  const rounded = Array.from(specialValues, (v) => 0 + f16round(Math.min(Math.max(v, -65504), 65504)));
  expect(await constantIn(bytes!, specialValues.length)).toEqual(rounded);
});

test.each([
  ["overflow", 65504],
  ["infinities", -65504],
])("compat clamps %s to %d", async (name, expected) => {
  const { bytes } = await convert(modelOf(name), { profile: "compat" });
  expect((await constantIn(bytes!))[100]).toBe(expected);
});
