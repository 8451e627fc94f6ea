import { type Command, Option } from "commander";
import type { CompiledModel, GpuDelegate, GpuInfo, Partition } from "../index.js";
import { parseCount } from "./parse_number.js";

/** The options that give a model's operators to a GPU; the names are TensorFlow Lite's. */
export interface GpuFlags {
  gpu?: boolean;
  gpuPrecisionLossAllowed?: boolean;
  gpuInferencePriority?: string;
  gpuInferencePreference?: "fast-single-answer" | "sustained-speed";
  gpuMaxDelegatedPartitions?: number;
  gpuFallback?: "error" | "cpu";
}

export const addGpuOptions = (command: Command): Command =>
  command
    .option("--gpu", "run what a GPU takes on it (needs the optional package webgpu)")
    .option("--gpu-precision-loss-allowed", "compute in float16 there, if its shaders know it")
    .option(
      "--gpu-inference-priority <names>",
      "max-precision, min-latency, min-memory-usage, auto: one, or an order, separated by commas",
    )
    .addOption(
      new Option("--gpu-inference-preference <name>", "shaders for all shapes, or for each one").choices([
        "fast-single-answer",
        "sustained-speed",
      ]),
    )
    .option(
      "--gpu-max-delegated-partitions <count>",
      "how many parts it may take (default: 1)",
      parseCount(1),
    )
    .addOption(
      new Option("--gpu-fallback <what>", "without a GPU, or when it fails").choices(["error", "cpu"]),
    );

/** What a report says of a GPU; absent where none was asked for. */
export interface GpuReport {
  /** Null where none was found. */
  readonly info: GpuInfo | null;
  readonly precision: "float32" | "float16";
  /** Why it does nothing, or why it was given up. */
  readonly failure: string | null;
  readonly notes: readonly string[];
  readonly partitions: readonly Partition[];
}

/**
 * Does work with a delegate as the flags want it, or with null without `--gpu`.
 *
 * @throws as `GpuDelegate.create`
 */
export async function withGpu<T>(flags: GpuFlags, work: (gpu: GpuDelegate | null) => Promise<T>): Promise<T> {
  const gpu = flags.gpu ? await openGpu(flags) : null;
  try {
    return await work(gpu);
  } finally {
    gpu?.destroy();
  }
}

function openGpu(flags: GpuFlags): Promise<GpuDelegate> {
  const { GpuDelegate } = require("../index.js") as typeof import("../index.js");
  const { defined } = require("./options.js") as typeof import("./options.js");
  const { gpuInferencePriority: priority } = flags;
  return GpuDelegate.create(
    defined({
      precisionLossAllowed: flags.gpuPrecisionLossAllowed,
      // The delegate checks the words.
      inferencePriority: priority?.split(",") as "auto"[] | undefined,
      inferencePreference: flags.gpuInferencePreference,
      maxDelegatedPartitions: flags.gpuMaxDelegatedPartitions,
      fallback: flags.gpuFallback,
    }),
  );
}

/** The part of LoadModelOptions that a delegate is. */
export const delegatesOf = (gpu: GpuDelegate | null) => (gpu ? { delegates: [gpu] } : {});

/** What to report of a model that ran, or was loaded. */
export function gpuReport(gpu: GpuDelegate | null, { partitions }: CompiledModel): { gpu?: GpuReport } {
  if (!gpu) return {};
  const { info, precision, notes } = gpu;
  return { gpu: { info, precision, failure: gpu.unavailable ?? gpu.failure, notes, partitions } };
}
