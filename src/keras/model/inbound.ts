import { type Config, isObject, type Json } from "./config.js";

/** One of the tensors that a call of a layer gave. */
export interface TensorRef {
  readonly layer: string;
  readonly node: number;
  readonly tensor: number;
}

/** An argument of a call: a tensor, a value, or a list with tensors in it. */
export type Argument = TensorArgument | Json | readonly Argument[];
export interface TensorArgument {
  readonly ref: TensorRef;
}

/** One call of a layer. */
export interface InboundNode {
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Argument>>;
  readonly isKeras3: boolean;
}

/** Lists in lists are followed no deeper. */
const DEEPEST = 16;

/** True of `["dense", 0, 0]`. */
const isRef = (json: Json | undefined): json is readonly [string, number, number, ...Json[]] =>
  Array.isArray(json) && typeof json[0] === "string" && Number.isSafeInteger(json[1]) && json.length >= 3;

const refOf = ([layer, node, tensor]: readonly [string, number, number, ...Json[]]): TensorRef => ({
  layer,
  node,
  tensor,
});

/** The tensors of `input_layers` or `output_layers`: one, a list, or a dictionary, whose names are taken in order. */
export function tensorRefs(json: Json, config: Config, key: string, depth = 0): TensorRef[] {
  if (isRef(json)) return [refOf(json)];
  if (depth < DEEPEST && Array.isArray(json))
    return json.flatMap((entry) => tensorRefs(entry, config, key, depth + 1));
  if (depth < DEEPEST && isObject(json)) {
    const names = Object.keys(json).sort();
    return names.flatMap((name) => tensorRefs(json[name] as Json, config, key, depth + 1));
  }
  throw config.wrong(key, "tensors as [layer, call, output]", json);
}

/** A call as Keras 3 writes it, `{args, kwargs}`, or as Keras 2 does, a list of tensors with options behind each. */
export function inboundNode(json: Json, layer: Config): InboundNode {
  if (isObject(json)) {
    const { args = [], kwargs = {} } = json;
    if (!Array.isArray(args) || !isObject(kwargs))
      throw layer.wrong("inbound_nodes", "args and kwargs", json);
    return {
      args: args.map((arg) => argument(arg as Json)),
      options: mapValues(kwargs, (value) => argument(value)),
      isKeras3: true,
    };
  }
  // The call of an operation stands alone, that of a layer in a list.
  const list: readonly Json[] = isRef(json) ? [json] : Array.isArray(json) ? json : [];
  if (list.length === 0 || !list.every(isRef)) throw layer.wrong("inbound_nodes", "calls on tensors", json);
  const refs = list as unknown as readonly [string, number, number, ...Json[]][];
  const options = refs[0]?.[3];
  const tensors = refs.map(legacyArgument);
  return {
    args: tensors.length === 1 ? tensors : [tensors],
    options: isObject(options) ? mapValues(options, legacyValue) : {},
    isKeras3: false,
  };
}

function argument(json: Json, depth = 0): Argument {
  if (depth < DEEPEST && Array.isArray(json)) return json.map((entry) => argument(entry, depth + 1));
  if (!isObject(json)) return json;
  const { config } = json;
  if (json.class_name === "__keras_tensor__" && isObject(config) && isRef(config.keras_history as Json))
    return { ref: refOf(config.keras_history as never) };
  // Slices and tuples: a class with its arguments.
  return json;
}

function legacyArgument(ref: readonly [string, number, number, ...Json[]]): Argument {
  return ref[0] === "_CONSTANT_VALUE" ? (ref[2] as unknown as Json) : { ref: refOf(ref) };
}

function legacyValue(json: Json): Argument {
  if (isRef(json)) return legacyArgument(json);
  if (Array.isArray(json) && json.length > 0 && json.every(isRef))
    return json.map((ref) => legacyArgument(ref as never));
  return json;
}

function mapValues(object: { readonly [key: string]: Json | undefined }, map: (value: Json) => Argument) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value as Json)]));
}

export const isTensor = (value: Argument | undefined): value is TensorArgument =>
  typeof value === "object" && value !== null && "ref" in value && isObject(value.ref as never);

/** All tensors of an argument, in order. */
export function tensorsIn(value: Argument | undefined): TensorRef[] {
  if (isTensor(value)) return [value.ref];
  return Array.isArray(value) ? value.flatMap((entry) => tensorsIn(entry as Argument)) : [];
}
