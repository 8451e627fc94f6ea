import { operator } from "../operator.js";
import { tableUnary } from "./table_unary.js";

const { fround } = Math;

/** Natural logarithms: FLOAT32 and quantized INT8 and INT16, where the smallest output stands for those of 0 and below. */
export const log = operator("LOG", ["1.14.0", "2.15.0"], {
  kernel: tableUnary(null, Math.log, "LOG", ({ scale, zeroPoint }, least) => {
    const smallest = fround((least - zeroPoint) * scale);
    return (x) => (x <= 0 ? smallest : Math.log(x));
  }),
});
