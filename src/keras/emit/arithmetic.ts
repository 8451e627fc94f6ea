import type { ElementType } from "../../tensor/index.js";
import { attribute, type GraphBuilder } from "./graph_builder.js";
import { broadcast, fromFront, type Value } from "./value.js";

/** The shape stays: Relu, Sigmoid, Rsqrt and so on. */
export const unary = (g: GraphBuilder, op: string, x: Value, name?: string): Value =>
  g.add(op, [x], { T: attribute.type(x.dtype) }, x, name);

/** AddV2, Mul and so on; a number becomes a constant. */
export function binary(g: GraphBuilder, op: string, x: Value | number, y: Value | number): Value {
  const dtype = typeof x === "number" ? (y as Value).dtype : x.dtype;
  const a = typeof x === "number" ? g.scalar(x, dtype) : x;
  const b = typeof y === "number" ? g.scalar(y, dtype) : y;
  return g.add(op, [a, b], { T: attribute.type(dtype) }, { dtype, shape: broadcast(a.shape, b.shape) });
}

/** Less, Greater, NotEqual and so on. */
export function compare(g: GraphBuilder, op: string, x: Value, y: Value): Value {
  return g.add(
    op,
    [x, y],
    { T: attribute.type(x.dtype) },
    { dtype: "BOOL", shape: broadcast(x.shape, y.shape) },
  );
}

export function select(g: GraphBuilder, condition: Value, x: Value, y: Value): Value {
  const shape = broadcast(condition.shape, broadcast(x.shape, y.shape));
  return g.add("SelectV2", [condition, x, y], { T: attribute.type(x.dtype) }, { dtype: x.dtype, shape });
}

export function cast(g: GraphBuilder, x: Value, dtype: ElementType): Value {
  if (x.dtype === dtype) return x;
  const types = { SrcT: attribute.type(x.dtype), DstT: attribute.type(dtype) };
  return g.add("Cast", [x], types, { dtype, shape: x.shape });
}

/** Mean, Sum, Max, Min, Prod over axes. */
export function reduce(
  g: GraphBuilder,
  op: string,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  const rank = x.shape.length;
  const reduced = axes.map((axis) => fromFront(axis, rank));
  const shape = x.shape.flatMap((size, i) => (!reduced.includes(i) ? [size] : keepDims ? [1] : []));
  return g.add(
    op,
    [x, g.ints(axes, `${op}/reduction_indices`)],
    { T: attribute.type(x.dtype), Tidx: attribute.type("INT32"), keep_dims: attribute.bool(keepDims) },
    { dtype: x.dtype, shape },
  );
}

/** A vector along the last axis is added. */
export const biasAdd = (g: GraphBuilder, x: Value, bias: Value): Value =>
  g.add("BiasAdd", [x, bias], { T: attribute.type(x.dtype), data_format: attribute.string("NHWC") }, x);

/** A product of matrices, rank 2; of stacks of matrices where the rank is higher, broadcast. */
export function matMul(g: GraphBuilder, x: Value, y: Value, transposeY = false): Value {
  const columns = y.shape.at(transposeY ? -2 : -1) as number;
  const T = attribute.type(x.dtype);
  if (x.shape.length === 2 && y.shape.length === 2) {
    const flags = { T, transpose_a: attribute.bool(false), transpose_b: attribute.bool(transposeY) };
    return g.add("MatMul", [x, y], flags, { dtype: x.dtype, shape: [x.shape[0] as number, columns] });
  }
  const batch = broadcast(x.shape.slice(0, -2), y.shape.slice(0, -2));
  const shape = [...batch, x.shape.at(-2) as number, columns];
  const flags = { T, adj_x: attribute.bool(false), adj_y: attribute.bool(transposeY) };
  return g.add("BatchMatMulV2", [x, y], flags, { dtype: x.dtype, shape });
}

/** Sums of products along named axes; the shape is the caller's to know. */
export function einsum(
  g: GraphBuilder,
  equation: string,
  x: Value,
  y: Value,
  shape: readonly number[],
): Value {
  const flags = { N: attribute.int(2), T: attribute.type(x.dtype), equation: attribute.string(equation) };
  return g.add("Einsum", [x, y], flags, { dtype: x.dtype, shape }, "einsum/Einsum");
}
