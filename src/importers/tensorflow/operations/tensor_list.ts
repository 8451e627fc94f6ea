import { elementCount } from "../../../tensor/index.js";
import type { GraphBuilder } from "../graph_builder.js";
import { type Lowerings, lowering } from "../lowering.js";
import type { Operation } from "../operation.js";
import { Refusal } from "../refusal.js";
import { type Size, shapeVector, sizeOf } from "../shape_vector.js";
import { constantNumbers, type TensorList, type Term } from "../term.js";
import { asInt32 } from "./integers.js";
import { reshapeTo } from "./shape.js";

/** Lists of tensors, as one tensor whose first dimension counts the elements. */
export const tensorList: Lowerings = {
  TensorListFromTensor: lowering((operation, build): TensorList => {
    const tensor = operation.term(0);
    const sizes = operation.dimensions(0);
    const length = sizes[0] === -1 ? shapeVector(build, [sizeOf(tensor, 0)]) : build.int32(sizes[0]!);
    return { kind: "list", dtype: tensor.dtype, length, elementShape: sizes.slice(1), tensor };
  }),
  TensorListGetItem: lowering((operation, build) => {
    const { tensor } = operation.list(0);
    if (!tensor) throw new Refusal("a list is read to which nothing was written");
    return build.operator("GATHER", [tensor, asInt32(build, operation.term(1))], { axis: 0 });
  }),
  TensorListLength: lowering((operation) => operation.list(0).length),
  TensorListReserve: lowering((operation, build): TensorList => {
    const shape = constantNumbers(operation.term(0));
    return {
      kind: "list",
      dtype: operation.type("element_dtype"),
      length: asInt32(build, operation.term(1)),
      elementShape: shape && (operation.dimensions(0).length === 1 ? shape : null),
      tensor: null,
    };
  }),
  TensorListSetItem: lowering(setItem),
  TensorListStack: lowering((operation) => {
    const { tensor } = operation.list(0);
    if (!tensor) throw new Refusal("a list is read to which nothing was written");
    return tensor;
  }),
};

function setItem(operation: Operation, build: GraphBuilder): TensorList {
  const list = operation.list(0);
  const [index, item] = [operation.term(1), operation.term(2)];
  const elementShape = operation.dimensions(2);
  const row =
    reshapeTo(build, item, [1, ...elementShape]) ?? build.operator("EXPAND_DIMS", [item, build.int32(0)]);
  if (constantNumbers(list.length)?.[0] === 1) return { ...list, elementShape, tensor: row };
  const tensor =
    list.tensor ??
    zeros(
      build,
      list,
      elementShape.map((_, d) => sizeOf(item, d)),
    );
  const rest = elementShape.map(() => build.int32(0));
  const start = build.operator("PACK", [asInt32(build, index), ...rest], {
    axis: 0,
    valuesCount: rest.length + 1,
  });
  return { ...list, elementShape, tensor: build.operator("DYNAMIC_UPDATE_SLICE", [tensor, row, start]) };
}

/** More are made when the model runs, rather than kept in the file. */
const MOST_ZEROS = 1 << 16;

/** The elements that nothing was written to. @param element the sizes of one */
export function zeros(build: GraphBuilder, { length, dtype }: TensorList, element: readonly Size[]): Term {
  const known = constantNumbers(length);
  const shape = [known?.[0], ...element].filter((size) => typeof size === "number");
  if (shape.length === element.length + 1 && elementCount(shape) <= MOST_ZEROS)
    return build.constant(dtype, shape, new Array<number>(elementCount(shape)).fill(0));
  const count = known ? build.int32s([known[0]!]) : build.operator("RESHAPE", [length, build.int32s([1])]);
  const sizes = build.operator("CONCATENATION", [count, shapeVector(build, element)], { axis: 0 });
  return build.operator("FILL", [sizes, build.constant(dtype, [], [0])], {}, { dtype });
}
