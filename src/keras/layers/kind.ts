import type { GraphBuilder } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import type { Config, Json } from "../model/config.js";

/** A weight that a layer has by its options and the shapes of its inputs. */
export interface WeightSpec {
  /** Keras's name of it: `kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** False for statistics, which files list behind the others. */
  readonly trainable?: false;
  /** The part of the layer that has it, `forward_layer/cell`; empty for the layer itself. */
  readonly part?: string;
}

export type Shape = readonly number[];

/** An argument of a call: a tensor, a value, or a list of them. */
export type CallArgument = Value | Json | readonly CallArgument[];

/** One use of a layer. */
export interface LayerCall {
  readonly g: GraphBuilder;
  readonly config: Config;
  /** The tensors that it is called with by position. */
  readonly inputs: readonly Value[];
  /** The arguments as they were given, and those that were given by name. */
  readonly args: readonly CallArgument[];
  readonly options: Readonly<Record<string, CallArgument>>;
  /** Reads a weight, by its name or by `part/name`. */
  weight(name: string): Value;
}

/** What is known of a kind of layer. */
export interface LayerKind {
  /** In the order in which Keras makes them. */
  weights?(config: Config, inputs: readonly Shape[]): readonly WeightSpec[];
  /** Makes the nodes of one use. @throws UnsupportedLayer */
  emit(call: LayerCall): Value | readonly Value[];
}

/** Kinds by Keras's names of their classes. */
export type LayerKinds = Readonly<Record<string, LayerKind>>;

/** The tensor that a layer of one input is called with. */
export const inputOf = (call: LayerCall): Value => call.inputs[0] as Value;

/** A kind that gives its input as it is: what only training needs. */
export const identity: LayerKind = { emit: inputOf };

/** Tells tensors from other arguments of a call. */
export const isValue = (argument: CallArgument | undefined): argument is Value =>
  typeof argument === "object" && argument !== null && "ref" in argument && typeof argument.ref === "string";
