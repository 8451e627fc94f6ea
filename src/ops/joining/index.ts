import { type Operator, operator } from "../operator.js";

/** Joining, splitting, padding and repeating of tensors. */
export const joining: readonly Operator[] = [
  operator("CONCATENATION", ["1.5.0", "1.14.0", "2.3.0", "2.14.0", "2.21.0", "2.23.0", "2.23.0"]),
  operator("PACK", ["1.11.0", "1.14.0", "2.3.0", "2.13.0", "2.23.0"]),
  operator("UNPACK", ["1.11.0", "1.14.0", "2.2.0", "2.3.0", "2.22.0", "2.23.0"]),
  operator("SPLIT", ["1.5.0", "1.14.0", "1.14.0", "2.3.0", "2.23.0"]),
  operator("SPLIT_V", ["1.13.1", "2.3.0", "2.23.0"]),
  operator("PAD", ["1.5.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"]),
  operator("PADV2", ["1.9.0", "1.14.0", "2.4.0", "2.6.0", "2.20.0", "2.23.0"]),
  operator("MIRROR_PAD", ["1.13.1", "2.3.0", "2.12.0"]),
  operator("TILE", ["1.10.1", "2.2.0", "2.8.0"]),
  operator("BROADCAST_TO", [undefined, "2.5.0", "2.5.0", "2.23.0"]),
  operator("BROADCAST_ARGS", ["2.6.0"]),
];
