import { unknownName } from "../errors.js";
import type { CompiledModel, SignatureInfo } from "../index.js";

/** Inputs and outputs of the signature of that key, or of the one that a run without a key takes. @throws UNKNOWN_NAME */
export function signatureOf(model: CompiledModel, key: string | undefined): SignatureInfo {
  if (key === undefined) return { inputs: model.inputs, outputs: model.outputs };
  const { signatures } = model;
  if (Object.hasOwn(signatures, key)) return signatures[key]!;
  throw unknownName("--signature", key, Object.keys(signatures));
}
