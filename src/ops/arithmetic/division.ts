import { inputOf, invalidValue } from "../check.js";
import type { RunningNode } from "../kernel.js";

/** Checks the stored values of a divisor. @throws INVALID_VALUE where one is zero */
export function requireNonZero(node: RunningNode<unknown>, zero: number | bigint): void {
  const { data, name } = inputOf(node, 1);
  if ((data as unknown as readonly (number | bigint)[]).includes(zero))
    throw invalidValue(node, name, "divisors other than zero", "zero");
}
