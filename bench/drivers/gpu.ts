import type { GpuDelegateOptions } from "../../src/index.js";
import { HALFLITE, halfliteDrivers, loaded } from "./halflite.js";
import type { Group, NodeDriver } from "./inference.js";
import { onnxruntimeDriver } from "./onnxruntime.js";

/** The driver that others are compared with. */
export const HALFLITE_GPU = "halflite gpu, float32";

const GPU: Group = "GPU";

/** What runs models on a GPU, and halflite on the CPU beside it. */
export function gpuDrivers(): NodeDriver[] {
  return [
    driver(HALFLITE_GPU, {}),
    driver("halflite gpu, float32, shaders for each shape", { inferencePreference: "sustained-speed" }),
    driver("halflite gpu, float16 with float32 sums", {
      precisionLossAllowed: true,
      inferencePriority: ["min-latency", "max-precision"],
    }),
    driver("halflite gpu, float16", { precisionLossAllowed: true }),
    driver("halflite gpu, float16, shaders for each shape", {
      precisionLossAllowed: true,
      inferencePreference: "sustained-speed",
    }),
    onnxruntimeDriver("onnxruntime-node, WebGPU", GPU, { executionProviders: ["webgpu"] }),
    halfliteDrivers().at(-2)!,
  ];
}

const driver = (name: string, options: GpuDelegateOptions): NodeDriver => ({
  name,
  package: HALFLITE,
  group: GPU,
  absent: null,
  async start() {
    const { GpuDelegate, loadModel } = await import("../../src/index.js");
    const gpu = await GpuDelegate.create(options);
    if (options.precisionLossAllowed && gpu.precision !== "float16") throw new Error(gpu.notes.join("; "));
    return async (file) => {
      const model = await loadModel(file, { delegates: [gpu] });
      const onCpu = model.partitions.flatMap(({ device, operators }) => (device === "cpu" ? operators : []));
      const names = new Set(onCpu.map(({ operator }) => operator));
      const remark = `${onCpu.length} operators run on the CPU (${[...names].join(", ")})`;
      return { ...loaded(model), ...(onCpu.length > 0 ? { remark } : {}) };
    };
  },
});
