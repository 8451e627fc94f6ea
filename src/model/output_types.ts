import { HalfliteError } from "../errors.js";
import type { TensorType } from "../tensor/index.js";
import type { EntryPoint } from "./entry_point.js";
import type { Executor } from "./executor.js";

/** Types of outputs as far as they follow from those of the inputs. */
export class OutputTypes {
  /** Inference takes as long as a small model's run, and most runs have the shapes of the one before. */
  private last: { entry: EntryPoint; shapes: string; types: readonly (TensorType | null)[] } | null = null;

  constructor(private readonly executor: Executor) {}

  /**
   * In the order of the subgraph's outputs. Nothing is known where the model does not fit these inputs: a run tells.
   *
   * @throws DISPOSED
   */
  of(entry: EntryPoint, inputs: readonly TensorType[]): readonly (TensorType | null)[] {
    this.executor.checkUsable("outputs");
    const shapes = inputs.map(({ shape }) => shape.join()).join(";");
    if (this.last?.entry === entry && this.last.shapes === shapes) return this.last.types;
    const types = this.infer(entry, inputs);
    this.last = { entry, shapes, types };
    return types;
  }

  private infer({ subgraph }: EntryPoint, inputs: readonly TensorType[]): (TensorType | null)[] {
    try {
      return this.executor.outputTypes(subgraph, inputs);
    } catch (error) {
      if (error instanceof HalfliteError) return [];
      throw error;
    }
  }
}
