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

/** Values in float16, products summed in float32. */
export const FLOAT16: GpuDelegateOptions = {
  precisionLossAllowed: true,
  inferencePriority: ["min-latency", "max-precision"],
};

export interface Delegates {
  readonly single: GpuDelegate;
  readonly half: GpuDelegate;
}

/**
 * Delegates in float32 and in float16 for the tests of a file.
 *
 * @param what the tests are about, for whoever reads that they were skipped
 * @returns what gives them to a test; null without a GPU
 */
export function useDelegates(what: string, float16 = FLOAT16): () => Delegates | null {
  let delegates: Delegates | null = null;
  beforeAll(async () => {
    if (await hasGpu(what))
      delegates = { single: await createDelegate(), half: await createDelegate(float16) };
  });
  afterAll(() => {
    delegates?.single.destroy();
    delegates?.half.destroy();
  });
  return () => delegates;
}
