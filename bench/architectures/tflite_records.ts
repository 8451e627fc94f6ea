import { type BuiltinOperator, type ByteRange, rangeOf, writeModelBytes } from "../../src/tflite/index.js";
import { Model, Operator, OperatorCode, SubGraph } from "../../src/tflite/schema/model.js";
import { Tensor } from "../../src/tflite/schema/tensor.js";
import type { Options } from "../../test/conformance/case.js";
import { make } from "../../test/tflite/records.js";

/** The number of a tensor. */
export type TensorNumber = number;

/** Collects the records of a .tflite file of one subgraph. */
export class TfliteRecords {
  private readonly tensors: Tensor[] = [];
  private readonly buffers: (ByteRange | null)[] = [null];
  private readonly operators: Operator[] = [];
  private readonly codes: OperatorCode[] = [];

  /** A float32 tensor that is computed or given. */
  tensor(name: string, shape: readonly number[]): TensorNumber {
    return this.tensors.push(make(Tensor, { name, shape: [...shape], hasRank: true })) - 1;
  }

  constant(shape: readonly number[], data: Float32Array | Int32Array): TensorNumber {
    const number = this.tensors.length;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const buffer = this.buffers.push(rangeOf(bytes)) - 1;
    const type = data instanceof Float32Array ? "FLOAT32" : "INT32";
    this.tensors.push(
      make(Tensor, { name: `constant${number}`, type, shape: [...shape], hasRank: true, buffer }),
    );
    return number;
  }

  operator(
    code: BuiltinOperator,
    inputs: readonly TensorNumber[],
    output: TensorNumber,
    options: Options | null = null,
    version = 1,
  ): void {
    const opcodeIndex = this.codeOf(code, version);
    const builtinOptions = options as Operator["builtinOptions"];
    this.operators.push(
      make(Operator, { opcodeIndex, inputs: [...inputs], outputs: [output], builtinOptions }),
    );
  }

  /** The file. */
  write(name: string, input: TensorNumber, output: TensorNumber): Uint8Array {
    const { tensors, operators, buffers, codes } = this;
    const main = make(SubGraph, { name: "main", tensors, operators, inputs: [input], outputs: [output] });
    const model = make(Model, { version: 3, description: name, subgraphs: [main], operatorCodes: codes });
    return writeModelBytes({ model, buffers, appended: null });
  }

  private codeOf(builtinCode: BuiltinOperator, version: number): number {
    const found = this.codes.findIndex(
      (code) => code.builtinCode === builtinCode && code.version === version,
    );
    return found >= 0 ? found : this.codes.push(make(OperatorCode, { builtinCode, version })) - 1;
  }
}
