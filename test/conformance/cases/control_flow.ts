import type { Case, SubgraphSpec, TensorSpec } from "../case.js";
import { modelCase, node } from "../case.js";
import { bool, constant, dynamic, f32, i32, variable } from "../tensor_specs.js";

/** One operator on two values. */
const binary = (operator: "ADD" | "MUL" | "SUB", type: TensorSpec): SubgraphSpec => ({
  tensors: { a: type, b: type, result: type },
  inputs: ["a", "b"],
  outputs: ["result"],
  operators: [node(operator, ["a", "b"], ["result"])],
});

const ifOf = (condition: TensorSpec, value: TensorSpec): SubgraphSpec => ({
  tensors: { condition, a: value, b: value, result: { dtype: value.dtype, shape: value.shape } },
  inputs: condition.constant ? ["a", "b"] : ["condition", "a", "b"],
  outputs: ["result"],
  operators: [
    node("IF", ["condition", "a", "b"], ["result"], "IfOptions", {
      thenSubgraphIndex: 1,
      elseSubgraphIndex: 2,
    }),
  ],
});

const branches = (condition: TensorSpec, value: TensorSpec) => [
  ifOf(condition, value),
  binary("ADD", value),
  binary("MUL", value),
];

/** Branches whose results have different shapes. */
const grow: SubgraphSpec = {
  tensors: { a: f32([2]), b: f32([2]), result: f32([4]) },
  inputs: ["a", "b"],
  outputs: ["result"],
  operators: [node("CONCATENATION", ["a", "b"], ["result"], "ConcatenationOptions", { axis: 0 })],
};

const ifs: Case[] = [
  modelCase("IF", "true", branches(bool([], [1]), f32([2, 3]))),
  modelCase("IF", "false", branches(bool([1], [0]), f32([2, 3]))),
  modelCase("IF", "of a constant", branches(constant(bool([], [1])), i32([3]))),
  modelCase("IF", "of a dynamic shape", branches(bool([], [0]), dynamic(f32([3, 2]), [-1, 2]))),
  modelCase("IF", "the larger result", [ifOf(bool([], [1]), f32([2])), grow, binary("ADD", f32([2]))]),
  modelCase("IF", "the smaller result", [ifOf(bool([], [0]), f32([2])), grow, binary("ADD", f32([2]))]),
  modelCase("IF", "of a number", branches(i32([], [1]), f32([2]))),
  modelCase("IF", "of two conditions", branches(bool([2]), f32([2]))),
];

/** Counts to a limit; the value is doubled, or grows by being joined with itself, each time. */
const loop = (limit: number, value: TensorSpec, join = false): SubgraphSpec[] => {
  const counter = i32([1], [0]);
  const one = constant(i32([1], [1]));
  const result: TensorSpec = { dtype: value.dtype, shape: value.shape };
  const step = join
    ? node("CONCATENATION", ["x", "x"], ["y"], "ConcatenationOptions", { axis: 0 })
    : node("ADD", ["x", "x"], ["y"], "AddOptions");
  return [
    {
      tensors: { i: counter, x: value, last: i32([1]), result },
      inputs: ["i", "x"],
      outputs: ["last", "result"],
      operators: [
        node("WHILE", ["i", "x"], ["last", "result"], "WhileOptions", {
          condSubgraphIndex: 1,
          bodySubgraphIndex: 2,
        }),
      ],
    },
    {
      tensors: { i: i32([1]), x: value, limit: constant(i32([1], [limit])), go: bool([1]) },
      inputs: ["i", "x"],
      outputs: ["go"],
      operators: [node("LESS", ["i", "limit"], ["go"])],
    },
    {
      tensors: { i: i32([1]), x: value, one, next: i32([1]), y: result },
      inputs: ["i", "x"],
      outputs: ["next", "y"],
      operators: [node("ADD", ["i", "one"], ["next"]), step],
    },
  ];
};

const never = (): SubgraphSpec[] => {
  const [main, , body] = loop(1, f32([2]));
  const condition: SubgraphSpec = {
    tensors: { i: i32([1]), x: f32([2]) },
    inputs: ["i", "x"],
    outputs: ["i"],
    operators: [],
  };
  return [main!, condition, body!];
};

/** A loop over a counter, from 0 to 3 unless said otherwise, and other variables; `body` makes their next values. */
export const counting = (
  variables: Readonly<Record<string, TensorSpec>>,
  body: Pick<SubgraphSpec, "tensors" | "outputs" | "operators">,
  [first, limit] = [0, 3],
): SubgraphSpec[] => {
  const names = Object.keys(variables);
  const results = Object.fromEntries(names.map((name) => [`${name} last`, { ...variables[name]! }]));
  const inputs = { i: i32([], [first]), ...variables };
  return [
    {
      tensors: { ...inputs, last: i32([]), ...results },
      inputs: ["i", ...names],
      outputs: ["last", ...Object.keys(results)],
      operators: [
        node("WHILE", ["i", ...names], ["last", ...Object.keys(results)], "WhileOptions", {
          condSubgraphIndex: 1,
          bodySubgraphIndex: 2,
        }),
      ],
    },
    {
      tensors: { ...inputs, limit: constant(i32([], [limit])), go: bool([]) },
      inputs: ["i", ...names],
      outputs: ["go"],
      operators: [node("LESS", ["i", "limit"], ["go"])],
    },
    {
      tensors: { ...inputs, one: constant(i32([], [1])), next: i32([]), ...body.tensors },
      inputs: ["i", ...names],
      outputs: ["next", ...body.outputs],
      operators: [node("ADD", ["i", "one"], ["next"]), ...body.operators],
    },
  ];
};

