export { elementBits, storedByteLength, type TensorType, tensorTypes } from "./dtype.js";
export { elementCount } from "./shape.js";
