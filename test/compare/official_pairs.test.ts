import * as fs from "node:fs";
import * as path from "node:path";
import { compareModels, convert } from "../../src/index.js";
import { describeWithSharedModels, fixture } from "../paths.js";

const folder = fixture("official_pairs");
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith("_fp16.tflite"))
  .map((name) => name.replace("_fp16.tflite", ""));

/** Its constants lie beyond the range, and TensorFlow clamps them. */
const CLAMPED = "overflow_mul";

test.each(names)("TensorFlow's conversion of %s", async (name) => {
  const [a, b] = [`${name}.tflite`, `${name}_fp16.tflite`].map((file) => path.join(folder, file));
  const { unmatched, tensors, firstDivergence } = await compareModels(a!, b!, { random: { count: 2 } });
  expect(unmatched).toEqual([]);
  expect(tensors.length).toBeGreaterThan(0);
  expect(new Set(tensors.map(({ matchedBy }) => matchedBy))).toEqual(new Set(["structure"]));
  expect(firstDivergence?.constants ?? []).toEqual(name === CLAMPED ? ["Const"] : []);
});

describeWithSharedModels("shared models compared", (models) => {
  test("YOLOX, whose names moved on in TensorFlow's conversion", async () => {
    const [a, b] = ["yolox_nano_float32.tflite", "yolox_nano_float16.tflite"].map((n) =>
      path.join(models, n),
    );
    const { tensors, unmatched, firstDivergence } = await compareModels(a!, b!, { random: { count: 1 } });
    expect(unmatched).toEqual([]);
    expect(firstDivergence).toBeNull();
    expect(tensors.length).toBeGreaterThan(550);
    expect(tensors.filter(({ nameInB }) => nameInB !== null)).toHaveLength(7);
  });

  test.each(["mobilenet_v1_1.0_224", "mobilenet_v2_1.0_224", "hand_landmark_sparse_float32"])(
    "%s and its conversion",
    async (name) => {
      const file = path.join(models, `${name}.tflite`);
      const { bytes } = await convert(file);
      const { tensors, unmatched, notComputed, firstDivergence } = await compareModels(file, bytes!, {
        random: { count: 1 },
      });
      expect({ unmatched, notComputed, firstDivergence }).toEqual({
        unmatched: [],
        notComputed: [],
        firstDivergence: null,
      });
      expect(tensors.length).toBeGreaterThan(30);
    },
  );
});
