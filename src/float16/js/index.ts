import { encodeByTables } from "./encode.js";
import { encodeByRuntime } from "./encode_by_runtime.js";

export { decode, decodeTable } from "./decode.js";
export { INFINITY_BITS, MAX_BITS } from "./encode.js";
export { encodeMeasured } from "./measure.js";

/** The faster one of those that the runtime offers. */
export const encode = encodeByRuntime ?? encodeByTables;
