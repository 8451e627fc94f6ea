import { type BinaryFunction, binaryFunctionOf } from "../../../ops/index.js";
import { NotShaded, type ShaderOperand, type StepShader } from "../shader.js";
import { broadcastDispatch } from "./broadcast.js";
import { readBroadcast } from "./elementwise.js";

/** WGSL of functions of `a` and `b`, which wrap around; the quotient rounds down and the rest has the divisor's sign. */
const functions: { readonly [F in BinaryFunction]?: (integer: string) => string } = {
  ADD: () => "a + b",
  SUB: () => "a - b",
  MUL: () => "a * b",
  DIV: () => "a / b",
  MAXIMUM: () => "max(a, b)",
  MINIMUM: () => "min(a, b)",
  SQUARED_DIFFERENCE: () => "(a - b) * (a - b)",
  PRELU: (integer) => `select(a * b, a, a >= ${integer}())`,
  FLOOR_DIV: (integer) =>
    `a / b - select(${integer}(), ${integer}(1), (a % b != ${integer}()) & ((a < ${integer}()) != (b < ${integer}())))`,
  FLOOR_MOD: (integer) =>
    `a % b + select(${integer}(), b, (a % b != ${integer}()) & ((a % b < ${integer}()) != (b < ${integer}())))`,
};

const DIVISIONS: readonly BinaryFunction[] = ["DIV", "FLOOR_DIV", "FLOOR_MOD"];

/** Bounds are small numbers, or there are none. */
const MOST_BOUND = 1000;

/** A function of two operands of integers that broadcast, clamped. */
export const integerBinary: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const name = binaryFunctionOf(parameters.take());
  const [least, most] = parameters.list(2);
  const broadcast = readBroadcast(parameters, 2);
  const text = functions[name];
  if (!text) throw new NotShaded(`${name} of integers stays on the CPU`);
  if (operands[2]!.dtype !== "INT32")
    throw new NotShaded(`${name} of ${operands[2]!.dtype} stays on the CPU`);
  if (DIVISIONS.includes(name) && !hasNoZero(operands[1]!))
    throw new NotShaded(`${name} fails where a divisor is 0, which a shader cannot tell`);
  const bounds: [string, number][] = [
    ...(least > -MOST_BOUND ? [["max", least] as [string, number]] : []),
    ...(most < MOST_BOUND ? [["min", most] as [string, number]] : []),
  ];
  const expression = (integer: string) =>
    bounds.reduce((x, [bound], k) => `${bound}(${x}, ${integer}(i32(parameter(${1 + k}u))))`, text(integer));
  return [
    broadcastDispatch(
      "integer_binary",
      broadcast,
      expression,
      bounds.map(([, value]) => value),
    ),
  ];
};

/** Whether the operand is a constant that divides everything. */
function hasNoZero({ bytes, values }: ShaderOperand): boolean {
  const known = bytes ? new Int32Array(bytes.slice().buffer) : values();
  return known !== null && !Array.prototype.includes.call(known, 0);
}
