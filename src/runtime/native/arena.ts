import { HalfliteError } from "../../errors.js";
import type { Value } from "../../graph/index.js";
import { bytesOf, type NumericData, type Tensor } from "../../tensor/index.js";
import type { Results } from "../results.js";
import type { NativeBackend } from "./backend.js";
import { type Placed, type Segment, viewOf } from "./segment.js";

/** The memory that a segment runs in, with views on what goes in and comes out: a loop copies them thousands of times. */
export class Arena {
  private readonly sinks: readonly NumericData[];
  private readonly sources: readonly NumericData[];

  private constructor(
    readonly bytes: Uint8Array,
    private readonly segment: Segment,
  ) {
    const view = (placed: Placed) => viewOf(bytes, placed).data as NumericData;
    this.sinks = segment.inputs.map(view);
    this.sources = segment.outputs.map(view);
  }

  /** @throws OUT_OF_MEMORY */
  static create(backend: NativeBackend, segment: Segment): Arena {
    return new Arena(allocate(backend, Math.max(segment.arenaBytes, 1)), segment);
  }

  /** Copies the segment's inputs into their places. */
  fill(tensors: ReadonlyMap<Value, Tensor>): void {
    const { inputs } = this.segment;
    for (let i = 0; i < inputs.length; i++) {
      const { value, offset, bytes } = inputs[i]!;
      const data = tensors.get(value)!.data as Float32Array;
      const sink = this.sinks[i] as Float32Array;
      if (data.constructor === sink.constructor && data.length === sink.length) sink.set(data);
      else this.bytes.set(bytesOf(data).subarray(0, bytes), offset);
    }
  }

  /** Copies the segment's outputs out of it; those of the run to where the caller wants them. */
  read(tensors: Map<Value, Tensor>, results: Results | undefined): void {
    const { outputs } = this.segment;
    for (let i = 0; i < outputs.length; i++) {
      const { value, type, positions } = outputs[i]!;
      const source = this.sources[i]!;
      const data = results && positions.length > 0 ? results.copyOut(positions, source) : source.slice();
      const { dtype, shape, quantization } = type;
      tensors.set(value, { dtype, shape, quantization, data });
    }
  }
}

/** The addon's arenas have at most 4 GiB. */
const MOST_ARENA_BYTES = 2 ** 32;

function allocate({ addon }: NativeBackend, bytes: number): Uint8Array {
  const operation = "the arena of a run";
  if (bytes > MOST_ARENA_BYTES)
    throw new HalfliteError("OUT_OF_MEMORY", { operation, bytes, limit: MOST_ARENA_BYTES });
  try {
    return addon.createArena(bytes);
  } catch (error) {
    throw new HalfliteError("OUT_OF_MEMORY", { operation, bytes }, error);
  }
}
