export { operatorAttributes, tensorAttributes } from "./attributes.js";
export { scaledConstant, transposedConstant } from "./computed_constant.js";
export { Constant, constantOf, type Encoding } from "./constant.js";
export {
  CONTROL_DEPENDENCIES,
  parseControlDependencies,
  serializeControlDependencies,
} from "./control_dependencies.js";
export {
  type ControlDependency,
  type Graph,
  type Node,
  nameOf,
  type Use,
  usesOf,
  type Value,
} from "./graph.js";
export type { MetadataEntry, Model, Signature } from "./model.js";
export {
  applyMetadataPatches,
  applyPatches,
  type MetadataPatch,
  type Patch,
  type Rewrite,
  settleOperatorCodes,
} from "./patch.js";
export { verify } from "./verify.js";
