import { GpuDelegate, type GpuDelegateOptions } from "../../src/index.js";

/** See test/environment.ts. */
const { loadWebGpu } = globalThis as unknown as {
  loadWebGpu: () => Promise<{ create: (options: string[]) => GPU }>;
};

let loaded: GPU | null = null;

/** The implementation of WebGPU in the package `webgpu`. */
export async function implementation(): Promise<GPU> {
  loaded ??= (await loadWebGpu()).create([]);
  return loaded;
}

/** Whether there is a GPU, or a driver that does its work on the CPU; says so where there is none. */
export async function hasGpu(what: string): Promise<boolean> {
  const adapter = await (await implementation()).requestAdapter();
  if (!adapter) console.warn(`SKIPPED: ${what}: no GPU and no software driver for Vulkan`);
  return adapter !== null;
}

export const createDelegate = async (options: GpuDelegateOptions = {}): Promise<GpuDelegate> =>
  GpuDelegate.create({ gpu: await implementation(), ...options });
