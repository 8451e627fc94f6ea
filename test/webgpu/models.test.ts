import * as fs from "node:fs";
import * as path from "node:path";
import { decodeImage, preprocess } from "../../src/image/index.js";
import { type CompiledModel, type GpuDelegate, loadModel } from "../../src/index.js";
import type { Tensor } from "../../src/tensor/index.js";
import { describeWithSharedModels, fixture, sharedData } from "../paths.js";
import { useDelegates } from "./gpu.js";
import { inputFor, relativeError } from "./models.js";

const TIMEOUT_MS = 300_000;

/**
 * Of the largest output, in a whole network: float32 sums in another order, see `modelTolerance`; post-processing compares scores that
 * were exponentiated.
 */
const FLOAT32_ERROR = 1e-5;
const FLOAT32_SCORES_ERROR = 1e-4;
/** float16 has 2^-11 = 5e-4 a rounding, sums in it too: 2e-2 is the most that is seen of these networks. */
const FLOAT16_ERROR = 5e-2;

/** Photographs that every model is asked about. */
const PHOTOGRAPHS = 2;

const delegates = useDelegates("models on a GPU", { precisionLossAllowed: true });

const testOnGpu = (name: string, body: (single: GpuDelegate, half: GpuDelegate) => Promise<void>) =>
  test(
    name,
    async () => {
      const gpus = delegates();
      if (gpus) await body(gpus.single, gpus.half);
    },
    TIMEOUT_MS,
  );

/** What a model gives on the CPU and on a GPU. */
async function bothOutputs(file: string, gpu: GpuDelegate) {
  const [cpu, delegated] = [await loadModel(file), await loadModel(file, { delegates: [gpu] })];
  try {
    const input = inputFor(cpu);
    const [expected, actual] = [await cpu.run([input]), await delegated.run([input])];
    return { expected, actual, partitions: delegated.partitions };
  } finally {
    cpu.dispose();
    delegated.dispose();
  }
}

const devices = (partitions: CompiledModel["partitions"]) =>
  partitions.map(({ device, operators }) =>
    device === "gpu" ? "gpu" : operators.map(({ operator }) => operator),
  );

testOnGpu("a MobileNet runs wholly on the GPU", async (single, half) => {
  const file = fixture("mobilenet_v1_0.25_128.tflite");
  const exact = await bothOutputs(file, single);
  expect(devices(exact.partitions)).toEqual(["gpu"]);
  expect(relativeError(exact.expected, exact.actual)).toBeLessThan(FLOAT32_ERROR);
  const rounded = await bothOutputs(file, half);
  expect(relativeError(rounded.expected, rounded.actual)).toBeLessThan(FLOAT16_ERROR);
  expect(largest(rounded.actual[0]!)).toBe(largest(rounded.expected[0]!));
});

function largest({ data }: Tensor): number {
  const values = Array.from(data as Float32Array);
  return values.indexOf(Math.max(...values));
}

describeWithSharedModels("shared models on a GPU", (models) => {
  const file = (name: string) => path.join(models, `${name}.tflite`);

  test.each(["mobilenet_v1_1.0_224", "mobilenet_v2_1.0_224"])(
    "%s: one partition, and in float16 the answers of float32",
    async (name) => {
      const gpus = delegates();
      if (!gpus) return;
      const [exact, rounded] = [
        await loadModel(file(name), { delegates: [gpus.single] }),
        await loadModel(file(name), { delegates: [gpus.half] }),
      ];
      expect(devices(exact.partitions)).toEqual(["gpu"]);
      expect(devices(rounded.partitions)).toEqual(["gpu"]);
      const cpu = await loadModel(file(name));
      for (const pixels of await photographs()) {
        const [wanted] = await cpu.run([pixels]);
        const [found] = await exact.run([pixels]);
        expect(relativeError([wanted!], [found!])).toBeLessThan(FLOAT32_ERROR);
        expect(largest((await rounded.run([pixels]))[0]!)).toBe(largest(wanted!));
      }
      for (const model of [exact, rounded, cpu]) model.dispose();
    },
    TIMEOUT_MS,
  );

  testOnGpu("SSD-MobileNet: all but its post-processing in one partition", async (single, half) => {
    for (const [gpu, bound] of [
      [single, FLOAT32_SCORES_ERROR],
      [half, FLOAT16_ERROR],
    ] as const) {
      const { expected, actual, partitions } = await bothOutputs(file("ssd_mobilenet_v1_0.75_coco"), gpu);
      expect(devices(partitions)).toEqual(["gpu", ["TFLite_Detection_PostProcess"]]);
      // Scores; boxes and classes are sorted by them.
      expect(relativeError([expected[2]!], [actual[2]!])).toBeLessThan(bound);
    }
  });
});

/** What those models take. */
const INPUT = { name: "input", dtype: "FLOAT32", shape: [1, 224, 224, 3], quantization: null } as const;

/** Some photographs as inputs of the ImageNet models. */
async function photographs(): Promise<Float32Array[]> {
  const folder = sharedData("imagenet_sample");
  if (!folder) throw new Error("shared models without shared data");
  const names = fs.readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
  return Promise.all(
    names.slice(0, PHOTOGRAPHS).map(async (name) => {
      const image = await decodeImage(fs.readFileSync(path.join(folder, name)), name);
      return preprocess(image, INPUT) as Float32Array;
    }),
  );
}
