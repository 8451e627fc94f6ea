export { storedByteLength } from "./dtype.js";
export { elementCount } from "./shape.js";
