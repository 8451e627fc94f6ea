import {
  type Constant,
  constantOf,
  type Graph,
  type Model,
  type Node,
  type Value,
} from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import { bytesOf, type ElementType } from "../../tensor/index.js";
import {
  type BuiltinOperator,
  Operator,
  type OperatorCode,
  operatorOptions,
  recordOf,
  Tensor,
} from "../../tflite/index.js";
import { freeName } from "../names.js";

/** Makes the values and nodes that patches add. */
export class Maker {
  private readonly names: Set<string>;

  constructor(
    private readonly model: Model,
    graph: Graph,
  ) {
    this.names = new Set(graph.values.map(({ name }) => name));
  }

  /** A value that holds a constant. */
  constant(name: string, type: ElementType, shape: readonly number[], constant: Constant): Value {
    const { name: _name, type: _type, buffer: _buffer, ...attributes } = recordOf(Tensor);
    return {
      name: freeName(name, this.names),
      type,
      constant,
      attributes: { ...attributes, shape: [...shape], hasRank: true },
    };
  }

  floats(name: string, shape: readonly number[], elements: Float32Array): Value {
    return this.constant(name, "FLOAT32", shape, constantOf(bytesOf(elements)));
  }

  int32s(name: string, elements: readonly number[]): Value {
    return this.constant(name, "INT32", [elements.length], constantOf(bytesOf(Int32Array.from(elements))));
  }

  /** The kind of a node, of version 1 until the versions are settled. */
  operator(builtinCode: BuiltinOperator): OperatorCode {
    const known = this.model.operatorCodes.find((code) => code.builtinCode === builtinCode);
    if (known) return known;
    const code: OperatorCode = { builtinCode, customCode: null, version: 1, deprecatedBuiltinCode: 0 };
    this.model.operatorCodes.push(code);
    return code;
  }

  attributes(kind: BuiltinOperator, options: Readonly<Record<string, unknown>>): Node["attributes"] {
    const {
      opcodeIndex: _code,
      inputs: _in,
      outputs: _out,
      intermediates: _between,
      ...attributes
    } = recordOf(Operator);
    return { ...attributes, ...operatorOptions(findOperator(kind)?.kernel?.options ?? null, options) };
  }

  /** What turns a node into one of another kind. */
  kind(
    kind: BuiltinOperator,
    options: Readonly<Record<string, unknown>> = {},
  ): Pick<Node, "operator" | "attributes"> {
    return { operator: this.operator(kind), attributes: this.attributes(kind, options) };
  }
}
