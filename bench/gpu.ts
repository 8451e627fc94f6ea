import type { Bench } from "./bench.js";
import { gpuDrivers, HALFLITE_GPU } from "./drivers/gpu.js";
import { benchModels } from "./models.js";
import { gpuProductTrial } from "./trials/gpu_product.js";
import { inferenceTrial } from "./trials/inference.js";

/** Milliseconds that the repeats of one model in one process may take. */
const BUDGET_MS = 1500;
const QUICK_BUDGET_MS = 50;

/** float16 has a precision of 5e-4; sums in it add up to some of that, relative to the largest output. */
const TOLERANCE = 3e-2;

export const gpuBench: Bench = {
  name: "gpu",
  title: "Running on a GPU",
  overview:
    "The GPU delegate in its precisions, against ONNX Runtime's own WebGPU and halflite on the CPU. A run takes inputs and gives outputs as typed " +
    "arrays in the process's memory, so a copy to the GPU and back, and waiting for it, are in every time. Start is opening the device, load includes " +
    "compiling shaders as far as the driver does that then, first is the first run with what the driver left for it. A driver that does a GPU's work on the CPU " +
    "(llvmpipe, SwiftShader) tells nothing about speed.",
  trials: ({ quick }) => [
    { name: "gemm", make: () => (quick ? gpuProductTrial(64, 2) : gpuProductTrial(2048, 16)) },
    ...benchModels(quick)
      .filter(({ name }) => !name.includes("uint8"))
      .map((model) => ({
        name: model.name,
        make: () =>
          inferenceTrial({ ...model, tolerance: TOLERANCE }, quick ? QUICK_BUDGET_MS : BUDGET_MS, {
            drivers: gpuDrivers(),
            base: HALFLITE_GPU,
          }),
      })),
  ],
};
