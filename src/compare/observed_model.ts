import { unknownName } from "../errors.js";
import type { Model, Value } from "../graph/index.js";
import { type EntryPoint, entryPoints, type Named } from "../model/entry_point.js";
import { Executor } from "../model/executor.js";
import type { LoadOptions } from "../model/index.js";
import { arrangeInputs, type Inputs, inputTensor } from "../model/input_tensor.js";
import { allocated } from "../model/output_arrays.js";
import { typeOf } from "../runtime/constants.js";
import type { Tensor } from "../tensor/index.js";

/** A model that is run for what it computes between its inputs and outputs. Tensors are told apart by identity, not by name. */
export class ObservedModel {
  private constructor(
    private readonly executor: Executor,
    private readonly entry: EntryPoint,
  ) {}

  /** @throws as `loadModel`; UNKNOWN_NAME for the signature */
  static load(
    source: string | Uint8Array,
    options: LoadOptions,
    signature: string | undefined,
  ): ObservedModel {
    const executor = Executor.load(source, options);
    const entries = entryPoints(executor.model);
    const entry = signature === undefined ? entries[0]! : entries.find(({ key }) => key === signature);
    if (entry) return new ObservedModel(executor, entry);
    executor.dispose();
    const known = entries.flatMap(({ key }) => key ?? []);
    throw unknownName("signature", signature!, known);
  }

  get model(): Model {
    return this.executor.model;
  }

  get backend(): "js" | "native" {
    return this.executor.session.backend;
  }

  get inputs(): readonly Named[] {
    return this.entry.inputs;
  }

  get outputs(): readonly Named[] {
    return this.entry.outputs;
  }

  /** The inputs of a run in the order of `inputs`. @throws INVALID_ARGUMENT, UNKNOWN_NAME, SHAPE_MISMATCH */
  tensorsOf(given: Inputs): Tensor[] {
    return arrangeInputs(given, this.inputs).map((value, i) => {
      const { name, value: input } = this.inputs[i]!;
      return inputTensor(`"${name}"`, typeOf(input), value);
    });
  }

  /**
   * Runs the model with its variables as they are at first.
   *
   * @param inputs in the order of `inputs`
   * @param onTensor gets every result; its elements may be read until the call returns
   * @returns the outputs, in the order of `outputs`
   * @throws what the model throws; ABORTED
   */
  async run(
    inputs: readonly Tensor[],
    signal: AbortSignal | undefined,
    onTensor?: (value: Value, tensor: Tensor) => void,
  ): Promise<Tensor[]> {
    this.executor.resetVariables();
    const arranged: Tensor[] = [];
    this.inputs.forEach(({ position }, i) => {
      arranged[position] = inputs[i]!;
    });
    return this.executor.run({
      subgraph: this.entry.subgraph,
      inputs: arranged,
      outputs: allocated(this.outputs),
      signal,
      onTensor,
    });
  }

  dispose(): void {
    this.executor.dispose();
  }
}
