import type { BackendName } from "../addon/index.js";
import { checkOptionNames, HalfliteError, unknownName } from "../errors.js";
import { nameOf, type Value } from "../graph/index.js";
import { constantTensor, typeOf } from "../runtime/constants.js";
import { allocateTensor, type Tensor, type TensorData, type TensorType } from "../tensor/index.js";
import { CompiledModel } from "./compiled_model.js";
import type { CustomOperator } from "./custom_operator.js";
import { DISPOSE } from "./dispose_symbol.js";
import { type EntryPoint, entryPoints, ofGraph } from "./entry_point.js";
import { type Call, Executor } from "./executor.js";
import { type InputData, inputTensor } from "./input_tensor.js";
import { allocated } from "./output_arrays.js";
import type { PrecisionChoice } from "./precision.js";
import { isShape } from "./shape.js";
import { SignatureRunner } from "./signature_runner.js";
import { type TensorDetails, tensorDetails } from "./tensor_details.js";
import { shapeSignatureOf } from "./tensor_info.js";

/** Options of {@link Interpreter}: one of `modelPath` and `modelContent`. */
export interface InterpreterOptions {
  modelPath?: string;
  /** The bytes of a model, which must not change while the interpreter is in use. */
  modelContent?: Uint8Array;
  /** Threads of the native backend. */
  numThreads?: number;
  /** Default: `HALFLITE_BACKEND`, or `auto`. */
  backend?: BackendName;
  /** As in `loadModel`. */
  precision?: PrecisionChoice;
  /**
   * Keep the results of all operators of the main subgraph, so that `getTensor` has them; the native backend leaves out what
   * follows from constants alone. Default false.
   */
  preserveAllTensors?: boolean;
  /** As in `loadModel`. */
  customOperators?: Readonly<Record<string, CustomOperator>>;
  /** As in `loadModel`. */
  stepLimit?: number;
  /** As in `loadModel`. */
  memoryLimit?: number;
}

const KEYS = [
  "modelPath",
  "modelContent",
  "numThreads",
  "backend",
  "precision",
  "preserveAllTensors",
  "customOperators",
  "stepLimit",
  "memoryLimit",
];

/**
 * A model under the method names of TensorFlow Lite's interpreter. It works on the main subgraph; tensors are numbers.
 *
 * @example
 * const interpreter = new Interpreter({ modelPath: "mobilenet_v2.tflite" });
 * interpreter.allocateTensors();
 * interpreter.setTensor(interpreter.getInputDetails()[0].index, image);
 * interpreter.invoke();
 * const probabilities = interpreter.getTensor(interpreter.getOutputDetails()[0].index);
 */
export class Interpreter {
  private readonly executor: Executor;
  private readonly main: EntryPoint;
  private readonly indices: ReadonlyMap<Value, number>;
  private readonly preserveAllTensors: boolean;
  /** Shapes of inputs that were resized. */
  private readonly shapes = new Map<Value, readonly number[]>();
  /** Values of tensors: inputs since `allocateTensors`, results since `invoke`. Null before `allocateTensors`. */
  private tensors: Map<Value, Tensor> | null = null;
  /** Types of the outputs for the allocated inputs, as far as they are known before a run. */
  private readonly outputTypes = new Map<Value, TensorType>();

  /**
   * Reads the model.
   *
   * @throws as `loadModel`
   */
  constructor(options: InterpreterOptions) {
    checkOptionNames(options, KEYS);
    const { modelPath, modelContent, numThreads, backend, customOperators } = options;
    const { precision, stepLimit, memoryLimit } = options;
    if ((modelPath === undefined) === (modelContent === undefined))
      throw invalid("modelPath, modelContent", "one of them", modelPath === undefined ? "neither" : "both");
    this.executor = Executor.load(modelPath ?? modelContent!, {
      ...(backend === undefined ? {} : { backend }),
      ...(precision === undefined ? {} : { precision }),
      ...(numThreads === undefined ? {} : { threads: numThreads }),
      ...(customOperators === undefined ? {} : { customOperators }),
      ...(stepLimit === undefined ? {} : { stepLimit }),
      ...(memoryLimit === undefined ? {} : { memoryLimit }),
    });
    const graph = this.executor.model.graphs[0]!;
    this.main = ofGraph(graph);
    this.indices = new Map(graph.values.map((value, index) => [value, index]));
    this.preserveAllTensors = options.preserveAllTensors ?? false;
  }

