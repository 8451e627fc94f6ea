import { buildModel } from "./build.js";
import type { ModelSpec, OperatorSpec, TensorSpec } from "./spec.js";

/** A tiny model for one special case of the conversion. */
export interface ModelCase {
  readonly name: string;
  /** What is special about it. */
  readonly about: string;
  readonly spec: ModelSpec;
}

/** float32 numbers 0.001, 0.002, ... that float16 has to round. */
const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => (i + 1) / 1000);

const floats = (...values: number[]): Float32Array => Float32Array.from(values);

/** One subgraph with the input `x` and the output `y`, both [n], and whatever stands between them. */
function vectorModel(
  n: number,
  tensors: readonly TensorSpec[],
  operators: readonly OperatorSpec[],
): ModelSpec {
  return {
    subgraphs: [
      {
        tensors: [{ name: "x", shape: [n] }, ...tensors, { name: "y", shape: [n] }],
        inputs: ["x"],
        outputs: ["y"],
        operators,
      },
    ],
  };
}

const add = (a: string, b: string, sum: string): OperatorSpec => ({
  operator: "ADD",
  inputs: [a, b],
  outputs: [sum],
});
const mul = (a: string, b: string, product: string): OperatorSpec => ({
  operator: "MUL",
  inputs: [a, b],
  outputs: [product],
});

/** `x + constant`, of the given content. */
const addConstant = (data: Float32Array): ModelSpec =>
  vectorModel(data.length, [{ name: "constant", shape: [data.length], data }], [add("x", "constant", "y")]);

/** Values on whose float16 form converters disagree. */
export const specialValues: Float32Array = floats(
  ...[
    0,
    -0,
    1,
    -1,
    65504,
    -65504,
    65519.99,
    65520,
    -65520,
    1e5,
    -1e6,
    3.4e38,
    Infinity,
    -Infinity,
    Number.NaN,
  ],
  // Ties go to even: 1 + 2^-11 down, 1 + 3 * 2^-11 up.
  ...[1 + 2 ** -11, 1 + 3 * 2 ** -11, 2049, 2051, 1 + 2 ** -11 + 2 ** -20],
  // The smallest normal, subnormals, the tie between 0 and the smallest subnormal, and what becomes 0.
  ...[
    2 ** -14,
    2 ** -14 - 2 ** -25,
    2 ** -15,
    2 ** -24,
    -(2 ** -24),
    5.9e-8,
    3e-8,
    2 ** -25,
    -(2 ** -25),
    1e-12,
    1e-40,
  ],
);

/** Values that float16 holds well, many enough for the conversion to save bytes. */
const weights = ramp(512);

const scalarCondition: ModelSpec["subgraphs"][number] = {
  name: "condition",
  tensors: [
    { name: "i", type: "INT32" },
    { name: "v", shape: [512] },
    { name: "limit", type: "INT32", data: Int32Array.of(3) },
    { name: "go", type: "BOOL" },
  ],
  inputs: ["i", "v"],
  outputs: ["go"],
  operators: [{ operator: "LESS", inputs: ["i", "limit"], outputs: ["go"] }],
};

/** Adds the weights and counts. */
const loopBody: ModelSpec["subgraphs"][number] = {
  name: "body",
  tensors: [
    { name: "i", type: "INT32" },
    { name: "v", shape: [512] },
    { name: "one", type: "INT32", data: Int32Array.of(1) },
    { name: "weights", shape: [512], data: weights },
    { name: "next", type: "INT32" },
    { name: "sum", shape: [512] },
  ],
  inputs: ["i", "v"],
  outputs: ["next", "sum"],
  operators: [add("i", "one", "next"), add("v", "weights", "sum")],
};

/** A 32 x 32 matrix of which every third element is stored (row by row, CSR), and its place in a FULLY_CONNECTED. */
function sparseMatrix(): TensorSpec {
  const columns = Array.from({ length: 32 }, (_, row) =>
    Array.from({ length: 32 }, (_, column) => column).filter((column) => (row + column) % 3 === 0),
  );
  const segments = [0];
  for (const row of columns) segments.push(segments.at(-1)! + row.length);
  return {
    name: "sparse",
    shape: [32, 32],
    data: ramp(segments.at(-1)!),
    sparsity: { traversalOrder: [0, 1], dimensions: [{ dense: 32 }, { segments, indices: columns.flat() }] },
  };
}