const pair = { a: f32([2]), b: f32([2]) };

const carried: Case[] = [
  modelCase(
    "WHILE",
    "hands a variable on",
    counting(pair, {
      tensors: { sum: f32([2]) },
      outputs: ["a", "sum"],
      operators: [node("ADD", ["a", "b"], ["sum"])],
    }),
  ),
  modelCase(
    "WHILE",
    "makes one value of two variables",
    counting(pair, {
      tensors: { sum: f32([2]) },
      outputs: ["sum", "sum"],
      operators: [node("ADD", ["a", "b"], ["sum"])],
    }),
  ),
  modelCase(
    "WHILE",
    "hands a variable on under another name",
    counting(pair, {
      tensors: { shape: constant(i32([1], [2])), same: f32([2]), sum: f32([2]) },
      outputs: ["same", "sum"],
      operators: [
        node("RESHAPE", ["b", "shape"], ["same"], "ReshapeOptions"),
        node("ADD", ["a", "b"], ["sum"]),
      ],
    }),
  ),
  modelCase(
    "WHILE",
    "makes a constant of a variable",
    counting(pair, {
      tensors: { fixed: constant(f32([2])), sum: f32([2]) },
      outputs: ["fixed", "sum"],
      operators: [node("ADD", ["a", "b"], ["sum"])],
    }),
  ),
];

const whiles: Case[] = [
  ...carried,
  modelCase("WHILE", "five times", loop(5, f32([2, 3]))),
  modelCase("WHILE", "not once", loop(0, f32([2]))),
  modelCase("WHILE", "of integers", loop(3, i32([4]))),
  modelCase("WHILE", "of a dynamic shape", loop(2, dynamic(f32([3, 2]), [-1, 2]))),
  modelCase("WHILE", "that grows", loop(3, f32([2]), true)),
  modelCase("WHILE", "that could grow", loop(0, f32([2]), true)),
  modelCase("WHILE", "twice", loop(2, f32([2])), { runs: 2 }),
  modelCase("WHILE", "of a number", never()),
];

const resource: TensorSpec = { dtype: "RESOURCE", shape: [] };
const handle = { container: "", sharedName: "v" };

/** A variable that is set once and that every run adds to. */
const once = (type: TensorSpec): SubgraphSpec[] => [
  {
    tensors: { x: type, v: resource, old: type, sum: type },
    inputs: ["x"],
    outputs: ["sum"],
    operators: [
      node("CALL_ONCE", [], [], "CallOnceOptions", { initSubgraphIndex: 1 }),
      node("VAR_HANDLE", [], ["v"], "VarHandleOptions", handle),
      node("READ_VARIABLE", ["v"], ["old"], "ReadVariableOptions"),
      node("ADD", ["old", "x"], ["sum"]),
      node("ASSIGN_VARIABLE", ["v", "sum"], [], "AssignVariableOptions"),
    ],
  },
  {
    tensors: { v: resource, first: constant(type) },
    inputs: [],
    outputs: [],
    operators: [
      node("VAR_HANDLE", [], ["v"], "VarHandleOptions", handle),
      node("ASSIGN_VARIABLE", ["v", "first"], [], "AssignVariableOptions"),
    ],
  },
];

const stateful: Case[] = [
  modelCase("CALL_ONCE", "sets a variable", once(f32([3])), { runs: 3 }),
  modelCase("CALL_ONCE", "of integers", once(i32([2])), { runs: 2 }),
  modelCase("CALL_ONCE", "of a subgraph with inputs", [
    once(f32([3]))[0]!,
    { ...once(f32([3]))[1]!, tensors: { v: resource, first: f32([3]) }, inputs: ["first"] },
  ]),
];

/** Subgraphs with a variable tensor of their own. */
const accumulator: SubgraphSpec = {
  tensors: { x: f32([2]), state: variable(f32([2])), sum: f32([2]) },
  inputs: ["x"],
  outputs: ["sum"],
  operators: [node("ADD", ["x", "state"], ["sum"])],
};

const call = modelCase(
  "CALL",
  "of a sum",
  [
    {
      tensors: { a: f32([2]), b: f32([2]), result: f32([2]) },
      inputs: ["a", "b"],
      outputs: ["result"],
      operators: [node("CALL", ["a", "b"], ["result"], "CallOptions", { subgraph: 1 })],
    },
    binary("ADD", f32([2])),
  ],
  { wider: "TensorFlow Lite has no kernel of it" },
);

export const controlFlow: readonly Case[] = [
  ...ifs,
  ...whiles,
  ...stateful,
  call,
  modelCase("ADD", "with a variable tensor that nothing writes to", [accumulator], { runs: 2 }),
];
