import type { Node, Value } from "../../graph/index.js";
import { activationOf } from "./nodes.js";

/** The operands of a sum, difference, product or quotient of FLOAT32 of which one is a constant. */
export interface ConstantOperand {
  readonly constant: Value;
  readonly other: Value;
  readonly output: Value;
  /** The activation behind it. */
  readonly activation: string;
}

/** The constant operand of a binary node: either of ADD and MUL, the second of SUB and DIV; null where there is none. */
export function constantOperandOf(node: Node): ConstantOperand | null {
  const [left, right] = node.inputs;
  const [output, activation] = [node.outputs[0], activationOf(node)];
  if (!left || !right || !output || activation === null || output.type !== "FLOAT32") return null;
  if (right.constant && !left.constant) return { constant: right, other: left, output, activation };
  const commutes = node.operator.builtinCode === "ADD" || node.operator.builtinCode === "MUL";
  if (commutes && left.constant && !right.constant)
    return { constant: left, other: right, output, activation };
  return null;
}
