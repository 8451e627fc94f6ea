import { HalfliteError } from "../../errors.js";
import { toFloat32 } from "../../float16/index.js";
import { allocateTensor, elementCount, type Tensor } from "../../tensor/index.js";
import { type GpuConstants, storedElements } from "./constants.js";
import { BUFFER, type GpuDevice } from "./device.js";
import { type GpuObjects, makeObjects } from "./objects.js";
import type { GpuPlan, PlannedValue } from "./plan.js";

const bytesOf = ({ buffers }: GpuPlan): number => buffers.reduce((sum, size) => sum + size, 0);

/** A plan on a device. Runs one at a time: one submission, one copy back. */
export class GpuProgram {
  private constructor(
    private readonly gpu: GpuDevice,
    private readonly plan: GpuPlan,
    private readonly objects: GpuObjects,
  ) {}

  /** @throws OUT_OF_MEMORY, SHADER_FAILED, DEVICE_LOST */
  static async create(
    gpu: GpuDevice,
    plan: GpuPlan,
    constants: GpuConstants,
    label: string,
  ): Promise<GpuProgram> {
    const make = () => makeObjects(gpu, plan, constants);
    const objects = await gpu.checked(label, () => bytesOf(plan) + constants.bytes, make);
    return new GpuProgram(gpu, plan, objects);
  }

  /**
   * Runs the plan.
   *
   * @param inputs in the plan's order, of its types
   * @throws DEVICE_LOST
   */
  async run(inputs: readonly Tensor[]): Promise<Tensor[]> {
    const { device } = this.gpu;
    this.gpu.requireAlive("running a model");
    for (const input of this.plan.inputs) this.write(input, inputs[input.position]!);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, group, workgroups } of this.objects.dispatches) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    for (const { output, offset, bytes } of this.objects.readBacks)
      if ("buffer" in output)
        encoder.copyBufferToBuffer(this.objects.buffers[output.buffer]!, 0, this.objects.back, offset, bytes);
    device.queue.submit([encoder.finish()]);
    return this.read();
  }

  private write({ buffer, store }: PlannedValue, tensor: Tensor): void {
    const elements = storedElements(tensor, store);
    const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    // Lengths of writes are multiples of 4.
    const even = bytes.length % 4 === 0 ? bytes : padded(bytes);
    this.gpu.device.queue.writeBuffer(
      this.objects.buffers[buffer]!,
      0,
      even.buffer,
      even.byteOffset,
      even.length,
    );
  }

  private async read(): Promise<Tensor[]> {
    try {
      await this.objects.back.mapAsync(BUFFER.mapRead);
    } catch (error) {
      // The device's own word may come later.
      this.gpu.lose((error as Error).message);
      const reason = this.gpu.lost!;
      throw new HalfliteError("DEVICE_LOST", { operation: "running a model", reason }, error);
    }
    try {
      this.gpu.requireNoError("running a model");
      const memory = this.objects.back.getMappedRange();
      return this.objects.readBacks.map(({ output, offset }) =>
        "buffer" in output ? tensorFrom(memory, offset, output) : copyOf(output),
      );
    } finally {
      this.objects.back.unmap();
    }
  }

  destroy(): void {
    const { buffers, words, back } = this.objects;
    for (const buffer of [...buffers, words, back]) buffer.destroy();
    const { known } = this.plan;
    known.memory.keep("a plan", -known.held);
  }
}

function padded(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  longer.set(bytes);
  return longer;
}

/** What follows from shapes is numbers. */
const copyOf = (tensor: Tensor): Tensor => ({ ...tensor, data: (tensor.data as Int32Array).slice() });

/** A tensor of the caller's own from what was read back. */
function tensorFrom(memory: ArrayBuffer, offset: number, { type, store }: PlannedValue): Tensor {
  const count = elementCount(type.shape);
  if (store === "f16") return { ...type, data: toFloat32(new Uint16Array(memory, offset, count)) };
  if (store === "f32") return { ...type, data: new Float32Array(memory, offset, count).slice() };
  const tensor = allocateTensor(type);
  (tensor.data as Int32Array | Uint8Array).set(new Int32Array(memory, offset, count));
  return tensor;
}
