import { exportTFLite } from "../../../src/exporters/tflite.js";
import { constantOf, type Model, type Value, verify } from "../../../src/graph/index.js";
import { findOperator } from "../../../src/ops/index.js";
import { BuiltinOperator, type Operator, readRange, recordOf } from "../../../src/tflite/index.js";

type Name = BuiltinOperator;

/** Numbers in [-1, 1) that look random, the same in every run. */
export function noise(count: number, seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) % 2 ** 32;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, d) => product * d, 1);

/** A graph that a test builds value by value. Dimensions of -1 are open. */
export class Network {
  readonly model: Model;
  private count = 0;

  constructor() {
    const graph = {
      name: "main",
      index: 0,
      inputs: [],
      outputs: [],
      nodes: [],
      values: [],
      controlDependencies: [],
      debugMetadataIndex: -1,
    };
    this.model = {
      file: "<test>",
      graphs: [graph],
      operatorCodes: [],
      signatures: [],
      metadata: [],
      legacyMetadata: null,
      attributes: { version: 3, description: null, externalBufferGroups: null, externalBuffers: null },
    };
  }

  get graph() {
    return this.model.graphs[0]!;
  }

  input(dimensions: readonly number[], type: Value["type"] = "FLOAT32"): Value {
    const value = this.value(dimensions, type, null);
    this.graph.inputs.push(value);
    return value;
  }

  output(...values: readonly Value[]): void {
    this.graph.outputs.push(...values);
  }

  /** A constant of given numbers, or of noise. */
  floats(shape: readonly number[], elements?: readonly number[]): Value {
    const data = elements ? Float32Array.from(elements) : noise(sizeOf(shape), ++this.count);
    return this.value(shape, "FLOAT32", constantOf(new Uint8Array(data.buffer)));
  }

  number(element: number): Value {
    return this.floats([], [element]);
  }

  integers(elements: readonly number[], shape: readonly number[] = [elements.length]): Value {
    return this.value(shape, "INT32", constantOf(new Uint8Array(Int32Array.from(elements).buffer)));
  }

  /** A node of a builtin operator; options that are not given have the schema's defaults. Returns its only output. */
  op(
    name: Name,
    inputs: readonly (Value | null)[],
    dimensions: readonly number[],
    options: object = {},
    version = 1,
  ): Value {
    const table = findOperator(name)?.kernel?.options;
    const builtinOptions = table
      ? ({ type: table.name, value: { ...recordOf(table), ...options } } as Operator["builtinOptions"])
      : null;
    return this.node(name, null, inputs, dimensions, builtinOptions, version);
  }

  /** The same, with an output of INT32. */
  integerOp(...node: Parameters<Network["op"]>): Value {
    const output = this.op(...node);
    output.type = "INT32";
    return output;
  }

  custom(code: string, inputs: readonly Value[], dimensions: readonly number[]): Value {
    return this.node("CUSTOM", code, inputs, dimensions, null, 1);
  }

  private node(
    name: Name,
    customCode: string | null,
    inputs: readonly (Value | null)[],
    dimensions: readonly number[],
    builtinOptions: Operator["builtinOptions"],
    version: number,
  ): Value {
    const { operatorCodes } = this.model;
    let operator = operatorCodes.find(
      (code) => code.builtinCode === name && code.customCode === customCode && code.version === version,
    );
    if (!operator) {
      const deprecatedBuiltinCode = Math.min(BuiltinOperator.members[name], 127);
      operator = { builtinCode: name, deprecatedBuiltinCode, customCode, version };
      operatorCodes.push(operator);
    }
    const output = this.value(dimensions, "FLOAT32", null);
    this.graph.nodes.push({
      operator,
      inputs: [...inputs],
      outputs: [output],
      intermediates: null,
      attributes: {
        builtinOptions,
        builtinOptions2: null,
        customOptions: null,
        customOptionsFormat: "FLEXBUFFERS",
        mutatingVariableInputs: null,
        largeCustomOptionsOffset: 0n,
        largeCustomOptionsSize: 0n,
        debugMetadataIndex: -1,
      },
    });
    return output;
  }

  private value(dimensions: readonly number[], type: Value["type"], constant: Value["constant"]): Value {
    const value: Value = {
      name: `v${this.graph.values.length}`,
      type,
      constant,
      attributes: {
        shape: dimensions.map((d) => (d < 0 ? 1 : d)),
        quantization: null,
        isVariable: false,
        sparsity: null,
        shapeSignature: dimensions.some((d) => d < 0) ? [...dimensions] : null,
        hasRank: true,
        variantTensors: null,
        externalBuffer: 0,
      },
    };
    this.graph.values.push(value);
    return value;
  }
}

/** The file of a model. */
export function bytesOf(model: Model): Uint8Array {
  verify(model, "the test");
  const plan = exportTFLite(model, 0);
  const bytes = new Uint8Array(plan.size);
  bytes.set(plan.metadata);
  for (const piece of plan.pieces) bytes.set(piece.bytes, piece.offset);
  plan.contents.forEach((content, i) => {
    if (content && content.byteLength > 0) bytes.set(readRange(content.range), plan.offsets[i]!);
  });
  return bytes;
}
