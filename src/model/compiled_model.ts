import { checkOptionNames, HalfliteError, unknownName } from "../errors.js";
import type { Value } from "../graph/index.js";
import { typeOf } from "../runtime/constants.js";
import type { Partition } from "../runtime/delegate/delegate.js";
import type { Fallback, Precision } from "../runtime/session.js";
import type { Tensor, TensorType } from "../tensor/index.js";
import { DISPOSE } from "./dispose_symbol.js";
import { type EntryPoint, entryPoints, type Named } from "./entry_point.js";
import type { Call, Executor } from "./executor.js";
import { arrangeInputs, type Inputs, type InputValue, inputTensor } from "./input_tensor.js";
import { RUN_KEYS, RUN_SYNC_KEYS, type RunOptions, type RunSyncOptions } from "./options.js";
import { allocated, arrangeArrays, destinationsIn } from "./output_arrays.js";
import { OutputTypes } from "./output_types.js";
import { isShape } from "./shape.js";
import { type SignatureInfo, type TensorInfo, tensorInfo } from "./tensor_info.js";

/** Outputs by name: by the signature's names, or by the tensors' own in a model without signatures. */
export type Outputs = Record<string, Tensor>;

/**
 * A model that is ready to run. Made by {@link loadModel}.
 *
 * Runs may be started at any time: they are done one after another, in the order of the calls, so that variables see them in
 * that order. `runSync` and `resetVariables` cannot wait and throw BUSY while a run is in progress.
 */
export class CompiledModel {
  private readonly entries: readonly EntryPoint[];
  private readonly outputTypes: OutputTypes;
  /** Shapes of inputs that were resized. */
  private shapes: ReadonlyMap<Value, readonly number[]> = new Map();

  /** @internal */
  constructor(private readonly executor: Executor) {
    this.entries = entryPoints(executor.model);
    this.outputTypes = new OutputTypes(executor);
  }

  /** What runs the model. */
  get backend(): "js" | "native" {
    return this.executor.session.backend;
  }

  /** What products with float16 weights are computed in: `float16` only where that was asked for and the machine has it. */
  get precision(): Precision {
    return this.executor.session.precision;
  }

  /** Nodes that run in TypeScript although the backend is native, and why. Always empty for the backend `js`. */
  get fallbacks(): readonly Fallback[] {
    return this.executor.session.fallbacks;
  }

  /** Which operators of the main subgraph a delegate runs and which the CPU, and why, in order. Empty without a delegate. */
  get partitions(): readonly Partition[] {
    return this.executor.session.partitions ?? [];
  }

  /** The inputs of the first signature, or of the main subgraph of a model without signatures. */
  get inputs(): readonly TensorInfo[] {
    return this.describe(this.entries[0]!).inputs;
  }

  /** Its outputs. */
  get outputs(): readonly TensorInfo[] {
    return this.describe(this.entries[0]!).outputs;
  }

  /**
   * Inputs and outputs of every signature, by key; empty for a model without signatures. A signature that names a tensor
   * which is no input or output of its subgraph cannot be run, and is left out.
   */
  get signatures(): Readonly<Record<string, SignatureInfo>> {
    const keyed = this.entries.filter(({ key }) => key !== null);
    return Object.fromEntries(keyed.map((entry) => [entry.key, this.describe(entry)]));
  }

  /**
   * Runs the model, without keeping the event loop waiting for longer than one operator takes.
   *
   * Inputs by name give outputs by name; an array of inputs, in the order of `inputs`, gives an array of outputs, in the order
   * of `outputs`. The arrays of the inputs must not change until the promise settles; those of the outputs are the caller's: new
   * ones, or those of the option `outputs`.
   *
   * @throws UNKNOWN_NAME, INVALID_ARGUMENT, SHAPE_MISMATCH for inputs, or arrays for outputs, that do not fit the model; SHAPE_MISMATCH,
   * UNSUPPORTED_OPERATOR, INVALID_VALUE, STEP_LIMIT, OUT_OF_MEMORY from its operators; ABORTED, DISPOSED
   */
  run(inputs: readonly InputValue[], options?: RunOptions): Promise<Tensor[]>;
  run(inputs: Readonly<Record<string, InputValue>>, options?: RunOptions): Promise<Outputs>;
  async run(inputs: Inputs, options: RunOptions = {}): Promise<Tensor[] | Outputs> {
    this.executor.checkUsable("run");
    checkOptionNames(options, RUN_KEYS);
    const entry = this.entry(options.signature);
    const call = this.call(entry, inputs, options);
    return arrangeOutputs(entry, inputs, await this.executor.run({ ...call, signal: options.signal }));
  }

