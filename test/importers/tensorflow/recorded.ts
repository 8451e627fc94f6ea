import * as fs from "node:fs";
import * as path from "node:path";
import { dataFrom, type ElementType, elementCount, type Tensor } from "../../../src/tensor/index.js";
import type {
  Attribute,
  FunctionDef,
  NodeDef,
  StoredTensor,
  TensorFlowModel,
} from "../../../src/tensorflow/index.js";
import { rangeOf } from "../../../src/tflite/index.js";
import { fixture } from "../../paths.js";

/** What TensorFlow gave for one graph. */
export interface RecordedCase {
  readonly name: string;
  readonly model: TensorFlowModel;
  /** By the names of the signature. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly expected: Readonly<Record<string, Tensor>>;
}

interface TensorText {
  readonly dtype: ElementType;
  readonly shape: number[];
  readonly content: string;
}

interface NodeText extends Omit<NodeDef, "attributes"> {
  readonly attributes: Readonly<Record<string, { kind: Attribute["kind"]; value: unknown }>>;
}

interface FunctionText extends Omit<FunctionDef, "nodes" | "returns"> {
  readonly nodes: NodeText[];
  readonly returns: Readonly<Record<string, string>>;
}

interface CaseText {
  readonly name: string;
  readonly nodes: NodeText[];
  readonly functions: FunctionText[];
  readonly inputs: Readonly<
    Record<string, { tensor: string; dtype: ElementType; shape: number[]; given: TensorText }>
  >;
  readonly outputs: Readonly<Record<string, { tensor: string; expected: TensorText }>>;
}

/** The cases of test/importers/tensorflow/record.py. */
export function recordedCases(): RecordedCase[] {
  const file = fixture(path.join("tensorflow", "cases.json"));
  const { cases } = JSON.parse(fs.readFileSync(file, "utf8")) as { cases: CaseText[] };
  return cases.map(caseOf);
}

function caseOf({ name, nodes, functions, inputs, outputs }: CaseText): RecordedCase {
  const signature = {
    inputs: new Map(
      Object.entries(inputs).map(([key, { tensor, dtype, shape }]) => [key, { tensor, dtype, shape }]),
    ),
    outputs: new Map(
      Object.entries(outputs).map(([key, { tensor, expected }]) => [
        key,
        { tensor, dtype: expected.dtype, shape: null },
      ]),
    ),
  };
  const model: TensorFlowModel = {
    name,
    graph: {
      nodes: nodes.map(nodeOf),
      functions: new Map(functions.map((one) => [one.name, functionOf(one)])),
    },
    signatures: new Map([["serving_default", signature]]),
    variables: new Map(),
    assets: [],
    byteLength: 0,
    close() {},
  };
  const tensors = <T>(named: Readonly<Record<string, T>>, pick: (one: T) => TensorText) =>
    Object.fromEntries(Object.entries(named).map(([key, one]) => [key, tensorOf(pick(one))]));
  return {
    name,
    model,
    inputs: tensors(inputs, (one) => one.given),
    expected: tensors(outputs, (one) => one.expected),
  };
}

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

const storedOf = ({ dtype, shape, content }: TensorText): StoredTensor => ({
  dtype,
  shape,
  content: rangeOf(bytesOf(content)),
});

const tensorOf = ({ dtype, shape, content }: TensorText): Tensor => ({
  dtype,
  shape,
  quantization: null,
  data: dataFrom(dtype, bytesOf(content), elementCount(shape)),
});

const nodeOf = (node: NodeText): NodeDef => ({
  ...node,
  attributes: new Map(Object.entries(node.attributes).map(([key, one]) => [key, attributeOf(one)])),
});

const functionOf = (one: FunctionText): FunctionDef => ({
  ...one,
  nodes: one.nodes.map(nodeOf),
  returns: new Map(Object.entries(one.returns)),
  attributes: new Map(),
});

function attributeOf({ kind, value }: { kind: Attribute["kind"]; value: unknown }): Attribute {
  if (kind === "string") return { kind, value: bytesOf(value as string) };
  if (kind === "strings") return { kind, value: (value as string[]).map(bytesOf) };
  if (kind === "tensor") return { kind, value: storedOf(value as TensorText) };
  return { kind, value } as Attribute;
}
