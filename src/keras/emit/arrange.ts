import { attribute, type GraphBuilder } from "./graph_builder.js";
import { fromFront, product, type Value } from "./value.js";

/** A dimension of a new shape: a number, or a dimension of a value that is known when the model runs. */
export type Dimension = number | { readonly of: Value; readonly axis: number };

/** The dimension of a value: a number where it is known. */
export const dimension = (of: Value, axis: number): Dimension => {
  const front = fromFront(axis, of.shape.length);
  const size = of.shape[front] as number;
  return size === -1 ? { of, axis: front } : size;
};

/** All dimensions of a value. */
export const dimensions = (x: Value): readonly Dimension[] => x.shape.map((_, i) => dimension(x, i));

/** The tensor of a shape: a constant where everything is known. */
export function shapeTensor(g: GraphBuilder, shape: readonly Dimension[]): Value {
  if (shape.every((size) => typeof size === "number")) return g.ints(shape as number[], "shape");
  const scalars = shape.map((size) => (typeof size === "number" ? g.scalar(size, "INT32") : sizeOf(g, size)));
  const attributes = { N: attribute.int(scalars.length), T: attribute.type("INT32"), axis: attribute.int(0) };
  return g.add("Pack", scalars, attributes, { dtype: "INT32", shape: [scalars.length] }, "Reshape/shape");
}

/** A scalar: the dimension of a value when the model runs. */
export function sizeOf(g: GraphBuilder, { of, axis }: { of: Value; axis: number }): Value {
  const attributes = { T: attribute.type(of.dtype), out_type: attribute.type("INT32") };
  const shape = g.add("Shape", [of], attributes, { dtype: "INT32", shape: [of.shape.length] });
  return stridedSlice(g, shape, [{ begin: axis, end: axis + 1, shrink: true }]);
}

/** The same elements in another shape, of which one dimension may be -1. */
export function reshape(g: GraphBuilder, x: Value, shape: readonly Dimension[]): Value {
  const numbers = shape.map((size) => (typeof size === "number" ? size : -1));
  // One open dimension follows from the others.
  const target = numbers.filter((size) => size === -1).length <= 1 ? numbers : shape;
  const known = product(x.shape);
  const rest = numbers.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
  const open = known !== -1 && rest > 0 ? known / rest : -1;
  return g.add(
    "Reshape",
    [x, shapeTensor(g, target)],
    { T: attribute.type(x.dtype), Tshape: attribute.type("INT32") },
    { dtype: x.dtype, shape: numbers.map((size) => (size === -1 ? open : size)) },
  );
}

export function transpose(g: GraphBuilder, x: Value, order: readonly number[]): Value {
  const attributes = { T: attribute.type(x.dtype), Tperm: attribute.type("INT32") };
  const shape = order.map((axis) => x.shape[axis] as number);
  return g.add(
    "Transpose",
    [x, g.ints(order, "transpose/perm")],
    attributes,
    { dtype: x.dtype, shape },
    "transpose",
  );
}

export function expandDims(g: GraphBuilder, x: Value, axis: number): Value {
  const at = axis < 0 ? axis + x.shape.length + 1 : axis;
  const shape = [...x.shape.slice(0, at), 1, ...x.shape.slice(at)];
  const attributes = { T: attribute.type(x.dtype), Tdim: attribute.type("INT32") };
  return g.add("ExpandDims", [x, g.scalar(axis, "INT32", "ExpandDims/dim")], attributes, {
    dtype: x.dtype,
    shape,
  });
}

export function squeeze(g: GraphBuilder, x: Value, axes: readonly number[]): Value {
  const removed = axes.map((axis) => fromFront(axis, x.shape.length));
  const shape = x.shape.filter((_, i) => !removed.includes(i));
  const attributes = { T: attribute.type(x.dtype), squeeze_dims: attribute.ints(axes) };
  return g.add("Squeeze", [x], attributes, { dtype: x.dtype, shape });
}

export function concat(g: GraphBuilder, values: readonly Value[], axis: number): Value {
  const first = values[0] as Value;
  const at = fromFront(axis, first.shape.length);
  const sizes = values.map((value) => value.shape[at] as number);
  const total = sizes.includes(-1) ? -1 : sizes.reduce((a, b) => a + b, 0);
  const shape = first.shape.map((size, i) =>
    i === at ? total : (values.find((value) => value.shape[i] !== -1)?.shape[i] ?? size),
  );
  const attributes = {
    N: attribute.int(values.length),
    T: attribute.type(first.dtype),
    Tidx: attribute.type("INT32"),
  };
  return g.add(
    "ConcatV2",
    [...values, g.scalar(axis, "INT32", "concat/axis")],
    attributes,
    { dtype: first.dtype, shape },
    "concat",
  );
}