  /**
   * The same, at once.
   *
   * @throws as `run`, and BUSY while a run is in progress or waits
   */
  runSync(inputs: readonly InputValue[], options?: RunSyncOptions): Tensor[];
  runSync(inputs: Readonly<Record<string, InputValue>>, options?: RunSyncOptions): Outputs;
  runSync(inputs: Inputs, options: RunSyncOptions = {}): Tensor[] | Outputs {
    this.executor.checkUsable("runSync");
    checkOptionNames(options, RUN_SYNC_KEYS);
    const entry = this.entry(options.signature);
    return arrangeOutputs(entry, inputs, this.executor.runSync(this.call(entry, inputs, options)));
  }

  /**
   * Sets the shapes of inputs for later runs; runs that were started keep theirs. Also dimensions that are not open may be
   * changed, as far as the model's operators follow.
   *
   * @param shapes by the names of `inputs`
   * @throws UNKNOWN_NAME, INVALID_ARGUMENT; SHAPE_MISMATCH or UNSUPPORTED_OPERATOR when an operator refuses them: then all stay
   */
  resizeInputs(
    shapes: Readonly<Record<string, readonly number[]>>,
    options: { signature?: string } = {},
  ): void {
    this.executor.checkUsable("resizeInputs");
    checkOptionNames(options, ["signature"]);
    const entry = this.entry(options.signature);
    const known = entry.inputs.map(({ name }) => name);
    const resized = new Map(this.shapes);
    for (const [name, shape] of Object.entries(shapes)) {
      const input = entry.inputs.find((one) => one.name === name);
      if (!input) throw unknownName("inputs", name, known);
      if (!isShape(shape))
        throw new HalfliteError("INVALID_ARGUMENT", {
          argument: `shape of "${name}"`,
          expected: "integers of at least 0",
          received: String(shape),
        });
      resized.set(input.value, [...shape]);
    }
    this.executor.outputTypes(entry.subgraph, this.inputTypes(entry, resized));
    this.shapes = resized;
  }

  /**
   * Sets every variable to zero and forgets what operators keep between runs: resources, hash tables, random generators.
   *
   * @throws BUSY, DISPOSED
   */
  resetVariables(): void {
    this.executor.resetVariables();
  }

  /** Frees the model. A run in progress ends first; runs that wait, and later calls, fail with DISPOSED. */
  dispose(): void {
    this.executor.dispose();
  }

  /** The same, for `using model = await loadModel(...)`. */
  [DISPOSE](): void {
    this.dispose();
  }

  /** @throws UNKNOWN_NAME */
  private entry(key: string | undefined): EntryPoint {
    if (key === undefined) return this.entries[0]!;
    const found = this.entries.find((entry) => entry.key === key);
    if (found) return found;
    throw unknownName("signature", key, Object.keys(this.signatures));
  }

  private call(entry: EntryPoint, given: Inputs, options: RunSyncOptions): Call {
    const { onTensor, profile } = options;
    const types = this.inputTypes(entry, this.shapes);
    const inputs: Tensor[] = [];
    arrangeInputs(given, entry.inputs).forEach((value, i) => {
      const { name, position } = entry.inputs[i]!;
      inputs[position] = inputTensor(`"${name}"`, types[position]!, value);
    });
    const observe =
      onTensor &&
      (({ name }: Value, { dtype, shape, quantization, data }: Tensor) =>
        onTensor({ name, dtype, shape, quantization, data }));
    const outputs =
      options.outputs === undefined
        ? allocated(entry.outputs)
        : destinationsIn(
            arrangeArrays(options.outputs, entry.outputs, !Array.isArray(given)),
            entry.outputs,
            this.outputTypes.of(entry, inputs),
            inputs,
          );
    return { subgraph: entry.subgraph, inputs, outputs, onTensor: observe, profile };
  }

  /** The types of the subgraph's inputs, in the subgraph's order. */
  private inputTypes(entry: EntryPoint, shapes: ReadonlyMap<Value, readonly number[]>): TensorType[] {
    const types: TensorType[] = [];
    for (const { value, position } of entry.inputs) {
      const type = typeOf(value);
      types[position] = { ...type, shape: shapes.get(value) ?? type.shape };
    }
    return types;
  }

  private describe(entry: EntryPoint): SignatureInfo {
    const types = this.inputTypes(entry, this.shapes);
    const results = this.outputTypes.of(entry, types);
    return {
      inputs: entry.inputs.map((input) => tensorInfo(input, types[input.position])),
      outputs: entry.outputs.map((output) => tensorInfo(output, results[output.position] ?? undefined)),
    };
  }
}

function arrangeOutputs(
  { outputs }: { outputs: readonly Named[] },
  inputs: Inputs,
  results: readonly Tensor[],
): Tensor[] | Outputs {
  if (Array.isArray(inputs)) return [...results];
  return Object.fromEntries(outputs.map(({ name }, i) => [name, results[i]!]));
}
