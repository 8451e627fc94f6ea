import type { Tensor, TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import { drive } from "../drive.js";
import { givenTypes, needsOtherShapes, outputTypes } from "../infer_types.js";
import { KeptValues } from "../kept_values.js";
import { defaultMemoryLimit, SessionMemory } from "../memory.js";
import type { PreparedGraph } from "../prepare.js";
import type { Fallback, Precision, RunOptions, Session } from "../session.js";
import type { NativeBackend } from "./backend.js";
import { Loops } from "./loops.js";
import { NativeRun } from "./run.js";
import { SegmentCache } from "./segment_cache.js";

/** The native backend: graphs are compiled to programs for the shapes that they are run with. */
export class NativeSession implements Session {
  readonly backend = "native";
  readonly precision: Precision;
  readonly inferredNodes: number;
  private readonly kept: KeptValues;
  private readonly segments: SegmentCache;
  private readonly loops: Loops;

  /** Compiles the main graph for the shapes that the model declares. @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR */
  constructor(
    private readonly graphs: readonly PreparedGraph[],
    private readonly native: NativeBackend,
    memoryLimit = defaultMemoryLimit(),
  ) {
    this.precision = native.precision ?? "float32";
    this.kept = new KeptValues(new SessionMemory(memoryLimit));
    this.segments = new SegmentCache(native, graphs, this.kept);
    this.loops = new Loops(graphs, this.segments);
    this.inferredNodes = this.compileMain();
  }

  /** @returns behind the last node that was compiled; 0 where only callers know the shapes */
  private compileMain(): number {
    const main = this.graphs[0]!;
    try {
      return this.segments.get(main, 0, givenTypes(main, main.graph.inputs.map(typeOf)), false).end;
    } catch (error) {
      if (!needsOtherShapes(error, main)) throw error;
      return 0;
    }
  }

  get fallbacks(): readonly Fallback[] {
    return this.segments.fallbacks();
  }

  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    return outputTypes(this.graphs[subgraph]!, inputs);
  }

  runSync(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Tensor[] {
    return this.newRun(options).graph(subgraph, inputs);
  }

  async run(subgraph: number, inputs: readonly Tensor[], options: RunOptions): Promise<Tensor[]> {
    const run = this.newRun(options);
    return drive(run.start(subgraph, inputs), (call) => run.completeAsync(call));
  }

  resetVariables(): void {
    this.kept.reset();
  }

  dispose(): void {
    this.kept.clear();
    this.segments.clear();
  }

  private newRun(options: RunOptions): NativeRun {
    this.kept.memory.running = 0;
    return new NativeRun(this.graphs, this.kept, options, this.segments, this.loops, this.native.threads);
  }
}
