import type { ElementType, Tensor, TensorType } from "../tensor/index.js";
import type { RecordOf, SparsityParameters, TableDefinition } from "../tflite/index.js";
import type { NativeLowering } from "./lowering.js";

/** An input of a node as far as it is known when shapes are inferred. */
export interface Operand extends TensorType {
  /** The tensor's name in the model, for messages. */
  readonly name: string;
  /** Its elements where they are known: always while the model runs, before that only for constants. */
  readonly data: Tensor["data"] | null;
  /** A state that the operator writes to and that is kept between runs. */
  readonly isVariable: boolean;
  /** How the elements of a sparse constant are stored; only DENSIFY reads those. */
  readonly sparsity?: SparsityParameters | null;
}

/** An output as the model declares it. Its shape is a hint: what counts is what `infer` says. */
export interface Declared extends TensorType {
  readonly name: string;
}

/** One execution of an operator, before values are known. */
export interface Node<O> {
  /** For messages: "subgraph 0, operator 3 (CONV_2D)". */
  readonly place: string;
  /** The operator's options; the schema's defaults where the model has none. */
  readonly options: O;
  readonly customOptions: Uint8Array | null;
  /** The version of the operator, from 1. */
  readonly version: number;
  /** Null for an optional input that is absent; so is every input behind the last one that the model lists. */
  readonly inputs: readonly (Operand | null)[];
  readonly outputs: readonly Declared[];
  /** Types of the internal results of a quantized LSTM or SVDF. */
  readonly intermediates: readonly (Declared | null)[];
}

/** An input whose elements are known. */
export interface Input extends Tensor {
  readonly name: string;
  readonly isVariable: boolean;
  readonly sparsity?: SparsityParameters | null;
}

/** The same when it runs. */
export interface RunningNode<O> extends Node<O> {
  readonly inputs: readonly (Input | null)[];
}

/** A node while it is lowered: the types of its tensors are known, and the values of constants. */
export interface NativeNode<O> extends Node<O> {
  /**
   * The type in which a constant input is stored: FLOAT16 for one that the graph reads through a DEQUANTIZE, whose dtype is
   * FLOAT32 and whose data is null. Null for an input that is computed.
   */
  storedType(input: number): ElementType | null;
  /** Products with weights that are stored as FLOAT16 are computed in float16. */
  readonly computesInFloat16: boolean;
  /** How many threads share the work of a step at most. */
  readonly threads: number;
}

/** Work that pauses wherever whoever drives it may want to do something else; it is passed on with `yield*`. */
export type Steps<T> = Generator<unknown, T>;

/** What a node can ask of the session that runs it. */
export interface Execution {
  /**
   * Runs another subgraph.
   * @throws SHAPE_MISMATCH when it has another number of inputs
   */
  call(subgraph: number, inputs: readonly Tensor[]): Steps<readonly Tensor[]>;
  /**
   * Runs the rest of a loop whose condition holds for the variables: `body`, and as long as `condition` says so, again. Absent where
   * the session has no way that is quicker than calling both.
   * @returns the variables behind the loop; null where the operator has to direct it
   */
  loop?(condition: number, body: number, variables: readonly Tensor[]): Steps<readonly Tensor[] | null>;
  /** Counts an iteration of a loop. @throws STEP_LIMIT, ABORTED */
  countStep(): void;
  /** Whatever lives as long as the session, made when it is first asked for: variables, hash tables, random generators. */
  state<T>(key: string, create: () => T): T;
  /** Counts bytes that a state takes from now on; fewer if negative. @throws OUT_OF_MEMORY */
  keep(bytes: number): void;
}

/** An operator whose outputs' shapes follow from its inputs' types, and from values of inputs that describe shapes. */
export interface StaticKernel<O> {
  /** The table of its options; null if it has none. */
  readonly options: TableDefinition | null;
  /** The outputs follow from the inputs' shapes alone (SHAPE, RANK), so that they are known before any value is. */
  readonly readsOnlyShapes?: boolean;
  /** It reads or changes a state: random numbers, resources, what writes to variable inputs. Never folded. */
  readonly stateful?: boolean;
  /**
   * Types of the outputs. Asks for values with `valuesOf`, which postpones the node until they are known.
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR
   */
  infer(node: Node<O>): readonly TensorType[];
  /** Fills the outputs, whose types are those that `infer` gave. @throws INVALID_VALUE */
  reference(node: RunningNode<O>, outputs: readonly Tensor[], execution: Execution): void;
  /** How it runs natively; null, or absent, where the reference has to do. */
  native?(node: NativeNode<O>, outputs: readonly TensorType[]): NativeLowering | null;
}

/** An operator that directs the session, or of which not even `infer` can say more than its results: control flow, resources, UNIQUE. */
export interface DynamicKernel<O> {
  readonly options: TableDefinition | null;
  /** It works on elements, rather than directing the session as control flow and variables do. */
  readonly computes?: boolean;
  /** @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR, INVALID_VALUE */
  execute(node: RunningNode<O>, execution: Execution): readonly Tensor[] | Steps<readonly Tensor[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: the options of an operator are those of its own table
export type Kernel = StaticKernel<any> | DynamicKernel<any>;

/** A kernel whose options are records of the table. */
export const staticKernel = <T extends TableDefinition>(
  options: T,
  kernel: Omit<StaticKernel<RecordOf<T>>, "options">,
): Kernel => ({ options, ...kernel });

/** A kernel of an operator that has no options. */
export const plainKernel = (kernel: Omit<StaticKernel<null>, "options">): Kernel => ({
  options: null,
  ...kernel,
});

export const dynamicKernel = <T extends TableDefinition>(
  options: T,
  kernel: Omit<DynamicKernel<RecordOf<T>>, "options">,
): Kernel => ({ options, ...kernel });

/** Kernels of custom operators, by custom code. */
export type CustomOperators = ReadonlyMap<string, Kernel>;
