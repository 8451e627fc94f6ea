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
} from "./records.js";