  /**
   * Makes the model ready for its inputs' shapes: inputs become zeros, variables are reset.
   *
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR when an operator refuses the shapes; BUSY, DISPOSED
   */
  allocateTensors(): void {
    this.executor.resetVariables();
    const types = this.main.inputs.map(({ value }) => this.inputType(value));
    const outputs = this.executor.outputTypes(0, types);
    this.outputTypes.clear();
    for (const { value, position } of this.main.outputs) {
      const type = outputs[position];
      if (type) this.outputTypes.set(value, type);
    }
    this.tensors = new Map(this.main.inputs.map(({ value }, i) => [value, allocateTensor(types[i]!)]));
  }

  /** Details of the inputs. */
  getInputDetails(): TensorDetails[] {
    return this.main.inputs.map(({ value }) => this.details(value));
  }

  /** Details of the outputs. */
  getOutputDetails(): TensorDetails[] {
    return this.main.outputs.map(({ value }) => this.details(value));
  }

  /** Details of all tensors of the main subgraph. */
  getTensorDetails(): TensorDetails[] {
    return [...this.indices.keys()].map((value) => this.details(value));
  }

  /**
   * Copies elements into an input.
   *
   * @throws INVALID_ARGUMENT for a tensor that is no input, or before `allocateTensors`; SHAPE_MISMATCH for an array of another
   * class or length
   */
  setTensor(index: number, data: InputData): void {
    const tensors = this.allocated("setTensor");
    const value = this.valueAt(index);
    if (!this.isInput(value)) throw invalid("index", `one of ${this.inputIndices()} (inputs)`, `${index}`);
    const tensor = inputTensor(`tensor ${index}`, this.inputType(value), { data });
    tensors.set(value, { ...tensor, data: copyOf(tensor.data) });
  }

  /**
   * Runs the main subgraph at once.
   *
   * @throws INVALID_ARGUMENT before `allocateTensors`; what the model's operators throw; BUSY, DISPOSED
   */
  invoke(): void {
    const tensors = this.allocated("invoke");
    this.keep(tensors, this.executor.runSync(this.call(tensors)));
  }

  /** The same without blocking the event loop. Inputs that are set meanwhile count for the next run. */
  async invokeAsync(options: { signal?: AbortSignal } = {}): Promise<void> {
    checkOptionNames(options, ["signal"]);
    const tensors = this.allocated("invokeAsync");
    this.keep(tensors, await this.executor.run({ ...this.call(tensors), signal: options.signal }));
  }

  /**
   * A copy of a tensor's elements: of an input, an output, a constant, or with `preserveAllTensors` any result.
   *
   * @throws INVALID_ARGUMENT for a tensor that has no value now
   */
  getTensor(index: number): TensorData {
    this.executor.checkUsable("getTensor");
    const value = this.valueAt(index);
    const tensor = this.tensors?.get(value) ?? (value.constant ? constantTensor(value) : undefined);
    if (tensor) return copyOf(tensor.data);
    const graph = this.executor.model.graphs[0]!;
    const received = `${index} ("${nameOf(value, graph)}"), which has none now`;
    throw invalid("index", "a tensor with a value", received);
  }

  /**
   * Gives an input another shape, for the next `allocateTensors`, which has to follow.
   *
   * @param options.strict refuse to change dimensions that are not open. Default false
   * @throws INVALID_ARGUMENT
   */
  resizeTensorInput(index: number, shape: readonly number[], options: { strict?: boolean } = {}): void {
    this.executor.checkUsable("resizeTensorInput");
    checkOptionNames(options, ["strict"]);
    const value = this.valueAt(index);
    if (!this.isInput(value)) throw invalid("index", `one of ${this.inputIndices()} (inputs)`, `${index}`);
    if (!isShape(shape)) throw invalid("shape", "integers of at least 0", String(shape));
    if (options.strict) checkOpenDimensions(shapeSignatureOf(value), shape);
    this.shapes.set(value, [...shape]);
    this.tensors = null;
  }

