import { checkOptionNames } from "../errors.js";
import type { TensorData } from "../tensor/index.js";
import type { CompiledModel, Outputs } from "./compiled_model.js";
import type { EntryPoint, Named } from "./entry_point.js";
import type { InputValue } from "./input_tensor.js";
import type { NamedOutputArrays } from "./output_arrays.js";
import { type TensorDetails, tensorDetails } from "./tensor_details.js";

/**
 * Runs one signature of an interpreter's model, by the signature's own names. Made by `Interpreter.getSignatureRunner`.
 * It needs no `allocateTensors`, and shares the interpreter's variables.
 */
export class SignatureRunner {
  /** @internal */
  constructor(
    private readonly model: CompiledModel,
    private readonly entry: EntryPoint,
    private readonly indexOf: (named: Named) => number,
  ) {}

  /** The inputs by the signature's names. */
  getInputDetails(): Record<string, TensorDetails> {
    return this.details(this.entry.inputs);
  }

  /** The outputs by the signature's names. */
  getOutputDetails(): Record<string, TensorDetails> {
    return this.details(this.entry.outputs);
  }

  /**
   * Runs the signature at once.
   *
   * @param options.outputs arrays to write results to, by the signature's names, as for `CompiledModel.runSync`
   * @returns the elements of the outputs by the signature's names
   * @throws as `CompiledModel.runSync`
   */
  call(
    inputs: Readonly<Record<string, InputValue>>,
    options: { outputs?: NamedOutputArrays } = {},
  ): Record<string, TensorData> {
    checkOptionNames(options, ["outputs"]);
    return elements(this.model.runSync(inputs, { ...options, ...this.options() }));
  }

  /** The same without blocking the event loop. @throws as `CompiledModel.run` */
  async callAsync(
    inputs: Readonly<Record<string, InputValue>>,
    options: { signal?: AbortSignal; outputs?: NamedOutputArrays } = {},
  ): Promise<Record<string, TensorData>> {
    checkOptionNames(options, ["signal", "outputs"]);
    return elements(await this.model.run(inputs, { ...options, ...this.options() }));
  }

  private options() {
    return this.entry.key === null ? {} : { signature: this.entry.key };
  }

  private details(tensors: readonly Named[]): Record<string, TensorDetails> {
    return Object.fromEntries(
      tensors.map((tensor) => [tensor.name, tensorDetails(tensor.value, tensor.name, this.indexOf(tensor))]),
    );
  }
}

const elements = (outputs: Outputs): Record<string, TensorData> =>
  Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
