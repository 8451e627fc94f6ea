import { elementCount, type Tensor } from "../../tensor/index.js";
import type { GpuConstants } from "./constants.js";
import { BUFFER, type GpuDevice } from "./device.js";
import type { GpuPlan, PlannedDispatch, PlannedOperand, PlannedValue } from "./plan.js";

/** What a plan has on a device. */
export interface GpuObjects {
  readonly buffers: readonly GPUBuffer[];
  /** The parameters of all dispatches. */
  readonly words: GPUBuffer;
  readonly dispatches: readonly BoundDispatch[];
  /** What outputs are copied to, to be read. */
  readonly back: GPUBuffer;
  readonly readBacks: readonly ReadBack[];
}

export interface BoundDispatch {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: PlannedDispatch["workgroups"];
}

/** Where an output lies in the buffer that is read back. */
export interface ReadBack {
  readonly output: PlannedValue | Tensor;
  readonly offset: number;
  readonly bytes: number;
}

/** Offsets into uniform buffers that every device accepts. */
const UNIFORM_ALIGNMENT = 256;

const roundUp = (count: number, to: number) => Math.ceil(count / to) * to;

/** Makes what a plan needs of a device, or nothing; pipelines are compiled side by side. @throws as `GpuProgram.create` */
export async function makeObjects(
  gpu: GpuDevice,
  plan: GpuPlan,
  constants: GpuConstants,
): Promise<GpuObjects> {
  const pipelines = await Promise.all(
    plan.dispatches.map(({ shader, label }) => gpu.pipeline(shader.text, accessOf(shader), label)),
  );
  const made: GPUBuffer[] = [];
  const buffer = (...wish: Parameters<GpuDevice["buffer"]>) => {
    made.push(gpu.buffer(...wish));
    return made.at(-1)!;
  };
  try {
    const usage = BUFFER.storage | BUFFER.copySource | BUFFER.copySink;
    const buffers = plan.buffers.map((size, i) => buffer(`values ${i}`, size, usage));
    const { bits, offsets } = wordsOf(plan.dispatches);
    const words = buffer("parameters", bits.byteLength, BUFFER.uniform | BUFFER.copySink);
    gpu.device.queue.writeBuffer(words, 0, bits.buffer, 0, bits.byteLength);
    const { readBacks, bytes } = planReadBack(plan.outputs);
    const back = buffer("outputs", Math.max(16, bytes), BUFFER.mapRead | BUFFER.copySink);
    const bufferOf = (operand: PlannedOperand) =>
      "buffer" in operand ? buffers[operand.buffer]! : constants.buffer(operand, plan.known);
    const dispatches = plan.dispatches.map((dispatch, k) => ({
      pipeline: pipelines[k]!,
      group: bind(gpu, dispatch, { buffer: words, offset: offsets[k]! }, bufferOf),
      workgroups: dispatch.workgroups,
    }));
    return { buffers, words, dispatches, back, readBacks };
  } catch (error) {
    for (const one of made) one.destroy();
    throw error;
  }
}

const accessOf = ({ bindings }: PlannedDispatch["shader"]) => bindings.map(({ access }) => access);

function bind(
  gpu: GpuDevice,
  { shader, operands, label }: PlannedDispatch,
  words: { readonly buffer: GPUBuffer; readonly offset: number },
  bufferOf: (operand: PlannedOperand) => GPUBuffer,
): GPUBindGroup {
  const resources = [
    { ...words, size: shader.words.byteLength },
    ...operands.map((operand) => ({ buffer: bufferOf(operand) })),
  ];
  return gpu.device.createBindGroup({
    label,
    layout: gpu.layout(accessOf(shader)),
    entries: resources.map((resource, binding) => ({ binding, resource })),
  });
}

/** What all dispatches read with `parameter(k)`, one after another. */
function wordsOf(dispatches: readonly PlannedDispatch[]) {
  const offsets: number[] = [];
  let end = 0;
  for (const { shader } of dispatches) {
    offsets.push(end);
    end = roundUp(end + shader.words.byteLength, UNIFORM_ALIGNMENT);
  }
  const bits = new Uint32Array(Math.max(UNIFORM_ALIGNMENT, end) / 4);
  dispatches.forEach(({ shader }, k) => {
    bits.set(shader.words, offsets[k]! / 4);
  });
  return { bits, offsets };
}

function planReadBack(outputs: GpuPlan["outputs"]): { readBacks: ReadBack[]; bytes: number } {
  let end = 0;
  const readBacks = outputs.map((output) => {
    const offset = end;
    if (!("buffer" in output)) return { output, offset, bytes: 0 };
    const width = output.store === "f16" ? 2 : 4;
    const bytes = roundUp(elementCount(output.type.shape) * width, 4);
    end = roundUp(end + bytes, 16);
    return { output, offset, bytes };
  });
  return { readBacks, bytes: end };
}
