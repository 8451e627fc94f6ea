import type { Float16Statistics } from "../float16/index.js";
import type { Model, Rewrite } from "../graph/index.js";
import type { ByteRange } from "../tflite/index.js";
import type { ConstantDecision, Float16Settings } from "./float16_settings.js";

/** What passes are told, and what they report besides their rewrites. */
export interface PassContext {
  readonly settings: Float16Settings;
  /** What is known of stored constants, by the view that holds their bytes. Absent: not measured yet. */
  readonly measured: ReadonlyMap<ByteRange, Float16Statistics>;
  /** One entry per float32 constant, appended by the pass that decides. */
  readonly decisions: ConstantDecision[];
}

/**
 * A step of a pipeline: reads the model, patches it, tells what it did. A pass never runs a model.
 *
 * @typeParam Context what the passes of its pipeline are told; by default what those of float16 are
 */
export interface Pass<Context = PassContext> {
  readonly name: string;
  run(model: Model, context: Context): Rewrite[];
}
