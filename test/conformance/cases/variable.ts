import type { Case, OperatorSpec, TensorSpec } from "../case.js";
import { modelCase, node } from "../case.js";
import { bool, constant, dynamic, f32, i8, i32, i64, q, u8 } from "../tensor_specs.js";

export const resource: TensorSpec = { dtype: "RESOURCE", shape: [] };
export const handle = (name: string, sharedName = name): OperatorSpec =>
  node("VAR_HANDLE", [], [name], "VarHandleOptions", { container: "c", sharedName });
export const read = (variable: string, to: string): OperatorSpec =>
  node("READ_VARIABLE", [variable], [to], "ReadVariableOptions");
export const assign = (variable: string, from: string): OperatorSpec =>
  node("ASSIGN_VARIABLE", [variable, from], [], "AssignVariableOptions");

/** Writes a value and reads it back. */
const echo = (type: TensorSpec, result: TensorSpec = { dtype: type.dtype, shape: [] }) => [
  {
    tensors: { x: type, v: resource, y: result },
    inputs: type.constant ? [] : ["x"],
    outputs: ["y"],
    operators: [handle("v"), assign("v", "x"), read("v", "y")],
  },
];

/** Two handles of one variable, or of two. */
const pair = (second: string) => [
  {
    tensors: {
      x: f32([2]),
      z: constant(f32([2], [5, 6])),
      v: resource,
      w: resource,
      a: f32([2]),
      b: f32([2]),
    },
    inputs: ["x"],
    outputs: ["a", "b"],
    operators: [
      handle("v", "one"),
      handle("w", second),
      assign("w", "z"),
      assign("v", "x"),
      read("v", "a"),
      read("w", "b"),
    ],
  },
];

export const variable: readonly Case[] = [
  modelCase("ASSIGN_VARIABLE", "of floats", echo(f32([2, 3])), { runs: 2 }),
  modelCase("ASSIGN_VARIABLE", "of integers", echo(i32([3]))),
  modelCase("ASSIGN_VARIABLE", "of long integers", echo(i64([3]))),
  modelCase("ASSIGN_VARIABLE", "of booleans", echo(bool([3]))),
  modelCase("ASSIGN_VARIABLE", "of bytes", echo(q(i8([3]), 0.1, 3), q("INT8", 0.1, 3))),
  modelCase("ASSIGN_VARIABLE", "of unsigned bytes", echo(u8([3]))),
  modelCase("ASSIGN_VARIABLE", "of a scalar", echo(f32([]))),
  modelCase("ASSIGN_VARIABLE", "of a constant", echo(constant(f32([3])))),
  modelCase("ASSIGN_VARIABLE", "of a dynamic shape", echo(dynamic(f32([3, 2]), [-1, 2]))),
  modelCase("VAR_HANDLE", "twice the same variable", pair("one")),
  modelCase("VAR_HANDLE", "two variables", pair("two")),
  modelCase("READ_VARIABLE", "before anything is assigned", [
    {
      tensors: { v: resource, y: f32([2]) },
      inputs: [],
      outputs: ["y"],
      operators: [handle("v"), read("v", "y")],
    },
  ]),
  modelCase("READ_VARIABLE", "of no resource", [
    { tensors: { x: i32([1]), y: f32([2]) }, inputs: ["x"], outputs: ["y"], operators: [read("x", "y")] },
  ]),
];
