import { heldBytes, type Tensor } from "../../tensor/index.js";
import { inputOf, mismatch, requireType } from "../check.js";
import type { Declared, Execution, RunningNode } from "../kernel.js";

/** The session's resource variables: their numbers by name, their values by number. */
export interface Variables {
  readonly numbers: Map<string, number>;
  /** Nobody writes to a value: others read it. */
  readonly values: Map<number, Tensor>;
}

export const variablesOf = (execution: Pick<Execution, "state">): Variables =>
  execution.state("resource variables", () => ({ numbers: new Map(), values: new Map() }));

/** What VAR_HANDLE names a variable by. */
export function nameOfVariable(options: unknown): string {
  const { container, sharedName } = options as { container?: string | null; sharedName?: string | null };
  return JSON.stringify([container ?? "", sharedName ?? ""]);
}

/** The number of the variable of that name: the same wherever it is asked for within a session. */
export function numberOfVariable(execution: Pick<Execution, "state">, name: string): number {
  const { numbers } = variablesOf(execution);
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

/** Gives a variable a value of any type and shape. @throws OUT_OF_MEMORY */
export function setVariable(
  execution: Pick<Execution, "state" | "keep">,
  number: number,
  { dtype, shape, quantization, data }: Tensor,
): void {
  const { values } = variablesOf(execution);
  const before = values.get(number);
  execution.keep(heldBytes(data) - (before ? heldBytes(before.data) : 0));
  // The tensor may be one that is written to again: a state, or what the caller passed.
  values.set(number, { dtype, shape, quantization, data: data.slice() });
}

/** The value of a variable as an output of READ_VARIABLE. */
export const valueRead = (output: Declared, value: Tensor): Tensor => ({
  ...value,
  quantization: output.quantization ?? value.quantization,
});

/**
 * The number of the resource that the first input refers to.
 *
 * @throws UNSUPPORTED_OPERATOR, SHAPE_MISMATCH unless it is one RESOURCE or INT32 element
 */
export function resourceOf(node: RunningNode<unknown>): number {
  const input = inputOf(node, 0);
  requireType(node, input, "RESOURCE", "INT32");
  if (input.data.length !== 1) throw mismatch(node, input.name, "one element", `${input.data.length}`);
  return Number(input.data[0]);
}