/** Equal parts along an axis. */
export function split(g: GraphBuilder, x: Value, parts: number, axis: number): Value[] {
  const at = fromFront(axis, x.shape.length);
  const shape = x.shape.map((size, i) => (i === at && size !== -1 ? size / parts : size));
  const attributes = { T: attribute.type(x.dtype), num_split: attribute.int(parts) };
  const types = new Array(parts).fill({ dtype: x.dtype, shape });
  return g.outputs("Split", [g.scalar(axis, "INT32", "split/split_dim"), x], attributes, types, "split");
}

/** What is taken of one dimension: everything where nothing is said. */
export interface Taken {
  readonly begin?: number;
  readonly end?: number;
  readonly stride?: number;
  /** Takes the element at `begin` and drops the dimension. */
  readonly shrink?: boolean;
}

/** Part of a tensor, as subscripts in Python give it. */
export function stridedSlice(g: GraphBuilder, x: Value, taken: readonly Taken[]): Value {
  const mask = (test: (t: Taken) => boolean) =>
    attribute.int(taken.reduce((bits, t, i) => bits | (test(t) ? 2 ** i : 0), 0));
  const shape = x.shape.flatMap((size, i) => slicedSize(size, taken[i] ?? {}));
  const bounds = [
    g.ints(
      taken.map((t) => t.begin ?? 0),
      "strided_slice/stack",
    ),
    g.ints(
      taken.map((t) => (t.shrink ? (t.begin ?? 0) + 1 : (t.end ?? 0))),
      "strided_slice/stack_1",
    ),
    g.ints(
      taken.map((t) => t.stride ?? 1),
      "strided_slice/stack_2",
    ),
  ];
  const attributes = {
    T: attribute.type(x.dtype),
    Index: attribute.type("INT32"),
    begin_mask: mask((t) => t.begin === undefined),
    end_mask: mask((t) => t.end === undefined && !t.shrink),
    shrink_axis_mask: mask((t) => t.shrink === true),
    ellipsis_mask: attribute.int(0),
    new_axis_mask: attribute.int(0),
  };
  return g.add("StridedSlice", [x, ...bounds], attributes, { dtype: x.dtype, shape }, "strided_slice");
}

function slicedSize(size: number, { begin, end, stride = 1, shrink }: Taken): number[] {
  if (shrink) return [];
  if (begin === undefined && end === undefined && Math.abs(stride) === 1) return [size];
  if (size === -1) return [-1];
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  const from = begin === undefined ? 0 : clamp(begin);
  const to = end === undefined ? size : clamp(end);
  return [Math.max(0, Math.ceil((to - from) / Math.abs(stride)))];
}

/** Zeros around: for every dimension how many before and behind. */
export function pad(
  g: GraphBuilder,
  x: Value,
  sizes: readonly (readonly [number, number])[],
  value = 0,
): Value {
  const paddings = g.constant(sizes.flat(), "INT32", [sizes.length, 2], "Pad/paddings");
  const shape = x.shape.map((size, i) =>
    size === -1 ? -1 : size + (sizes[i]?.[0] ?? 0) + (sizes[i]?.[1] ?? 0),
  );
  const attributes = { T: attribute.type(x.dtype), Tpaddings: attribute.type("INT32") };
  const type = { dtype: x.dtype, shape };
  if (value === 0) return g.add("Pad", [x, paddings], attributes, type);
  return g.add("PadV2", [x, paddings, g.scalar(value, x.dtype)], attributes, type);
}

export function tile(g: GraphBuilder, x: Value, times: readonly number[]): Value {
  const shape = x.shape.map((size, i) => (size === -1 ? -1 : size * (times[i] as number)));
  const attributes = { T: attribute.type(x.dtype), Tmultiples: attribute.type("INT32") };
  return g.add("Tile", [x, g.ints(times, "Tile/multiples")], attributes, { dtype: x.dtype, shape });
}

/** A tensor of one value. */
export function fill(
  g: GraphBuilder,
  shape: readonly Dimension[],
  value: number,
  dtype: Value["dtype"],
): Value {
  const attributes = { T: attribute.type(dtype), index_type: attribute.type("INT32") };
  const sizes = shape.map((size) => (typeof size === "number" ? size : -1));
  return g.add(
    "Fill",
    [shapeTensor(g, shape), g.scalar(value, dtype)],
    attributes,
    { dtype, shape: sizes },
    "zeros",
  );
}

/** Rows of a table. */
export function gather(g: GraphBuilder, table: Value, indices: Value, axis = 0): Value {
  const at = fromFront(axis, table.shape.length);
  const shape = [...table.shape.slice(0, at), ...indices.shape, ...table.shape.slice(at + 1)];
  const attributes = {
    Tparams: attribute.type(table.dtype),
    Tindices: attribute.type(indices.dtype),
    Taxis: attribute.type("INT32"),
    batch_dims: attribute.int(0),
  };
  return g.add("GatherV2", [table, indices, g.scalar(axis, "INT32")], attributes, {
    dtype: table.dtype,
    shape,
  });
}
