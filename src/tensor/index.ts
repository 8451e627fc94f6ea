export {
  allocateData,
  arrayTypeOf,
  dataByteLength,
  entriesPerElement,
  heldBytes,
  type NumericData,
  type NumericType,
  type StringData,
  type TensorData,
} from "./data.js";
export { type ElementType, storedByteLength } from "./dtype.js";
export { broadcastShapes, elementCount, stridesOf } from "./shape.js";
export { bytesOf, dataFrom, numericData } from "./stored_data.js";
export { allocateTensor, type Quantization, type Tensor, type TensorType } from "./tensor.js";
