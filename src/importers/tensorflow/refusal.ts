import { HalfliteError, isHalfliteError } from "../../errors.js";

/** Thrown by lowerings: why a node has no form in TensorFlow Lite. Refusals are gathered, so that one error lists all of them. */
export class Refusal extends Error {}

/** What cannot be converted, by kind of operation. */
export class Refusals {
  private readonly reasons = new Map<string, { operation: string; reason: string; nodes: string[] }>();

  /** Takes a refusal, or an error of inference that means the same. @throws the error if it is none of both */
  add(operation: string, node: string, error: unknown): void {
    const refusal =
      error instanceof Refusal ||
      isHalfliteError(error, "SHAPE_MISMATCH") ||
      isHalfliteError(error, "UNSUPPORTED_OPERATOR");
    if (!refusal) throw error;
    const reason = isHalfliteError(error, "UNSUPPORTED_OPERATOR")
      ? error.details.operators.map((one) => one.reason).join("; ")
      : (error as Error).message;
    const key = `${operation} ${reason}`;
    const known = this.reasons.get(key);
    if (known) known.nodes.push(node);
    else this.reasons.set(key, { operation, reason, nodes: [node] });
  }

  /** @throws UNSUPPORTED_OPERATION if there are any */
  throwIfAny(file: string): void {
    if (this.reasons.size === 0) return;
    throw new HalfliteError("UNSUPPORTED_OPERATION", { file, operations: [...this.reasons.values()] });
  }
}
