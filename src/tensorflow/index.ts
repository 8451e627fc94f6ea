export { readGraphModel } from "./graph_model/index.js";
export { parseManifest } from "./graph_model/manifest.js";
export { openWeights } from "./graph_model/weights.js";
export type {
  Attribute,
  DeclaredShape,
  FunctionArgument,
  FunctionDef,
  FunctionName,
  GraphDef,
  NodeDef,
  SignatureDef,
  StoredTensor,
  TensorFlowModel,
  TensorInfo,
  Variables,
} from "./records.js";
export { readSavedModel, type SavedModelOptions } from "./saved_model.js";
