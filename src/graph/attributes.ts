import { Operator, recordOf, Tensor } from "../tflite/index.js";
import type { OperatorAttributes, TensorAttributes } from "./graph.js";

/** What of a new node needs no edges: the schema's defaults where nothing is given. */
export function operatorAttributes(given: Partial<OperatorAttributes> = {}): OperatorAttributes {
  const {
    opcodeIndex: _code,
    inputs: _in,
    outputs: _out,
    intermediates: _between,
    ...attributes
  } = recordOf(Operator);
  return { ...attributes, ...given };
}

/** The attributes of a new value of these dimensions, -1 where one is open; null where the rank is unknown. */
export function tensorAttributes(dimensions: readonly number[] | null): TensorAttributes {
  const { name: _name, type: _type, buffer: _buffer, ...attributes } = recordOf(Tensor);
  return {
    ...attributes,
    shape: dimensions === null ? null : dimensions.map((size) => (size < 0 ? 1 : size)),
    shapeSignature: dimensions?.some((size) => size < 0) ? [...dimensions] : null,
    hasRank: dimensions !== null,
  };
}