  /** The signatures: names of their inputs and outputs, by key. */
  getSignatureList(): Record<string, { inputs: string[]; outputs: string[] }> {
    const names = (tensors: readonly { name: string }[]) => tensors.map(({ name }) => name);
    const { model } = this.executor;
    const keyed = entryPoints(model).filter(({ key }) => key !== null);
    return Object.fromEntries(
      keyed.map(({ key, inputs, outputs }) => [key, { inputs: names(inputs), outputs: names(outputs) }]),
    );
  }

  /**
   * A runner of one signature.
   *
   * @param key may be left out when there is only one signature
   * @throws UNKNOWN_NAME; INVALID_ARGUMENT when the key is left out and there is not one signature
   */
  getSignatureRunner(key?: string): SignatureRunner {
    const { model } = this.executor;
    const keyed = entryPoints(model).filter((entry) => entry.key !== null);
    const keys = keyed.map((entry) => entry.key!);
    if (key === undefined && keyed.length !== 1)
      throw invalid("key", `one of ${keys.join(", ")}`, "none, which means the only signature");
    const entry = key === undefined ? keyed[0] : keyed.find((one) => one.key === key);
    if (!entry) throw unknownName("key", key!, keys);
    const { values } = model.graphs[entry.subgraph]!;
    const compiled = new CompiledModel(this.executor);
    return new SignatureRunner(compiled, entry, ({ value }) => values.indexOf(value));
  }

  /** Sets every variable to zero and forgets what operators keep between runs. @throws BUSY, DISPOSED */
  resetAllVariables(): void {
    this.executor.resetVariables();
  }

  /** The same under the name of TensorFlow Lite's C++ interpreter. */
  resetVariableTensors(): void {
    this.executor.resetVariables();
  }

  /** Frees the model. Later calls fail with DISPOSED. */
  dispose(): void {
    this.executor.dispose();
    this.tensors = null;
  }

  /** The same, for `using`. */
  [DISPOSE](): void {
    this.dispose();
  }

  private allocated(operation: string): Map<Value, Tensor> {
    this.executor.checkUsable(operation);
    if (this.tensors) return this.tensors;
    throw invalid(operation, "a call of allocateTensors before", "none since the model or a shape changed");
  }

  private call(tensors: ReadonlyMap<Value, Tensor>): Call {
    const inputs = this.main.inputs.map(({ value }) => tensors.get(value)!);
    const onTensor = (value: Value, tensor: Tensor) => {
      if (this.indices.has(value)) this.tensors?.set(value, { ...tensor, data: copyOf(tensor.data) });
    };
    const outputs = allocated(this.main.outputs);
    return { subgraph: 0, inputs, outputs, onTensor: this.preserveAllTensors ? onTensor : undefined };
  }

  /** Results of a run that a resize overtook are dropped with the tensors they belong to. */
  private keep(tensors: Map<Value, Tensor>, outputs: readonly Tensor[]): void {
    this.main.outputs.forEach(({ value }, i) => {
      tensors.set(value, outputs[i]!);
    });
  }

  private details(value: Value): TensorDetails {
    this.executor.checkUsable("details");
    const known = this.tensors?.get(value) ?? this.outputTypes.get(value);
    const type = this.isInput(value) ? this.inputType(value) : (known ?? typeOf(value));
    return tensorDetails(value, value.name, this.indices.get(value)!, type);
  }

  private inputType(value: Value): TensorType {
    const type = typeOf(value);
    return { ...type, shape: this.shapes.get(value) ?? type.shape };
  }

  private isInput(value: Value): boolean {
    return this.main.inputs.some((input) => input.value === value);
  }

  private inputIndices(): string {
    return this.main.inputs.map(({ value }) => this.indices.get(value)).join(", ");
  }

  private valueAt(index: number): Value {
    const { values } = this.executor.model.graphs[0]!;
    const value = values[index];
    if (value) return value;
    throw invalid("index", `the number of one of ${values.length} tensors`, String(index));
  }
}

function checkOpenDimensions(signature: readonly number[], shape: readonly number[]): void {
  const fits =
    signature.length === shape.length && signature.every((size, i) => size < 0 || size === shape[i]);
  if (!fits) throw invalid("shape", `[${signature.join(", ")}], -1 being open`, `[${shape.join(", ")}]`);
}

const copyOf = (data: TensorData): TensorData =>
  Array.isArray(data) ? data.map((bytes) => bytes.slice()) : data.slice();

const invalid = (argument: string, expected: string, received: string) =>
  new HalfliteError("INVALID_ARGUMENT", { argument, expected, received });
