import { Builder } from "flatbuffers";
import { BufferTable, type Layout } from "./layout.js";
import {
  type ModelSpec,
  type OperatorSpec,
  operatorNumbers,
  type SignatureSpec,
  type Sized,
  type SparsitySpec,
  type SubgraphSpec,
  type TensorSpec,
  typeNumbers,
} from "./spec.js";

/** The union member of Operator.builtin_options that WhileOptions is. */
const WHILE_OPTIONS = 93;
/** Int32Vector among the members of SparseIndexVector. */
const INT32_VECTOR = 1;

/** Writes the tables of a model, and says where its contents have to go. */
export function encodeModel<C extends Sized>(spec: ModelSpec<C>): Layout<C> {
  const encoder = new Encoder(spec);
  return encoder.model();
}

class Encoder<C extends Sized> {
  private readonly builder = new Builder(1024);
  private readonly buffers: BufferTable<C>;
  /** File numbers of buffers: 0 is the empty one, then the shared ones, then those of single tensors and of metadata. */
  private readonly contents: C[];
  private readonly operatorCodes: OperatorSpec[] = [];

  constructor(private readonly spec: ModelSpec<C>) {
    this.buffers = new BufferTable<C>(this.builder, spec.outsideBuffers ?? false);
    this.contents = [...(spec.buffers ?? [])];
  }

  model(): Layout<C> {
    const { builder, spec } = this;
    const subgraphs = this.tables(spec.subgraphs.map((subgraph) => this.subgraph(subgraph)));
    const metadata = this.tables(
      (spec.metadata ?? []).map(({ name, content }) => this.metadata(name, content)),
    );
    const signatures = this.tables((spec.signatures ?? []).map((signature) => this.signature(signature)));
    const codes = this.tables(this.operatorCodes.map((operator) => this.operatorCode(operator)));
    const buffers = this.tables([undefined, ...this.contents].map((content) => this.buffers.add(content)));
    const description = builder.createString("a test model of halflite");
    builder.startObject(8);
    builder.addFieldInt32(0, 3, 0);
    builder.addFieldOffset(1, codes, 0);
    builder.addFieldOffset(2, subgraphs, 0);
    builder.addFieldOffset(3, description, 0);
    builder.addFieldOffset(4, buffers, 0);
    if (spec.metadata) builder.addFieldOffset(6, metadata, 0);
    if (spec.signatures) builder.addFieldOffset(7, signatures, 0);
    return this.buffers.finish(builder.endObject());
  }

  private subgraph({ name, tensors, inputs, outputs, operators }: SubgraphSpec<C>): number {
    const { builder } = this;
    const indexOf = indexIn(tensors);
    const tensorTables = this.tables(tensors.map((tensor) => this.tensor(tensor)));
    const operatorTables = this.tables(operators.map((operator) => this.operator(operator, indexOf)));
    const inputIndices = this.integers(inputs.map(indexOf));
    const outputIndices = this.integers(outputs.map(indexOf));
    const nameOffset = builder.createString(name ?? "main");
    builder.startObject(5);
    builder.addFieldOffset(0, tensorTables, 0);
    builder.addFieldOffset(1, inputIndices, 0);
    builder.addFieldOffset(2, outputIndices, 0);
    builder.addFieldOffset(3, operatorTables, 0);
    builder.addFieldOffset(4, nameOffset, 0);
    return builder.endObject();
  }

  private tensor(tensor: TensorSpec<C>): number {
    const { builder } = this;
    const shape = this.integers(tensor.shape ?? []);
    const signature = tensor.shapeSignature && this.integers(tensor.shapeSignature);
    const quantization = tensor.quantization && this.quantization(tensor.quantization);
    const sparsity = tensor.sparsity && this.sparsity(tensor.sparsity);
    const name = builder.createString(tensor.name);
    builder.startObject(9);
    builder.addFieldOffset(0, shape, 0);
    builder.addFieldInt8(1, typeNumbers[tensor.type ?? "FLOAT32"], 0);
    builder.addFieldInt32(2, this.bufferNumber(tensor), 0);
    builder.addFieldOffset(3, name, 0);
    if (quantization) builder.addFieldOffset(4, quantization, 0);
    if (tensor.variable) builder.addFieldInt8(5, 1, 0);
    if (sparsity) builder.addFieldOffset(6, sparsity, 0);
    if (signature) builder.addFieldOffset(7, signature, 0);
    builder.addFieldInt8(8, 1, 0);
    return builder.endObject();
  }

  private bufferNumber({ data, buffer }: TensorSpec<C>): number {
    if (data) return this.contents.push(data);
    return buffer === undefined ? 0 : buffer + 1;
  }

  private quantization({ scale, zeroPoint, dimension }: NonNullable<TensorSpec["quantization"]>): number {
    const { builder } = this;
    builder.startVector(4, scale.length, 4);
    for (const value of [...scale].reverse()) builder.addFloat32(value);
    const scales = builder.endVector();
    builder.startVector(8, zeroPoint.length, 8);
    for (const value of [...zeroPoint].reverse()) builder.addInt64(BigInt(value));
    const zeroPoints = builder.endVector();
    builder.startObject(7);
    builder.addFieldOffset(2, scales, 0);
    builder.addFieldOffset(3, zeroPoints, 0);
    builder.addFieldInt32(6, dimension, 0);
    return builder.endObject();
  }

