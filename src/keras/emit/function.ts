import type { Attribute, FunctionDef } from "../../tensorflow/index.js";
import { attribute, type GraphBuilder, type OutputType } from "./graph_builder.js";
import type { Value } from "./value.js";

type Attributes = Readonly<Record<string, Attribute>>;

/** The arguments of a function that is called with these values: `prefix_0` and so on. */
export const argumentsOf = (prefix: string, values: readonly Value[]): Value[] =>
  values.map(({ dtype, shape }, i) => ({ ref: `${prefix}_${i}`, dtype, shape }));

/**
 * Adds a function to the library.
 *
 * @param inner what its nodes were added to
 * @param attributes what it says of itself
 * @returns its name
 */
export function define(
  g: GraphBuilder,
  wanted: string,
  inner: GraphBuilder,
  args: readonly Value[],
  results: readonly Value[],
  attributes: Attributes = {},
): string {
  const base = `${g.scope}_${wanted}`.replace(/[^A-Za-z0-9_]/g, "_");
  let name = base;
  for (let i = 1; g.functions.has(name); i++) name = `${base}_${i}`;
  const outputs = results.map(({ dtype }, i) => ({ name: `result_${i}`, dtype }));
  const definition: FunctionDef = {
    name,
    inputs: args.map(({ ref, dtype }) => ({ name: ref, dtype })),
    outputs,
    nodes: inner.nodes,
    returns: new Map(results.map((value, i) => [`result_${i}`, value.ref])),
    attributes: new Map(Object.entries(attributes)),
  };
  g.functions.set(name, definition);
  return name;
}

/** Calls a function of the library. */
export function callFunction(
  g: GraphBuilder,
  name: string,
  inputs: readonly Value[],
  types: readonly OutputType[],
  attributes: Attributes = {},
): Value[] {
  const own = {
    f: attribute.function(name),
    Tin: attribute.types(inputs.map(({ dtype }) => dtype)),
    Tout: attribute.types(types.map(({ dtype }) => dtype)),
  };
  return g.outputs("PartitionedCall", inputs, { ...own, ...attributes }, types);
}
