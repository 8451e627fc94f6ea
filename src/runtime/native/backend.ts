import type { Backend } from "../../addon/index.js";
import type { RestoreFloat16 } from "../known_values.js";
import type { Precision } from "../session.js";

/** The addon with one of its targets, and what products with float16 weights are computed in (default: float32). */
export type NativeBackend = Extract<Backend, { kind: "native" }> & { readonly precision?: Precision };

/** Restores float16 constants with the addon. */
export const restoreWith =
  ({ addon, target, threads }: NativeBackend): RestoreFloat16 =>
  (halves, numbers) =>
    addon.float32FromFloat16(target, halves, numbers, threads);
