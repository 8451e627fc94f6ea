import { type Operator, operator } from "../operator.js";

/** Changes of the element type or of the storage. */
export const representation: readonly Operator[] = [
  operator("CAST", ["1.5.0", "2.7.0", "2.8.0", "2.9.0", "2.12.0", "2.15.0", "2.17.0", "2.21.0", "2.23.0"]),
  operator("QUANTIZE", ["1.14.0", "1.15.0", "2.7.0", "2.21.0", "2.21.0", "2.21.0"]),
  operator("FAKE_QUANT", ["1.5.0", "1.10.0"]),
  // Float32 is no input of it: a constant in front of it is quantized already.
  operator(
    "DEQUANTIZE",
    ["1.13.1", "1.14.0", "1.15.0", "2.2.0", "2.7.0", "2.18.0", "2.21.0", "2.22.0", "2.23.0"],
    { float16: "never" },
  ),
  // Its constant stays sparse; the dense output becomes float16 and the DEQUANTIZE follows.
  operator("DENSIFY", ["2.2.0"], { float16: "sparse" }),
];
