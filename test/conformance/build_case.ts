import type { Tensor as RunTensor } from "../../src/tensor/index.js";
import { type ByteRange, rangeOf, type TensorType, writeModelBytes } from "../../src/tflite/index.js";
import { BuiltinOptions } from "../../src/tflite/schema/builtin_options.js";
import { Model, Operator, OperatorCode, SubGraph } from "../../src/tflite/schema/model.js";
import { QuantizationParameters, Tensor } from "../../src/tflite/schema/tensor.js";
import { make } from "../tflite/records.js";
import type { Case, OperatorSpec, Options, SubgraphSpec, TensorSpec } from "./case.js";
import { bufferOf, contentOf } from "./content.js";

/** The model of a case as a .tflite file. */
export function buildCase({ subgraphs, name }: Case): Uint8Array {
  const buffers: (ByteRange | null)[] = [null];
  const codes: OperatorCode[] = [];
  const model = make(Model, {
    version: 3,
    description: name,
    subgraphs: subgraphs.map((subgraph, g) => subgraphRecord(subgraph, g, buffers, codes)),
    operatorCodes: codes,
  });
  return writeModelBytes({ model, buffers, appended: null });
}

/** The inputs of one run, from 0. */
export function inputsOf({ subgraphs }: Case, run: number): RunTensor[] {
  const { tensors, inputs } = subgraphs[0]!;
  const names = Object.keys(tensors);
  return inputs.map((name) => {
    const spec = tensors[name]!;
    const { dtype, shape, quantization = null } = spec;
    return { dtype, shape, quantization, data: contentOf(spec, names.indexOf(name), run) };
  });
}

function subgraphRecord(
  { tensors, inputs, outputs, operators }: SubgraphSpec,
  index: number,
  buffers: (ByteRange | null)[],
  codes: OperatorCode[],
): SubGraph {
  const names = Object.keys(tensors);
  const numberOf = (name: string | null) => (name === null ? -1 : names.indexOf(name));
  return make(SubGraph, {
    name: index === 0 ? "main" : `subgraph${index}`,
    tensors: names.map((name, place) => tensorRecord(name, tensors[name]!, place, buffers)),
    inputs: inputs.map(numberOf),
    outputs: outputs.map(numberOf),
    operators: operators.map((operator) =>
      make(Operator, {
        opcodeIndex: codeIndex(operator, codes),
        inputs: operator.inputs.map(numberOf),
        outputs: operator.outputs.map(numberOf),
        intermediates: operator.intermediates?.map(numberOf) ?? null,
        ...optionsFields(operator.options),
      }),
    ),
  });
}

const optionsFields = (options: Options | null) =>
  options && BuiltinOptions.tables.some(({ name }) => name === options.type)
    ? { builtinOptions: options as Operator["builtinOptions"] }
    : { builtinOptions2: options as Operator["builtinOptions2"] };

function codeIndex({ operator, version }: OperatorSpec, codes: OperatorCode[]): number {
  const found = codes.findIndex((code) => code.builtinCode === operator && code.version === version);
  return found >= 0 ? found : codes.push(make(OperatorCode, { builtinCode: operator, version })) - 1;
}

function tensorRecord(name: string, spec: TensorSpec, place: number, buffers: (ByteRange | null)[]): Tensor {
  const { dtype, shape, constant, variable, signature, sparsity = null, quantization } = spec;
  return make(Tensor, {
    name,
    type: dtype as TensorType,
    shape: (signature ?? shape).map((size) => (size < 0 ? 1 : size)),
    shapeSignature: signature ? [...signature] : null,
    hasRank: true,
    buffer: constant ? buffers.push(rangeOf(bufferOf(dtype, contentOf(spec, place, 0)))) - 1 : 0,
    isVariable: variable ?? false,
    sparsity,
    quantization: quantization
      ? make(QuantizationParameters, {
          scale: [...quantization.scale],
          zeroPoint: quantization.zeroPoint.map(BigInt),
          quantizedDimension: quantization.quantizedDimension,
        })
      : null,
  });
}
