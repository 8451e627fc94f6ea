import type { BuiltinOperator } from "../tflite/index.js";
import type { Kernel } from "./kernel.js";

/**
 * What the conversion to float16 may do with the float32 constants that an operator reads:
 * - `constants`: each may be stored as float16 and come back through a DEQUANTIZE, whatever input it is. This is
 *   TensorFlow's own rule for all operators, builtin and custom, for weights as well as for biases and scalars.
 * - `sparse`: the constant is sparse and stays so; it and the operator's output become float16, and the DEQUANTIZE
 *   follows the operator.
 * - `never`: they stay float32.
 */
export type Float16Rule = "constants" | "sparse" | "never";

/** All that halflite knows about one kind of operator. */
export interface Operator {
  /** TensorFlow Lite's name. */
  readonly name: BuiltinOperator;
  readonly float16: Float16Rule;
  /**
   * The first TensorFlow Lite runtime, as "major.minor.patch", that executes version i + 1 of the operator. `undefined`
   * for a version that was never released; empty for an operator that no release records.
   */
  readonly minRuntimeVersion: readonly (string | undefined)[];
  /** How it is executed; null when halflite does not execute it. */
  readonly kernel: Kernel | null;
}

/** One row of a family: an operator whose constants follow TensorFlow's rule unless another is given. */
export function operator(
  name: BuiltinOperator,
  minRuntimeVersion: readonly (string | undefined)[] = [],
  { float16 = "constants", kernel = null }: { float16?: Float16Rule; kernel?: Kernel | null } = {},
): Operator {
  return { name, float16, minRuntimeVersion, kernel };
}

/**
 * One row of a family whose file is loaded when more than the operator's name is asked for: a model has a few kinds of operators, and the
 * files of all would be most of what a process loads. What many networks are made of is imported as it is, so that the first model need not
 * wait for it.
 *
 * @param load gives the operator of that name
 */
export const deferred = (name: BuiltinOperator, load: () => Operator): Operator =>
  new DeferredOperator(name, load);

class DeferredOperator implements Operator {
  private loaded: Operator | undefined;

  constructor(
    readonly name: BuiltinOperator,
    private readonly load: () => Operator,
  ) {}

  get float16() {
    return this.operator.float16;
  }

  get minRuntimeVersion() {
    return this.operator.minRuntimeVersion;
  }

  get kernel() {
    return this.operator.kernel;
  }

  private get operator(): Operator {
    this.loaded ??= this.load();
    return this.loaded;
  }
}
