import type { Case, OperatorSpec, Options, SubgraphSpec, TensorSpec } from "../case.js";
import { casesOf, modelCase, node, optionsRecord } from "../case.js";
import { between, bool, constant, f32, i8, i32, i64, q, u32, u64 } from "../tensor_specs.js";

const add = casesOf("STABLEHLO_ADD", null);
const multiply = casesOf("STABLEHLO_MULTIPLY", null);
const maximum = casesOf("STABLEHLO_MAXIMUM", null);
const minimum = casesOf("STABLEHLO_MINIMUM", null);
const and = casesOf("STABLEHLO_AND", null);
const shiftLeft = casesOf("STABLEHLO_SHIFT_LEFT", "StablehloShiftLeftOptions");
const pad = casesOf("STABLEHLO_PAD", "StablehloPadOptions");
const gather = casesOf("STABLEHLO_GATHER", "StablehloGatherOptions");
const random = casesOf("STABLEHLO_RNG_BIT_GENERATOR", "StablehloRngBitGeneratorOptions");
const logistic = casesOf("STABLEHLO_LOGISTIC", null);

const binaries: Case[] = [
  ...[add, multiply, maximum, minimum].flatMap((operator) => [
    operator([f32([2, 3]), f32([2, 3])], ["FLOAT32"]),
    operator([i32([3], [-2147483648, 5, -7]), i32([3], [-1, 7, 3])], ["INT32"]),
    operator([f32([]), f32([])], ["FLOAT32"]),
    operator([f32([0, 2]), f32([0, 2])], ["FLOAT32"]),
    operator([f32([1, 2, 1, 2, 1, 2]), f32([1, 2, 1, 2, 1, 2])], ["FLOAT32"]),
    operator([q(i8([4]), 0.1, 3), q(i8([4]), 0.2, 5)], [q("INT8", 0.3, 1)]),
    operator([f32([2, 3]), f32([3])], ["FLOAT32"]),
    operator([f32([2]), i32([2])], ["FLOAT32"]),
    operator([i64([2]), i64([2])], ["INT64"]),
  ]),
  and([bool([4], [0, 0, 1, 1]), bool([4], [0, 1, 0, 1])], ["BOOL"]),
  and([i32([3], [-1, 12, 7]), i32([3], [5, 10, -8])], ["INT32"]),
  and([i8([3]), i8([3])], ["INT8"]),
  and([f32([2]), f32([2])], ["FLOAT32"]),
  shiftLeft([i32([3], [1, -1, 1073741825]), i32([3], [4, 31, 1])], ["INT32"]),
  shiftLeft([i8([3], [1, -1, 65]), i8([3], [4, 7, 1])], ["INT8"]),
  shiftLeft([f32([2]), f32([2])], ["FLOAT32"]),
  logistic([f32([2])], ["FLOAT32"]),
];

const padding = (low: number[], high: number[], interior: number[]) => ({
  edgePaddingLow: low.map(BigInt),
  edgePaddingHigh: high.map(BigInt),
  interiorPadding: interior.map(BigInt),
});
const pads: Case[] = [
  pad([f32([2, 3]), constant(f32([], [9]))], ["FLOAT32"], padding([1, 0], [0, 2], [0, 0])),
  pad([f32([2, 3]), constant(f32([], [9]))], ["FLOAT32"], padding([0, 1], [1, 0], [1, 2])),
  pad([f32([4, 3]), constant(f32([], [9]))], ["FLOAT32"], padding([-1, 0], [0, -2], [0, 0])),
  pad([f32([3]), f32([], [9])], ["FLOAT32"], padding([-1], [2], [1])),
  pad([i32([3]), constant(i32([], [9]))], ["INT32"], padding([1], [1], [1])),
  pad([i8([1, 2, 2]), constant(i8([], [9]))], ["INT8"], padding([1, 0, 0], [0, 1, 0], [0, 0, 1])),
  pad([f32([3]), constant(f32([], [9]))], ["FLOAT32"], padding([1, 1], [1, 1], [0, 0])),
  pad([f32([3]), constant(i32([], [9]))], ["FLOAT32"], padding([1], [1], [0])),
  pad([f32([3]), constant(f32([], [9]))], ["FLOAT32"], padding([-5], [0], [0])),
];

const gathers: Case[] = [
  gather([f32([3, 4, 2]), i32([2, 3, 2], [0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 0, 9])], [f32([2, 3, 2, 2])], {
    offsetDims: [2n, 3n],
    collapsedSliceDims: [0n],
    startIndexMap: [1n, 0n],
    indexVectorDim: 2n,
    sliceSizes: [1n, 2n, 2n],
  }),
  gather([f32([4, 2]), i64([3, 1], [3, 0, -2])], [f32([3, 2])], {
    offsetDims: [1n],
    collapsedSliceDims: [0n],
    startIndexMap: [0n],
    indexVectorDim: 1n,
    sliceSizes: [1n, 2n],
  }),
  gather([i32([4]), i32([2], [3, 1])], [i32([2])], {
    offsetDims: [],
    collapsedSliceDims: [0n],
    startIndexMap: [0n],
    indexVectorDim: 1n,
    sliceSizes: [1n],
  }),
];

/** A computation of two scalars. */
const scalars = (operator: OperatorSpec["operator"], type: TensorSpec): SubgraphSpec => ({
  tensors: { a: type, b: type, c: type },
  inputs: ["a", "b"],
  outputs: ["c"],
  operators: [node(operator, ["a", "b"], ["c"])],
});

