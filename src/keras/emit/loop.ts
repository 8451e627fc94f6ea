import { binary, compare } from "./arithmetic.js";
import { argumentsOf, define } from "./function.js";
import { attribute, type GraphBuilder } from "./graph_builder.js";
import type { Value } from "./value.js";

/** What a step over a series makes of an element and the states. */
export type Step = (
  g: GraphBuilder,
  element: Value,
  states: readonly Value[],
  constants: readonly Value[],
) => Value[];

export interface Series {
  /** Steps in front: [time, batch, features]. */
  readonly x: Value;
  readonly states: readonly Value[];
  /** What every step reads besides. */
  readonly constants: readonly Value[];
  /** Collects the first state of every step. */
  readonly collect: boolean;
}

/** What a loop gives: the states at its end, and the first one of every step, steps in front. */
export interface Looped {
  readonly states: readonly Value[];
  readonly collected: Value | undefined;
}

const scalar = { dtype: "INT32", shape: [] } as const;
const list = { dtype: "VARIANT", shape: [] } as const;

/** A loop over the steps of a series as Keras has it: lists of tensors, a counter, and the weights carried along. */
export function loopOver(g: GraphBuilder, { x, states, constants, collect }: Series, step: Step): Looped {
  const [steps = -1, ...element] = x.shape;
  const length = lengthOf(g, x, steps);
  const elements = listOf(g, x, element);
  const zero = g.scalar(0, "INT32", "while/loop_counter");
  const time = g.scalar(0, "INT32", "time");
  const first = states[0] as Value;
  const collecting = collect ? [reserve(g, first, length)] : [];
  const carried = [zero, length, time, ...collecting, ...states, elements, ...constants];
  const cond = condition(g, carried);
  const body = bodyOf(g, carried, { element, collect, states: states.length, step });
  const results = whileOver(g, carried, cond, body);
  const at = 3 + collecting.length;
  const collected = collect ? stack(g, results[3] as Value, first, steps) : undefined;
  return { states: results.slice(at, at + states.length), collected };
}

function lengthOf(g: GraphBuilder, x: Value, steps: number): Value {
  if (steps !== -1) return g.scalar(steps, "INT32", "max_iterations");
  const attributes = { T: attribute.type(x.dtype), out_type: attribute.type("INT32") };
  const shape = g.add("Shape", [x], attributes, { dtype: "INT32", shape: [x.shape.length] });
  const bounds = [g.ints([0]), g.ints([1]), g.ints([1])];
  const masks = {
    T: attribute.type("INT32"),
    Index: attribute.type("INT32"),
    shrink_axis_mask: attribute.int(1),
  };
  const others = ["begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask"];
  const zeros = Object.fromEntries(others.map((name) => [name, attribute.int(0)]));
  return g.add("StridedSlice", [shape, ...bounds], { ...masks, ...zeros }, scalar, "strided_slice");
}

const listAttributes = (element: Value) => ({
  element_dtype: attribute.type(element.dtype),
  shape_type: attribute.type("INT32"),
});

function listOf(g: GraphBuilder, x: Value, element: readonly number[]): Value {
  const shape = g.ints(element, "TensorArrayUnstack/element_shape");
  return g.add(
    "TensorListFromTensor",
    [x, shape],
    listAttributes(x),
    list,
    "TensorArrayUnstack/TensorListFromTensor",
  );
}

function reserve(g: GraphBuilder, element: Value, length: Value): Value {
  const shape = g.ints(element.shape, "TensorArrayV2/element_shape");
  return g.add("TensorListReserve", [shape, length], listAttributes(element), list, "TensorArrayV2");
}

function stack(g: GraphBuilder, handle: Value, element: Value, steps: number): Value {
  const shape = g.ints(element.shape, "TensorArrayV2Stack/element_shape");
  const attributes = { element_dtype: attribute.type(element.dtype), num_elements: attribute.int(steps) };
  const type = { dtype: element.dtype, shape: [steps, ...element.shape] };
  return g.add("TensorListStack", [handle, shape], attributes, type, "TensorArrayV2Stack/TensorListStack");
}

function whileOver(g: GraphBuilder, carried: readonly Value[], cond: string, body: string): Value[] {
  const attributes = {
    T: attribute.types(carried.map((value) => value.dtype)),
    cond: attribute.function(cond),
    body: attribute.function(body),
    output_shapes: attribute.shapes(carried.map((value) => value.shape)),
    parallel_iterations: attribute.int(32),
  };
  return g.outputs("StatelessWhile", carried, attributes, carried, "while");
}

function condition(g: GraphBuilder, carried: readonly Value[]): string {
  const inner = g.ofFunction();
  const args = argumentsOf("carried", carried);
  const less = compare(inner, "Less", args[0] as Value, args[1] as Value);
  return define(g, "while_cond", inner, args, [less]);
}

interface Body {
  readonly element: readonly number[];
  readonly collect: boolean;
  readonly states: number;
  readonly step: Step;
}

function bodyOf(
  g: GraphBuilder,
  carried: readonly Value[],
  { element, collect, states, step }: Body,
): string {
  const inner = g.ofFunction();
  const args = argumentsOf("carried", carried);
  const [counter, length, time] = args as [Value, Value, Value];
  const at = collect ? 4 : 3;
  const before = args.slice(at, at + states);
  const [elements, ...constants] = args.slice(at + states) as [Value, ...Value[]];
  const dtype = (before[0] as Value).dtype;
  const shape = inner.ints(element, "TensorListGetItem/element_shape");
  const attributes = { element_dtype: attribute.type(dtype) };
  const item = inner.add("TensorListGetItem", [elements, time, shape], attributes, { dtype, shape: element });
  const after = step(inner, item, before, constants);
  const collected = collect
    ? [
        inner.add(
          "TensorListSetItem",
          [args[3] as Value, time, after[0] as Value],
          setAttributes(dtype),
          list,
        ),
      ]
    : [];
  const next = [binary(inner, "AddV2", counter, 1), length, binary(inner, "AddV2", time, 1), ...collected];
  return define(g, "while_body", inner, args, [...next, ...after, elements, ...constants]);
}

const setAttributes = (dtype: Value["dtype"]) => ({
  element_dtype: attribute.type(dtype),
  resize_if_index_out_of_bounds: attribute.bool(false),
});
