import { elementCount, type Tensor } from "../../tensor/index.js";
import type { GpuConstants } from "./constants.js";
import { BUFFER, type GpuDevice } from "./device.js";
import type { GpuPlan, PlannedDispatch, PlannedValue } from "./plan.js";

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

/** Makes what a plan needs of a device; pipelines are compiled side by side. */
export async function makeObjects(
  gpu: GpuDevice,
  plan: GpuPlan,
  constants: GpuConstants,
): Promise<GpuObjects> {
  const { device } = gpu;
  const pipelines = plan.dispatches.map(({ shader, label }) =>
    gpu.pipeline(
      shader.text,
      shader.bindings.map(({ access }) => access),
      label,
    ),
  );
  const usage = BUFFER.storage | BUFFER.copySource | BUFFER.copySink;
  const buffers = plan.buffers.map((size, i) => gpu.buffer(`values ${i}`, size, usage));
  const { words, offsets } = uploadWords(gpu, plan.dispatches);
  const groups = plan.dispatches.map(({ shader, operands, label }, k) =>
    device.createBindGroup({
      label,
      layout: gpu.layout(shader.bindings.map(({ access }) => access)),
      entries: [
        { binding: 0, resource: { buffer: words, offset: offsets[k]!, size: shader.words.byteLength } },
        ...operands.map((operand, i) => ({
          binding: i + 1,
          resource: {
            buffer: "buffer" in operand ? buffers[operand.buffer]! : constants.buffer(operand, plan.known),
          },
        })),
      ],
    }),
  );
  const { readBacks, bytes } = planReadBack(plan.outputs);
  const back = gpu.buffer("outputs", Math.max(16, bytes), BUFFER.mapRead | BUFFER.copySink);
  const compiled = await Promise.all(pipelines);
  const dispatches = plan.dispatches.map(({ workgroups }, k) => ({
    pipeline: compiled[k]!,
    group: groups[k]!,
    workgroups,
  }));
  return { buffers, words, dispatches, back, readBacks };
}

/** What all dispatches read with `parameter(k)`, in one buffer. */
function uploadWords(gpu: GpuDevice, dispatches: readonly PlannedDispatch[]) {
  const offsets: number[] = [];
  let end = 0;
  for (const { shader } of dispatches) {
    offsets.push(end);
    end = roundUp(end + shader.words.byteLength, UNIFORM_ALIGNMENT);
  }
  const all = new Uint32Array(Math.max(UNIFORM_ALIGNMENT, end) / 4);
  dispatches.forEach(({ shader }, k) => {
    all.set(shader.words, offsets[k]! / 4);
  });
  const words = gpu.buffer("parameters", all.byteLength, BUFFER.uniform | BUFFER.copySink);
  gpu.device.queue.writeBuffer(words, 0, all.buffer, 0, all.byteLength);
  return { words, offsets };
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
