import { HalfliteError } from "../../errors.js";

/** A WebGPU device with what its programs share. Everything here is undone by `destroy`. */
export class GpuDevice {
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();
  /** Why the device is gone; null while it is there. */
  lost: string | null = null;
  /** What went wrong on the device outside of `checked`, until somebody asks. */
  private error: string | null = null;
  /** Settles when nobody is in `checked`. */
  private free: Promise<unknown> = Promise.resolve();

  constructor(readonly device: GPUDevice) {
    void device.lost.then(({ message, reason }) => this.lose(message || reason));
    device.onuncapturederror = ({ error }) => {
      this.error ??= error.message;
    };
  }

  /** The device is of no more use. */
  lose(reason: string): void {
    this.lost ??= reason;
  }

  get hasFloat16(): boolean {
    return this.device.features.has("shader-f16");
  }

  /** @throws DEVICE_LOST */
  requireAlive(operation: string): void {
    if (this.lost !== null) throw new HalfliteError("DEVICE_LOST", { operation, reason: this.lost });
  }

  /** @throws SHADER_FAILED if anything went wrong since the last time */
  requireNoError(place: string): void {
    const reason = this.error;
    this.error = null;
    if (reason !== null) throw new HalfliteError("SHADER_FAILED", { place, reason });
  }

  /**
   * The pipeline of a shader, compiled once for all models.
   *
   * @param access of the bindings from 1 on; binding 0 is uniform
   * @throws SHADER_FAILED
   */
  pipeline(text: string, access: readonly ("read" | "write")[], label: string): Promise<GPUComputePipeline> {
    let pipeline = this.pipelines.get(text);
    if (!pipeline) {
      pipeline = this.compile(text, access, label);
      this.pipelines.set(text, pipeline);
    }
    return pipeline;
  }

  private async compile(
    text: string,
    access: readonly ("read" | "write")[],
    label: string,
  ): Promise<GPUComputePipeline> {
    const { device } = this;
    const layout = device.createPipelineLayout({ bindGroupLayouts: [this.layout(access)] });
    try {
      const module = device.createShaderModule({ code: text, label });
      return await device.createComputePipelineAsync({
        layout,
        label,
        compute: { module, entryPoint: "main" },
      });
    } catch (error) {
      this.requireAlive("compiling a shader");
      throw new HalfliteError("SHADER_FAILED", { place: label, reason: (error as Error).message }, error);
    }
  }

  /** The layout of a bind group: words, then storage buffers. */
  layout(access: readonly ("read" | "write")[]): GPUBindGroupLayout {
    const key = access.join();
    let layout = this.layouts.get(key);
    if (!layout) {
      const types = ["uniform", ...access.map((one) => (one === "write" ? "storage" : "read-only-storage"))];
      layout = this.device.createBindGroupLayout({
        entries: types.map((type, binding) => ({
          binding,
          visibility: COMPUTE_STAGE,
          buffer: { type: type as GPUBufferBindingType },
        })),
      });
      this.layouts.set(key, layout);
    }
    return layout;
  }

  /**
   * A buffer of the device.
   *
   * @throws OUT_OF_MEMORY when it is larger than any that the device makes
   */
  buffer(label: string, size: number, usage: number): GPUBuffer {
    const { maxBufferSize: limit } = this.device.limits;
    if (size > limit) throw new HalfliteError("OUT_OF_MEMORY", { operation: label, bytes: size, limit });
    return this.device.createBuffer({ label, size, usage });
  }

  /**
   * Does what makes objects of the device, and finds out whether the device could: one after another, as errors belong to whoever
   * asked last.
   *
   * @param bytes what was asked for, for the message
   * @throws OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST
   */
  checked<T>(label: string, bytes: () => number, make: () => T | Promise<T>): Promise<T> {
    const done = this.free.then(() => this.check(label, bytes, make));
    this.free = done.catch(() => undefined);
    return done;
  }

  private async check<T>(label: string, bytes: () => number, make: () => T | Promise<T>): Promise<T> {
    this.requireAlive(label);
    const { device } = this;
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    let outcome: { value: T } | { error: unknown };
    try {
      outcome = { value: await make() };
    } catch (error) {
      outcome = { error };
    }
    const memory = await device.popErrorScope();
    const validation = await device.popErrorScope();
    if ("error" in outcome) throw outcome.error;
    this.requireAlive(label);
    if (memory) throw new HalfliteError("OUT_OF_MEMORY", { operation: label, bytes: bytes() }, memory);
    if (validation)
      throw new HalfliteError("SHADER_FAILED", { place: label, reason: validation.message }, validation);
    return outcome.value;
  }

  destroy(): void {
    this.device.destroy();
    this.pipelines.clear();
  }
}

/** The numbers of WebGPU's flags: implementations other than browsers do not make its namespaces global. */
const COMPUTE_STAGE = 4;
export const BUFFER = { mapRead: 1, copySource: 4, copySink: 8, uniform: 64, storage: 128 } as const;
