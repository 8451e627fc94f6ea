import { onnx } from "onnx-proto";

type Attribute = number | readonly number[];

const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

/** GELU came with operator set 20, which came with version 9 of the format. */
const IR_VERSION = 9;
const OPERATOR_SET = 20;

/** Collects the records of an .onnx file. */
export class OnnxRecords {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly constants: onnx.ITensorProto[] = [];

  /** @returns its name */
  constant(shape: readonly number[], data: Float32Array | BigInt64Array): string {
    const name = `constant${this.constants.length}`;
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const dataType = data instanceof Float32Array ? DataType.FLOAT : DataType.INT64;
    this.constants.push({ name, dims: [...shape], dataType, rawData });
    return name;
  }

  node(
    opType: string,
    input: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.nodes.push({
      opType,
      name: `${opType}${this.nodes.length}`,
      input: [...input],
      output: [output],
      attribute,
    });
  }

  /** The file. Input and output are float32 of these shapes. */
  write(
    name: string,
    input: readonly [string, readonly number[]],
    output: readonly [string, readonly number[]],
  ): Uint8Array {
    const { nodes, constants } = this;
    const graph = {
      name,
      node: nodes,
      initializer: constants,
      input: [describe(input)],
      output: [describe(output)],
    };
    const opsetImport = [{ domain: "", version: OPERATOR_SET }];
    return onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: "halflite bench",
      opsetImport,
      graph,
    }).finish();
  }
}

function attributeOf(name: string, value: Attribute): onnx.IAttributeProto {
  if (typeof value !== "number") return { name, type: AttributeType.INTS, ints: [...value] };
  if (Number.isInteger(value)) return { name, type: AttributeType.INT, i: value };
  return { name, type: AttributeType.FLOAT, f: value };
}

function describe([name, shape]: readonly [string, readonly number[]]): onnx.IValueInfoProto {
  const dim = shape.map((size) => ({ dimValue: size }));
  return { name, type: { tensorType: { elemType: DataType.FLOAT, shape: { dim } } } };
}