const densify: OperatorSpec = { operator: "DENSIFY", inputs: ["sparse"], outputs: ["dense"] };
const fullyConnected: OperatorSpec = {
  operator: "FULLY_CONNECTED",
  inputs: ["x", "dense", null],
  outputs: ["y"],
};

/** A zip archive of one file, labels.txt, which holds "cat" and "dog". */
const zip = Uint8Array.from(
  Buffer.from(
    "UEsDBBQAAAAAAAAAIVAhkCLxCAAAAAgAAAAKAAAAbGFiZWxzLnR4dGNhdApkb2cKUEsBAhQDFAAAAAAAAAAhUCGQIvEIAAAA" +
      "CAAAAAoAAAAAAAAAAAAAAIABAAAAAGxhYmVscy50eHRQSwUGAAAAAAEAAQA4AAAAMAAAAAAA",
    "base64",
  ),
);

/** Operator 0 runs before operator 1: version 1, one subgraph, one edge, the two numbers zigzag coded; all as varints. */
const controlDependencies = Uint8Array.of(1, 1, 1, 0, 2);

/** All special cases. */
export const cases: readonly ModelCase[] = [
  {
    name: "constant_used_twice",
    about: "one operator reads a constant as both of its inputs, another one reads it again",
    spec: vectorModel(
      512,
      [
        { name: "constant", shape: [512], data: weights },
        { name: "square", shape: [512] },
        { name: "sum", shape: [512] },
      ],
      [mul("constant", "constant", "square"), add("x", "square", "sum"), add("sum", "constant", "y")],
    ),
  },
  {
    name: "constant_is_output",
    about: "a constant is read by an operator and is an output of the subgraph",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [512] },
            { name: "constant", shape: [512], data: weights },
            { name: "y", shape: [512] },
          ],
          inputs: ["x"],
          outputs: ["y", "constant"],
          operators: [add("x", "constant", "y")],
        },
      ],
    },
  },
  {
    name: "while_body",
    about: "the constant is in the body of a WHILE",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "start", type: "INT32", data: Int32Array.of(0) },
            { name: "x", shape: [512] },
            { name: "count", type: "INT32" },
            { name: "y", shape: [512] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [
            {
              operator: "WHILE",
              inputs: ["start", "x"],
              outputs: ["count", "y"],
              loop: { condition: 1, body: 2 },
            },
          ],
        },
        scalarCondition,
        loopBody,
      ],
    },
  },
  {
    name: "two_tensors_on_one_buffer",
    about: "two float32 constants of different shapes share their content",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [512] },
            { name: "flat", shape: [512], buffer: 0 },
            { name: "matrix", shape: [1, 512], buffer: 0 },
            { name: "sum", shape: [512] },
            { name: "y", shape: [1, 512] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [add("x", "flat", "sum"), mul("sum", "matrix", "y")],
        },
      ],
      buffers: [weights],
    },
  },
  {
    name: "float32_and_int32_on_one_buffer",
    about:
      "a float32 and an int32 constant share their content: converting it in place would corrupt the other",
    spec: {
      ...vectorModel(
        512,
        [
          { name: "integers", type: "INT32", shape: [512], buffer: 0 },
          { name: "floats", shape: [512], buffer: 0 },
          { name: "cast", shape: [512] },
          { name: "sum", shape: [512] },
        ],
        [
          { operator: "CAST", inputs: ["integers"], outputs: ["cast"] },
          add("x", "floats", "sum"),
          add("sum", "cast", "y"),
        ],
      ),
      buffers: [weights],
    },
  },
  {
    name: "epsilon",
    about: "a scalar of 1e-12 beside real weights: as float16 it would be 0",
    spec: vectorModel(
      512,
      [
        { name: "epsilon", data: floats(1e-12) },
        { name: "weights", shape: [512], data: weights },
        { name: "scaled", shape: [512] },
      ],
      [mul("x", "weights", "scaled"), add("scaled", "epsilon", "y")],
    ),
  },
  {
    name: "special_values",
    about: "infinities, NaN, ties, subnormals, signed zeros, values beyond the float16 range",
    spec: addConstant(specialValues),
  },
  {
    name: "overflow",
    about: "one of many weights lies beyond the float16 range",
    spec: addConstant(Float32Array.from(weights, (value, i) => (i === 100 ? 1e5 : value))),
  },
  {
    name: "infinities",
    about: "infinite weights, which overflow nothing",
    spec: addConstant(Float32Array.from(weights, (value, i) => (i % 100 === 0 ? -Infinity : value))),
  },
  {
    name: "zero_elements",
    about: "a constant without elements",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [0] },
            { name: "constant", shape: [0], data: floats() },
            { name: "y", shape: [0] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [add("x", "constant", "y")],
        },
      ],
    },
  },
  {
    name: "densify",
    about: "sparse weights behind a DENSIFY",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [1, 32] },
            sparseMatrix(),
            { name: "dense", shape: [32, 32] },
            { name: "y", shape: [1, 32] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [densify, fullyConnected],
        },
      ],
    },
  },
  {
    name: "densify_with_bias",
    about: "sparse weights behind a DENSIFY, and a small dense bias beside them",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [1, 32] },
            sparseMatrix(),
            { name: "dense", shape: [32, 32] },
            { name: "bias", shape: [32], data: ramp(32) },
            { name: "y", shape: [1, 32] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [densify, { ...fullyConnected, inputs: ["x", "dense", "bias"] }],
        },
      ],
    },
  },
  {
    name: "sparse_without_densify",
    about: "sparse weights that a FULLY_CONNECTED reads directly",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [1, 32] },
            { ...sparseMatrix(), name: "dense" },
            { name: "y", shape: [1, 32] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [{ ...fullyConnected, version: 8 }],
        },
      ],
    },
  },
  {
    name: "per_channel_dequantize",
    about: "an int8 per-channel DEQUANTIZE (version 5) is there already, beside float32 weights",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [2, 256] },
            {
              name: "quantized",
              type: "INT8",
              shape: [2, 256],
              data: Int8Array.from({ length: 512 }, (_, i) => (i % 255) - 127),
              quantization: { scale: [0.01, 0.02], zeroPoint: [0, 0], dimension: 0 },
            },
            { name: "restored", shape: [2, 256] },
            { name: "weights", shape: [2, 256], data: weights },
            { name: "sum", shape: [2, 256] },
            { name: "y", shape: [2, 256] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [
            { operator: "DEQUANTIZE", version: 5, inputs: ["quantized"], outputs: ["restored"] },
            add("x", "restored", "sum"),
            mul("sum", "weights", "y"),
          ],
        },
      ],
    },
  },
  {
    name: "buffers_outside",
    about: "contents lie behind the flatbuffer, as in files beyond 2 GiB",
    spec: { ...addConstant(weights), outsideBuffers: true },
  },
  {
    name: "appended_zip",
    about: "a zip archive follows the flatbuffer",
    spec: { ...addConstant(weights), appended: zip },
  },
  {
    name: "control_dependencies",
    about: "metadata names operators by their numbers",
    spec: {
      ...vectorModel(
        512,
        [
          { name: "weights", shape: [512], data: weights },
          { name: "sum", shape: [512] },
        ],
        [add("x", "weights", "sum"), mul("sum", "weights", "y")],
      ),
      metadata: [{ name: "model_control_dependencies", content: controlDependencies }],
    },
  },
  {
    name: "variable",
    about: "a variable tensor, which is float32, holds nothing and must stay so",
    spec: vectorModel(
      512,
      [
        { name: "state", shape: [512], variable: true },
        { name: "weights", shape: [512], data: weights },
        { name: "sum", shape: [512] },
      ],
      [add("x", "weights", "sum"), add("sum", "state", "y")],
    ),
  },
  {
    name: "custom_operator",
    about: "a custom operator reads float32 constants",
    spec: vectorModel(
      512,
      [{ name: "weights", shape: [512], data: weights }],
      [{ operator: "CUSTOM", customCode: "HalfliteTest", inputs: ["x", "weights"], outputs: ["y"] }],
    ),
  },
  {
    name: "signatures",
    about: "a signature names the tensors, and the batch is open",
    spec: {
      subgraphs: [
        {
          tensors: [
            { name: "x", shape: [1, 512], shapeSignature: [-1, 512] },
            { name: "weights", shape: [512], data: weights },
            { name: "y", shape: [1, 512], shapeSignature: [-1, 512] },
          ],
          inputs: ["x"],
          outputs: ["y"],
          operators: [mul("x", "weights", "y")],
        },
      ],
      signatures: [
        { key: "serving_default", subgraph: 0, inputs: [["input", "x"]], outputs: [["output", "y"]] },
      ],
    },
  },
];

/** The bytes of the case of that name. */
export function caseModel(name: string): Uint8Array {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`there is no test model "${name}"`);
  return buildModel(found.spec);
}
