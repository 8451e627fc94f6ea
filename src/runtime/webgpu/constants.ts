import { toFloat16 } from "../../float16/index.js";
import type { Value } from "../../graph/index.js";
import type { Tensor } from "../../tensor/index.js";
import type { KnownValues } from "../known_values.js";
import { BUFFER, type GpuDevice } from "./device.js";

import type { PlannedOperand } from "./plan.js";
import type { Elements, Layout } from "./shader.js";
import type { ElementStore } from "./wgsl_bindings.js";

type PlannedConstant = Extract<PlannedOperand, { constant: unknown }>;

/** The constants of a model on a device: each once for every order and type that shaders read it in, float16 as float16. */
export class GpuConstants {
  private readonly buffers = new Map<object, Map<string, GPUBuffer>>();
  /** Bytes on the device. */
  bytes = 0;

  constructor(private readonly gpu: GpuDevice) {}

  /** @param known of the graph whose constant it is */
  buffer({ constant, store, layout }: PlannedConstant, known: KnownValues): GPUBuffer {
    const holder = holderOf(constant, known);
    const forms = this.buffers.get(holder) ?? new Map<string, GPUBuffer>();
    this.buffers.set(holder, forms);
    const key = `${store} ${layout?.key ?? ""}`;
    let buffer = forms.get(key);
    if (!buffer) {
      const label = constant instanceof Uint8Array ? "a table" : constant.name;
      buffer = this.upload(elementsOf(constant, store, known), layout, label);
      forms.set(key, buffer);
    }
    return buffer;
  }

  private upload(elements: Elements, layout: Layout | undefined, label: string): GPUBuffer {
    const { device } = this.gpu;
    let laid = elements;
    if (layout) {
      laid = new (elements.constructor as new (length: number) => Elements)(layout.elements);
      layout.fill(elements, laid);
    }
    const size = Math.max(16, Math.ceil(laid.byteLength / 16) * 16);
    const buffer = this.gpu.buffer(label, size, BUFFER.storage | BUFFER.copySink);
    this.bytes += size;
    // Lengths of writes are multiples of 4.
    const odd = laid.byteLength % 4;
    const even = laid.byteLength - odd;
    if (even > 0) device.queue.writeBuffer(buffer, 0, laid.buffer, laid.byteOffset, even);
    if (odd > 0) {
      const last = new Uint8Array(4);
      last.set(new Uint8Array(laid.buffer, laid.byteOffset + even, odd));
      device.queue.writeBuffer(buffer, even, last);
    }
    return buffer;
  }

  destroy(): void {
    for (const forms of this.buffers.values()) for (const buffer of forms.values()) buffer.destroy();
    this.buffers.clear();
    this.bytes = 0;
  }
}

/** What a constant is told by: a value, or the tensor of one that follows from shapes, which other shapes change. */
function holderOf(constant: Value | Uint8Array, known: KnownValues): object {
  const isLasting = constant instanceof Uint8Array || (known.below?.isKnown(constant) ?? true);
  return isLasting ? constant : known.tensor(constant)!;
}

/** The elements of a constant as its buffer holds them. */
function elementsOf(constant: Value | Uint8Array, store: ElementStore, known: KnownValues): Elements {
  if (constant instanceof Uint8Array) {
    const copy = constant.slice().buffer;
    return store === "f32" ? new Float32Array(copy) : new Int32Array(copy);
  }
  const half = known.half(constant);
  if (half) return half.data as Uint16Array;
  const tensor = known.tensor(constant)!;
  return storedElements(tensor, store);
}

/** The elements of a tensor in the form that buffers of the store have. */
export function storedElements({ dtype, data }: Tensor, store: ElementStore): Elements {
  if (dtype === "FLOAT32")
    return store === "f32"
      ? (data as Float32Array)
      : toFloat16(data as Float32Array, { overflow: "clamp" }).values;
  return dtype === "INT32" ? (data as Int32Array) : Int32Array.from(data as Uint8Array);
}
