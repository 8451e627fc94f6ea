import { type Lowering, type Lowerings, lowering } from "../lowering.js";

/** Whatever goes in comes out. */
const pass: Lowering = lowering((operation) => operation.inputs);

/** Operations that do nothing when a model is only run. */
export const passing: Lowerings = {
  CheckNumerics: pass,
  EnsureShape: pass,
  Identity: pass,
  IdentityN: pass,
  OptionalFromValue: pass,
  PlaceholderWithDefault: pass,
  PreventGradient: pass,
  Snapshot: pass,
  StopGradient: pass,
};

/** Whether what goes into an operation of that kind comes out as it is: of several inputs, the first. */
export const isPassing = (kind: string): boolean => kind !== "IdentityN" && kind in passing;
