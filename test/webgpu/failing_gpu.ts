import { implementation } from "./gpu.js";

/** What a test changes about the GPU that it has. */
export interface Changes {
  /** Features that its adapter does not have. */
  readonly without?: readonly string[];
  /** Limits of its device. */
  readonly limits?: Readonly<Record<string, number>>;
  /** How many times a device is given; after that there is no adapter. */
  readonly devices?: number;
  /** Why its driver refuses every shader. */
  readonly refusal?: string;
  /** Told of every device. */
  readonly onDevice?: (device: GPUDevice) => void;
}

/** The tests' GPU with changes. */
export async function changedGpu(changes: Changes): Promise<object> {
  const gpu = await implementation();
  let left = changes.devices ?? Infinity;
  return {
    async requestAdapter(options: GPURequestAdapterOptions) {
      const adapter = left-- > 0 ? await gpu.requestAdapter(options) : null;
      if (!adapter) return null;
      const features = new Set([...adapter.features].filter((name) => !changes.without?.includes(name)));
      const requestDevice = async (wishes: GPUDeviceDescriptor) => {
        const device = await adapter.requestDevice(wishes);
        changes.onDevice?.(device);
        const { limits = {}, refusal } = changes;
        const refuse = async () => {
          throw new Error(refusal);
        };
        return withChanges(device, {
          features,
          limits: withChanges(device.limits, limits),
          ...(refusal ? { createComputePipelineAsync: refuse } : {}),
        });
      };
      return withChanges(adapter, { features, requestDevice });
    },
  };
}

/** An object with other properties; methods are called on the object itself. */
function withChanges<T extends object>(object: T, changes: Readonly<Record<string, unknown>>): T {
  return new Proxy(object, {
    get(target, key) {
      if (typeof key === "string" && key in changes) return changes[key];
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

/** No GPU at all. */
export const NO_GPU = { requestAdapter: async () => null };
