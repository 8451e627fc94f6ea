import { createHash } from "node:crypto";
import { recordOf as make } from "../../src/tflite/schema/define.js";
import { Model, Operator, OperatorCode, SubGraph } from "../../src/tflite/schema/model.js";
import { Tensor } from "../../src/tflite/schema/tensor.js";
import { type ByteRange, rangeOf, readRange } from "../../src/tflite/source.js";

export { make };

export interface TinyModel {
  model: Model;
  buffers: (ByteRange | null)[];
  appended: ByteRange | null;
}

export const floats = (...values: number[]): ByteRange =>
  rangeOf(new Uint8Array(Float32Array.from(values).buffer));

/** y = x + [1, 2], and a little of everything that can refer to something. */
export function tinyModel(): TinyModel {
  const main = make(SubGraph, {
    name: "main",
    tensors: [
      make(Tensor, { name: "x", shape: [2], buffer: 1 }),
      make(Tensor, { name: "c", shape: [2], buffer: 2 }),
      make(Tensor, { name: "y", shape: [2], shapeSignature: [-1], buffer: 1, hasRank: true }),
    ],
    inputs: [0],
    outputs: [2],
    operators: [
      make(Operator, {
        inputs: [0, 1],
        outputs: [2],
        builtinOptions: {
          type: "AddOptions",
          value: { fusedActivationFunction: "RELU6", potScaleInt16: true },
        },
      }),
    ],
  });
  const model = make(Model, {
    version: 3,
    description: "tiny",
    operatorCodes: [make(OperatorCode, { builtinCode: "ADD" })],
    subgraphs: [main],
    metadata: [{ name: "note", buffer: 3 }],
    signatureDefs: [
      {
        signatureKey: "serve",
        subgraphIndex: 0,
        inputs: [{ name: "in", tensorIndex: 0 }],
        outputs: [{ name: "out", tensorIndex: 2 }],
        deprecatedTag: null,
      },
    ],
  });
  const note = rangeOf(new TextEncoder().encode("hello"));
  return { model, buffers: [null, null, floats(1, 2), note], appended: null };
}

/**
 * The records with every lazy view replaced by the length and digest of its bytes, so that two files can be compared: jest
 * compares bytes one by one, which takes minutes for real weights.
 */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("source" in value && "byteLength" in value) return digestOf(readRange(value as ByteRange));
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

const digestOf = (bytes: Uint8Array): string =>
  `${bytes.byteLength} bytes, sha256 ${createHash("sha256").update(bytes).digest("hex")}`;

/** All that a file says, apart from how it is laid out. */
export function meaningOf({ model, buffers, appended }: TinyModel): unknown {
  const { buffers: _, ...records } = model;
  return plain({ records, buffers, appended });
}
