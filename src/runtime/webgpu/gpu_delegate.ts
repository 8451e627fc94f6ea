import { HalfliteError, isHalfliteError } from "../../errors.js";
import type { TensorType } from "../../tensor/index.js";
import type { DelegatedGraph } from "../delegate/delegate.js";
import type { InferredTypes } from "../infer_types.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { GpuDevice } from "./device.js";
import { loadWebGpu } from "./load_webgpu.js";
import { type GpuDelegateOptions, type GpuSettings, settingsOf } from "./options.js";
import type { PlanLimits } from "./plan.js";

/** What a GPU is called by its driver. */
export interface GpuInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/**
 * Runs the parts of models on a GPU through WebGPU (Vulkan, Metal, Direct3D 12). Made by {@link GpuDelegate.create}, given to
 * `loadModel` as one of its `delegates`; several models may share one. Weights that are float16 in the file stay float16 on the device.
 *
 * @example
 * const gpu = await GpuDelegate.create({ precisionLossAllowed: true });
 * const model = await loadModel("mobilenet_v2.fp16.tflite", { delegates: [gpu] });
 * console.log(model.partitions);
 */
export class GpuDelegate {
  /** How `partitions` and profiles name it. */
  readonly name = "gpu";
  private lastFailure: string | null = null;
  private current: GpuDevice | null;
  private renewal: Promise<GpuDevice> | null = null;
  private destroyed = false;

  private constructor(
    private readonly settings: GpuSettings,
    private readonly gpu: GPU | null,
    device: GpuDevice | null,
    /** What the driver says of the GPU; null without one. */
    readonly info: GpuInfo | null,
    /** Why there is no GPU, with `fallback: "cpu"`; null where there is one. */
    readonly unavailable: string | null,
  ) {
    this.current = device;
  }

  /**
   * Finds a GPU.
   *
   * @throws UNKNOWN_NAME, INVALID_ARGUMENT for options; MISSING_PACKAGE without the package `webgpu`, BACKEND_UNAVAILABLE without
   * a GPU that it knows, unless `fallback` is "cpu"
   */
  static async create(options: GpuDelegateOptions = {}): Promise<GpuDelegate> {
    const settings = settingsOf(options);
    try {
      const gpu = (settings.gpu as GPU | undefined) ?? (await loadWebGpu());
      const { device, info } = await openDevice(gpu);
      return new GpuDelegate(settings, gpu, device, info, null);
    } catch (error) {
      if (settings.fallback !== "cpu" || !isHalfliteError(error)) throw error;
      const reason = isHalfliteError(error, "BACKEND_UNAVAILABLE") ? error.details.reason : error.message;
      return new GpuDelegate(settings, null, null, null, reason);
    }
  }

  /** How many parts of a model it takes. */
  get maxDelegatedPartitions(): number {
    return this.settings.maxDelegatedPartitions;
  }

  /** What values are computed in: "float16" only where that was allowed and the device's shaders know it. */
  get precision(): "float32" | "float16" {
    return this.limits?.types.real === "f16" ? "float16" : "float32";
  }

  /** Why the last part that it had taken was left to the CPU; null where none was. */
  get failure(): string | null {
    return this.lastFailure;
  }

  /** Wishes that could not be fulfilled, in words. */
  get notes(): readonly string[] {
    const { wished, objectType } = this.settings;
    const lacksFloat16 = wished.real === "f16" && this.current !== null && !this.current.hasFloat16;
    return [
      ...(lacksFloat16 ? ["the device's shaders have no float16 (shader-f16): float32 is used"] : []),
      ...(objectType === "texture" ? ["values are kept in buffers, not in textures"] : []),
    ];
  }

  /** @internal */
  inspect(prepared: PreparedGraph, inferred: InferredTypes): Map<PreparedNode, string | null> {
    // Who uses no GPU does not load what plans for one.
    const { inspectNodes } = require("./inspect.js") as typeof import("./inspect.js");
    return inspectNodes(prepared, inferred, this.limits!.mostBufferBytes);
  }

  /** @internal */
  async compile(prepared: PreparedGraph, inputs: readonly TensorType[]): Promise<DelegatedGraph | null> {
    const { GpuPartition } = require("./gpu_partition.js") as typeof import("./gpu_partition.js");
    const partition = new GpuPartition(prepared, {
      device: () => this.device(),
      limits: this.limits!,
      plans: this.settings.dynamicBatch ? MOST_PLANS : 1,
      giveUp: (error) => this.giveUp(error),
    });
    try {
      if (await partition.prepare(inputs)) return partition;
    } catch (error) {
      partition.dispose();
      throw error;
    }
    partition.dispose();
    return null;
  }

  /** Frees the device; models that use it fail with DISPOSED. */
  destroy(): void {
    this.destroyed = true;
    this.current?.destroy();
  }

  private get limits(): PlanLimits | null {
    if (!this.current) return null;
    const { hasFloat16, device } = this.current;
    const { wished, sustained } = this.settings;
    return {
      types: wished.real === "f16" && !hasFloat16 ? { real: "f32", sum: "f32" } : wished,
      hasFloat16,
      isSpecialized: sustained,
      mostBufferBytes: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
      mostStorageBuffers: device.limits.maxStorageBuffersPerShaderStage,
    };
  }

  /** The device; a new one where the last one is lost. @throws DISPOSED, BACKEND_UNAVAILABLE */
  private device(): Promise<GpuDevice> {
    if (this.destroyed) throw new HalfliteError("DISPOSED", { operation: "running a model on a GPU" });
    if (this.current!.lost === null) return Promise.resolve(this.current!);
    this.renewal ??= openDevice(this.gpu!).then(
      ({ device }) => {
        this.current = device;
        this.renewal = null;
        return device;
      },
      (error) => {
        this.renewal = null;
        throw error;
      },
    );
    return this.renewal;
  }

  /** Whether the CPU takes over. */
  private giveUp(error: unknown): boolean {
    if (this.settings.fallback !== "cpu" || !isHalfliteError(error) || this.destroyed) return false;
    this.lastFailure = error.message;
    return true;
  }
}

/** Plans for so many sizes of a batch are kept. */
const MOST_PLANS = 8;

/** @throws BACKEND_UNAVAILABLE */
async function openDevice(gpu: GPU): Promise<{ device: GpuDevice; info: GpuInfo }> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw unavailable("no adapter was found: no GPU, or no driver for it");
  const { limits, features, info } = adapter;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: features.has("shader-f16") ? ["shader-f16"] : [],
      requiredLimits: {
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      },
    });
    const { vendor, architecture, device: name, description } = info;
    return { device: new GpuDevice(device), info: { vendor, architecture, device: name, description } };
  } catch (error) {
    throw unavailable((error as Error).message, error);
  }
}

const unavailable = (reason: string, cause?: unknown) =>
  new HalfliteError("BACKEND_UNAVAILABLE", { requested: "gpu", reason, available: ["native", "js"] }, cause);
