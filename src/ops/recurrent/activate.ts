import type { ActivationFunctionType } from "../../tflite/index.js";
import { unsupported } from "../check.js";
import { activationRange } from "../fused_activation.js";
import type { Node } from "../kernel.js";

/** The activation of a recurrent layer. @throws UNSUPPORTED_OPERATOR */
export function activationOf(node: Node<unknown>, activation: ActivationFunctionType): (x: number) => number {
  if (activation === "TANH") return Math.tanh;
  if (activation === "SIGN_BIT") throw unsupported(node, "the activation SIGN_BIT");
  const [least, most] = activationRange(activation);
  return activation === "NONE" ? (x) => x : (x) => Math.min(Math.max(x, least), most);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** An activation as native steps read it (native/program/activation.h). */
export function activationParameters(activation: ActivationFunctionType): number[] {
  if (activation === "TANH") return [1, 0, 0];
  return [0, ...(activation === "NONE" ? [-Infinity, Infinity] : activationRange(activation))];
}