/** One operator with a computation. */
function computed(
  operator: OperatorSpec["operator"],
  options: Options,
  inputs: readonly TensorSpec[],
  output: TensorSpec,
  computation: SubgraphSpec,
): SubgraphSpec[] {
  const names = inputs.map((_, i) => `x${i}`);
  const fed = names.filter((_, i) => !inputs[i]!.constant);
  const tensors = { ...Object.fromEntries(names.map((name, i) => [name, inputs[i]!])), y: output };
  return [
    { tensors, inputs: fed, outputs: ["y"], operators: [{ ...node(operator, names, ["y"]), options }] },
    computation,
  ];
}

const window = (dimensions: number[], strides: number[], dilations: number[], edges: number[]): Options =>
  optionsRecord("StablehloReduceWindowOptions", {
    windowDimensions: dimensions.map(BigInt),
    windowStrides: strides.map(BigInt),
    baseDilations: dimensions.map(() => 1n),
    windowDilations: dilations.map(BigInt),
    padding: edges.map(BigInt),
    bodySubgraphIndex: 1,
  });

const windows: Case[] = (
  ["STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM"] as const
).flatMap((body) => [
  modelCase(
    "STABLEHLO_REDUCE_WINDOW",
    `of ${body}`,
    computed(
      "STABLEHLO_REDUCE_WINDOW",
      window([2, 2], [1, 1], [1, 1], [0, 0, 0, 0]),
      [f32([3, 4]), constant(f32([], [1]))],
      f32([]),
      scalars(body, f32([])),
    ),
  ),
  modelCase(
    "STABLEHLO_REDUCE_WINDOW",
    `of ${body} with padding, strides and dilation`,
    computed(
      "STABLEHLO_REDUCE_WINDOW",
      window([2, 3], [2, 1], [1, 2], [1, 0, 2, 1]),
      [i32([3, 5], between(-4, 4)), constant(i32([], [2]))],
      i32([]),
      scalars(body, i32([])),
    ),
  ),
]);

const scatterOptions = optionsRecord("StablehloScatterOptions", {
  updateWindowDims: [1n],
  insertedWindowDims: [0n],
  scatterDimsToOperandDims: [0n],
  indexVectorDim: 1n,
  updateComputationSubgraphIndex: 1,
});
const replace: SubgraphSpec = {
  tensors: { a: f32([]), b: f32([]) },
  inputs: ["a", "b"],
  outputs: ["b"],
  operators: [],
};
const scatterInputs = [f32([4, 2]), i32([3, 1], [2, 0, 2]), f32([3, 2])];
const scatters: Case[] = [
  ...(["STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM"] as const).map(
    (body) =>
      modelCase(
        "STABLEHLO_SCATTER",
        `of ${body}`,
        computed("STABLEHLO_SCATTER", scatterOptions, scatterInputs, f32([4, 2]), scalars(body, f32([]))),
      ),
  ),
  modelCase(
    "STABLEHLO_SCATTER",
    "that replaces",
    computed("STABLEHLO_SCATTER", scatterOptions, scatterInputs, f32([4, 2]), replace),
  ),
  modelCase(
    "STABLEHLO_SCATTER",
    "outside of the operand",
    computed(
      "STABLEHLO_SCATTER",
      scatterOptions,
      [f32([4, 2]), i32([1, 1], [9]), f32([1, 2])],
      f32([4, 2]),
      scalars("STABLEHLO_ADD", f32([])),
    ),
  ),
];

const composite: Case[] = [
  modelCase(
    "STABLEHLO_COMPOSITE",
    "runs its decomposition",
    [
      {
        tensors: { a: f32([3]), b: f32([3]), c: f32([3]) },
        inputs: ["a", "b"],
        outputs: ["c"],
        operators: [
          node("STABLEHLO_COMPOSITE", ["a", "b"], ["c"], "StableHLOCompositeOptions", {
            name: "odml.sum",
            decompositionSubgraphIndex: 1,
            version: 1,
          }),
        ],
      },
      { ...scalars("ADD", f32([3])) },
    ],
    { runs: 2 },
  ),
];

const branch = (operator: OperatorSpec["operator"]): SubgraphSpec => scalars(operator, f32([2]));
const caseOf = (index: TensorSpec): SubgraphSpec[] => [
  {
    tensors: { index, a: f32([2]), b: f32([2]), c: f32([2]) },
    inputs: ["index", "a", "b"],
    outputs: ["c"],
    operators: [
      node("STABLEHLO_CASE", ["index", "a", "b"], ["c"], "StablehloCaseOptions", {
        branchSubgraphIndices: [1, 2],
      }),
    ],
  },
  branch("ADD"),
  branch("MUL"),
];
const cases: Case[] = [0, 1, 2, -1].map((index) =>
  modelCase("STABLEHLO_CASE", `branch ${index}`, caseOf(i32([], [index]))),
);

const generators: Case[] = (["THREEFRY", "PHILOX", "DEFAULT"] as const).flatMap((algorithm) => {
  const state = algorithm === "THREEFRY" ? u64([2], [1, 2]) : u64([3], [1, 2, 3]);
  return [
    random([state], [u64(state.shape), u32([5])], { algorithm }),
    random([state], [u64(state.shape), i32([2, 3])], { algorithm }),
    random([state], [u64(state.shape), u64([3])], { algorithm }),
    random([u64([1], [1])], [u64([1]), u32([2])], { algorithm }),
  ];
});

export const stablehlo: readonly Case[] = [
  ...binaries,
  ...pads,
  ...gathers,
  ...windows,
  ...scatters,
  ...composite,
  ...cases,
  ...generators,
];
