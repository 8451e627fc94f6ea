import { type Case, modelCase, node, type OperatorSpec, type SubgraphSpec } from "../conformance/case.js";
import { bool, constant, f32, i32, i64, variable } from "../conformance/tensor_specs.js";

const x = f32([6]);
const weights = constant(f32([6]));

const graph = (
  tensors: SubgraphSpec["tensors"],
  outputs: readonly string[],
  operators: readonly OperatorSpec[],
): SubgraphSpec => ({
  tensors: { x, ...tensors },
  inputs: ["x"],
  outputs,
  operators,
});

const add = node("ADD", ["x", "weights"], ["y"]);
const handle = node("VAR_HANDLE", [], ["v"], "VarHandleOptions", { container: "c", sharedName: "v" });
const resource = { dtype: "RESOURCE", shape: [] } as const;

/** Hands its input through, twice. */
const twice: SubgraphSpec = graph({}, ["x", "x"], []);

const loop = (limit: number): SubgraphSpec[] => [
  {
    tensors: { x, i: constant(i32([1], [0])), last: i32([1]), y: x },
    inputs: ["x"],
    outputs: ["last", "y", "x"],
    operators: [
      node("WHILE", ["i", "x"], ["last", "y"], "WhileOptions", {
        condSubgraphIndex: 1,
        bodySubgraphIndex: 2,
      }),
    ],
  },
  {
    tensors: { i: i32([1]), x, limit: constant(i32([1], [limit])), go: bool([1]) },
    inputs: ["i", "x"],
    outputs: ["go"],
    operators: [node("LESS", ["i", "limit"], ["go"])],
  },
  {
    tensors: { i: i32([1]), x, one: constant(i32([1], [1])), next: i32([1]), y: x },
    inputs: ["i", "x"],
    outputs: ["next", "y"],
    operators: [node("ADD", ["i", "one"], ["next"]), node("ADD", ["x", "x"], ["y"])],
  },
];

/** What the first output is cut to follows from the input's values; the others are there before, and read again. */
const cut = graph(
  { weights, y: x, begin: constant(i64([1], [0])), length: i64([1]), z: f32([2]), w: x },
  ["z", "y", "w"],
  [
    add,
    node("CAST", ["length0"], ["length"], "CastOptions", { inDataType: "FLOAT32", outDataType: "INT64" }),
    node("SLICE", ["y", "begin", "length"], ["z"], "SliceOptions"),
    node("ADD", ["y", "y"], ["w"]),
  ],
);

/** A SLICE of `y` to as many elements as the second input says. */
export const dynamicModel: Case = modelCase("SLICE", "of a length that is computed", [
  { ...cut, tensors: { ...cut.tensors, length0: f32([1]) }, inputs: ["x", "length0"] },
]);

/** Models whose outputs might be each other's memory, or the model's, and whose results follow from their input alone. */
export const sharingModels: readonly Case[] = [
  modelCase("ADD", "the input is an output", [graph({ weights, y: x }, ["x", "y"], [add])]),
  modelCase("ADD", "a constant is an output", [graph({ weights, y: x }, ["weights", "y", "weights"], [add])]),
  modelCase("ADD", "an output twice", [graph({ weights, y: x }, ["y", "y", "x", "x"], [add])]),
  modelCase("ADD", "a folded output", [
    graph({ weights, y: x, z: x }, ["y", "z"], [add, node("ADD", ["weights", "weights"], ["z"])]),
  ]),
  modelCase("RESHAPE", "of an output, the input and a constant", [
    graph(
      { weights, y: x, shape: constant(i32([2], [2, 3])), a: f32([2, 3]), b: f32([2, 3]), c: f32([2, 3]) },
      ["y", "a", "b", "c"],
      [
        add,
        node("RESHAPE", ["y", "shape"], ["a"], "ReshapeOptions"),
        node("RESHAPE", ["x", "shape"], ["b"], "ReshapeOptions"),
        node("RESHAPE", ["weights", "shape"], ["c"], "ReshapeOptions"),
      ],
    ),
  ]),
  modelCase("ADD", "a variable is an output", [
    graph({ weights, y: x, state: variable(x) }, ["state", "y"], [add]),
  ]),
  modelCase("READ_VARIABLE", "of an output", [
    graph(
      { weights, y: x, v: resource, a: x, b: x },
      ["y", "a", "b"],
      [
        add,
        handle,
        node("ASSIGN_VARIABLE", ["v", "y"], [], "AssignVariableOptions"),
        node("READ_VARIABLE", ["v"], ["a"], "ReadVariableOptions"),
        node("READ_VARIABLE", ["v"], ["b"], "ReadVariableOptions"),
      ],
    ),
  ]),
  modelCase("CALL", "hands an output through twice", [
    graph(
      { weights, y: x, a: x, b: x },
      ["y", "a", "b"],
      [add, node("CALL", ["y"], ["a", "b"], "CallOptions", { subgraph: 1 })],
    ),
    twice,
  ]),
  modelCase("IF", "hands the input through twice", [
    graph(
      { weights, y: x, go: constant(bool([], [1])), a: x, b: x },
      ["x", "a", "b", "y"],
      [add, node("IF", ["go", "x"], ["a", "b"], "IfOptions", { thenSubgraphIndex: 1, elseSubgraphIndex: 1 })],
    ),
    twice,
  ]),
  modelCase("WHILE", "not once", loop(0)),
  modelCase("WHILE", "two times", loop(2)),
];