  private sparsity({ traversalOrder, dimensions }: SparsitySpec): number {
    const { builder } = this;
    const order = this.integers(traversalOrder);
    const tables = this.tables(dimensions.map((dimension) => this.dimension(dimension)));
    builder.startObject(3);
    builder.addFieldOffset(0, order, 0);
    builder.addFieldOffset(2, tables, 0);
    return builder.endObject();
  }

  private dimension(dimension: SparsitySpec["dimensions"][number]): number {
    const { builder } = this;
    if ("dense" in dimension) {
      builder.startObject(6);
      builder.addFieldInt32(1, dimension.dense, 0);
      return builder.endObject();
    }
    const segments = this.tableOf(this.integers(dimension.segments));
    const indices = this.tableOf(this.integers(dimension.indices));
    builder.startObject(6);
    builder.addFieldInt8(0, 1, 0);
    builder.addFieldInt8(2, INT32_VECTOR, 0);
    builder.addFieldOffset(3, segments, 0);
    builder.addFieldInt8(4, INT32_VECTOR, 0);
    builder.addFieldOffset(5, indices, 0);
    return builder.endObject();
  }

  private operator(operator: OperatorSpec, indexOf: (name: string | null) => number): number {
    const { builder } = this;
    const inputs = this.integers(operator.inputs.map(indexOf));
    const outputs = this.integers(operator.outputs.map(indexOf));
    const options = operator.loop && this.whileOptions(operator.loop);
    builder.startObject(5);
    builder.addFieldInt32(0, this.operatorCodeNumber(operator), 0);
    builder.addFieldOffset(1, inputs, 0);
    builder.addFieldOffset(2, outputs, 0);
    if (options) {
      builder.addFieldInt8(3, WHILE_OPTIONS, 0);
      builder.addFieldOffset(4, options, 0);
    }
    return builder.endObject();
  }

  private whileOptions({ condition, body }: { condition: number; body: number }): number {
    this.builder.startObject(2);
    this.builder.addFieldInt32(0, condition, 0);
    this.builder.addFieldInt32(1, body, 0);
    return this.builder.endObject();
  }

  private operatorCodeNumber(operator: OperatorSpec): number {
    const same = (code: OperatorSpec) =>
      code.operator === operator.operator &&
      code.customCode === operator.customCode &&
      (code.version ?? 1) === (operator.version ?? 1);
    const found = this.operatorCodes.findIndex(same);
    return found >= 0 ? found : this.operatorCodes.push(operator) - 1;
  }

  private operatorCode({ operator, customCode, version }: OperatorSpec): number {
    const { builder } = this;
    const number = operatorNumbers[operator];
    const custom = customCode === undefined ? 0 : builder.createString(customCode);
    builder.startObject(4);
    builder.addFieldInt8(0, Math.min(number, 127), 0);
    builder.addFieldOffset(1, custom, 0);
    builder.addFieldInt32(2, version ?? 1, 1);
    builder.addFieldInt32(3, number, 0);
    return builder.endObject();
  }

  private metadata(name: string, content: C): number {
    const { builder } = this;
    const buffer = this.contents.push(content);
    const nameOffset = builder.createString(name);
    builder.startObject(2);
    builder.addFieldOffset(0, nameOffset, 0);
    builder.addFieldInt32(1, buffer, 0);
    return builder.endObject();
  }

  private signature({ key, subgraph, inputs, outputs }: SignatureSpec): number {
    const { builder } = this;
    const indexOf = indexIn(this.spec.subgraphs[subgraph]!.tensors);
    const maps = (pairs: SignatureSpec["inputs"]) =>
      this.tables(pairs.map(([name, tensor]) => this.tensorMap(name, indexOf(tensor))));
    const inputMaps = maps(inputs);
    const outputMaps = maps(outputs);
    const keyOffset = builder.createString(key);
    builder.startObject(5);
    builder.addFieldOffset(0, inputMaps, 0);
    builder.addFieldOffset(1, outputMaps, 0);
    builder.addFieldOffset(2, keyOffset, 0);
    builder.addFieldInt32(4, subgraph, 0);
    return builder.endObject();
  }

  private tensorMap(name: string, tensor: number): number {
    const offset = this.builder.createString(name);
    this.builder.startObject(2);
    this.builder.addFieldOffset(0, offset, 0);
    this.builder.addFieldInt32(1, tensor, 0);
    return this.builder.endObject();
  }

  private tableOf(offset: number): number {
    this.builder.startObject(1);
    this.builder.addFieldOffset(0, offset, 0);
    return this.builder.endObject();
  }

  private tables(offsets: readonly number[]): number {
    this.builder.startVector(4, offsets.length, 4);
    for (const offset of [...offsets].reverse()) this.builder.addOffset(offset);
    return this.builder.endVector();
  }

  private integers(values: readonly number[]): number {
    this.builder.startVector(4, values.length, 4);
    for (const value of [...values].reverse()) this.builder.addInt32(value);
    return this.builder.endVector();
  }
}

function indexIn(tensors: readonly TensorSpec<Sized>[]): (name: string | null) => number {
  return (name) => {
    if (name === null) return -1;
    const index = tensors.findIndex((tensor) => tensor.name === name);
    if (index < 0) throw new Error(`the test model has no tensor "${name}"`);
    return index;
  };
}
