import type { GpuInfo } from "./gpu_delegate.js";
import { loadWebGpu } from "./load_webgpu.js";

/** What {@link GpuDelegate.create} would find: plain data. */
export interface GpuDiagnosis {
  /** Null where there is no GPU to use. */
  readonly info: GpuInfo | null;
  /** Shaders can compute in float16. */
  readonly hasFloat16: boolean;
  /** Why there is none; null where there is one. */
  readonly reason: string | null;
}

/** Looks for a GPU as {@link GpuDelegate.create} does. Never throws. */
export async function diagnoseGpu(): Promise<GpuDiagnosis> {
  try {
    const adapter = await (await loadWebGpu()).requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return { info: null, hasFloat16: false, reason: "no GPU, or no driver for it" };
    const { vendor, architecture, device, description } = adapter.info;
    const hasFloat16 = adapter.features.has("shader-f16");
    return { info: { vendor, architecture, device, description }, hasFloat16, reason: null };
  } catch (error) {
    return { info: null, hasFloat16: false, reason: (error as Error).message };
  }
}
