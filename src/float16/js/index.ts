export { decode } from "./decode.js";
export { encode, INFINITY_BITS, MAX_BITS } from "./encode.js";
export { encodeMeasured } from "./measure.js";
