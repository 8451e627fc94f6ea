import { arrayTypeOf, type ElementType, elementCount } from "../../tensor/index.js";
import type { Attribute, FunctionDef, NodeDef, StoredTensor } from "../../tensorflow/index.js";
import { rangeOf } from "../../tflite/index.js";
import type { Value } from "./value.js";

/** What a node gives: the type of an output. */
export type OutputType = Pick<Value, "dtype" | "shape">;

/** Names that TensorFlow gives to operations' outputs, where the default, `output`, is not right; used in functions only. */
const OUTPUT_NAMES: Readonly<Record<string, string>> = {
  AddV2: "z",
  Sub: "z",
  Mul: "z",
  RealDiv: "z",
  Maximum: "z",
  Minimum: "z",
  Less: "z",
  Greater: "z",
  LogicalAnd: "z",
  Pow: "z",
  Sigmoid: "y",
  Tanh: "y",
  Exp: "y",
  Erf: "y",
  Cast: "y",
  Log: "y",
  Rsqrt: "y",
  Sqrt: "y",
  Square: "y",
  Neg: "y",
  Abs: "y",
  Relu: "activations",
  Relu6: "activations",
  Elu: "activations",
  Selu: "activations",
  LeakyRelu: "activations",
  Softplus: "activations",
  Softsign: "activations",
  Softmax: "softmax",
  LogSoftmax: "logsoftmax",
  MatMul: "product",
  Transpose: "y",
  TensorListFromTensor: "output_handle",
  TensorListReserve: "handle",
  TensorListStack: "tensor",
  TensorListGetItem: "item",
  TensorListSetItem: "output_handle",
};

const text = new TextEncoder();

/** Attributes in few letters. */
export const attribute = {
  int: (value: number): Attribute => ({ kind: "int", value }),
  ints: (value: readonly number[]): Attribute => ({ kind: "ints", value }),
  float: (value: number): Attribute => ({ kind: "float", value }),
  bool: (value: boolean): Attribute => ({ kind: "bool", value }),
  string: (value: string): Attribute => ({ kind: "string", value: text.encode(value) }),
  type: (value: ElementType): Attribute => ({ kind: "type", value }),
  types: (value: readonly ElementType[]): Attribute => ({ kind: "types", value }),
  shape: (value: readonly number[]): Attribute => ({ kind: "shape", value }),
  shapes: (value: readonly (readonly number[])[]): Attribute => ({ kind: "shapes", value }),
  function: (name: string): Attribute => ({ kind: "function", value: { name } }),
};

/** Collects the nodes of a graph, or of a function's body, and gives them names. */
export class GraphBuilder {
  readonly nodes: NodeDef[] = [];
  /** Prefix of the names of nodes: the layer. */
  scope = "";
  private readonly names = new Set<string>();
  private readonly handles = new Map<string, string>();

  private constructor(
    readonly functions: Map<string, FunctionDef>,
    readonly variables: Map<string, StoredTensor>,
    private readonly isFunction: boolean,
  ) {}

  static ofModel(): GraphBuilder {
    return new GraphBuilder(new Map(), new Map(), false);
  }

  /** A builder for the body of a function of this graph. */
  ofFunction(): GraphBuilder {
    return new GraphBuilder(this.functions, this.variables, true);
  }

  /** A node with any number of outputs, which are known to be of these types. */
  outputs(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    types: readonly OutputType[],
    name = op,
  ): Value[] {
    const unique = this.unique(this.scope ? `${this.scope}/${name}` : name);
    const refs = inputs.map((input) => input.ref);
    this.nodes.push({ name: unique, op, inputs: refs, attributes: new Map(Object.entries(attributes)) });
    return types.map((type, i) => ({ ...type, ref: this.refOf(unique, op, i) }));
  }

  /** A node with one output. */
  add(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    type: OutputType,
    name = op,
  ): Value {
    return this.outputs(op, inputs, attributes, [type], name)[0] as Value;
  }

  constant(numbers: readonly number[], dtype: ElementType, shape: readonly number[], name = "Const"): Value {
    const bytes = bytesOf(numbers, dtype);
    const value: StoredTensor = { dtype, shape, content: rangeOf(bytes) };
    return this.add(
      "Const",
      [],
      { dtype: attribute.type(dtype), value: { kind: "tensor", value } },
      { dtype, shape },
      name,
    );
  }

  ints(numbers: readonly number[], name?: string): Value {
    return this.constant(numbers, "INT32", [numbers.length], name);
  }

  scalar(number: number, dtype: ElementType = "FLOAT32", name?: string): Value {
    return this.constant([number], dtype, [], name);
  }

  /** Reads a variable, whose handle is made once. */
  variable(name: string, stored: StoredTensor): Value {
    const { dtype, shape } = stored;
    let handle = this.handles.get(name);
    if (handle === undefined) {
      handle = this.unique(name);
      this.handles.set(name, handle);
      const attributes = {
        dtype: attribute.type(dtype),
        shape: attribute.shape(shape),
        shared_name: attribute.string(handle),
        container: attribute.string(""),
      };
      this.nodes.push({
        name: handle,
        op: "VarHandleOp",
        inputs: [],
        attributes: new Map(Object.entries(attributes)),
      });
      this.variables.set(handle, stored);
    }
    const resource: Value = { ref: `${handle}:0`, dtype: "RESOURCE", shape: [] };
    return this.add("ReadVariableOp", [resource], { dtype: attribute.type(dtype) }, { dtype, shape });
  }

  private refOf(name: string, op: string, index: number): string {
    return this.isFunction ? `${name}:${OUTPUT_NAMES[op] ?? "output"}:${index}` : `${name}:${index}`;
  }

  private unique(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9_./-]/g, "_").replace(/^[^A-Za-z0-9.]/, "layer$&");
    let name = base;
    for (let i = 1; this.names.has(name); i++) name = `${base}_${i}`;
    this.names.add(name);
    return name;
  }
}

function bytesOf(numbers: readonly number[], dtype: ElementType): Uint8Array {
  const ArrayType = arrayTypeOf(dtype) as unknown as new (
    length: number,
  ) => { [i: number]: number | bigint; buffer: ArrayBuffer };
  const array = new ArrayType(elementCount([numbers.length]));
  const exact = dtype === "INT64" || dtype === "UINT64";
  numbers.forEach((number, i) => {
    array[i] = exact ? BigInt(number) : number;
  });
  return new Uint8Array(array.buffer);
}
