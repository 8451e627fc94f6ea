import type { StepShader } from "../shader.js";
import { broadcastDispatch } from "./broadcast.js";

/** Elements as another type; all but zero is true. */
export const cast: StepShader = ({ parameters, operands }) => {
  parameters.list(2);
  const count = parameters.take();
  const [from, to] = [operands[0]!.dtype, operands[1]!.dtype];
  const shape = { count, walks: [null] };
  if (to === "FLOAT32")
    return [broadcastDispatch("cast", shape, (integer) => (integer === "i32" ? "real(a)" : "real4(a)"))];
  if (from !== "FLOAT32")
    return [
      broadcastDispatch("cast", shape, (integer) => (to === "BOOL" ? `${integer}(a != ${integer}())` : "a")),
    ];
  const text = (integer: string) => {
    const real = integer === "i32" ? "real" : "real4";
    return to === "BOOL" ? `${integer}(a != ${real}())` : `integer_of${integer === "i32" ? "" : "4"}(a)`;
  };
  const dispatch = broadcastDispatch("cast", shape, text);
  return [{ ...dispatch, text: `${INTEGER_OF}\n${dispatch.text}` }];
};

/** Saturates; NaN, which compilers may take for impossible in a comparison, becomes the largest integer, as TensorFlow Lite on x86 does. */
const INTEGER_OF = `
fn integer_of(x: real) -> i32 {
  let value = f32(x);
  let is_large = value >= 2147483648f || (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
  return select(i32(clamp(value, -2147483648f, 2147483520f)), 0x7fffffff, is_large);
}
fn integer_of4(x: real4) -> vec4<i32> {
  return vec4<i32>(integer_of(x.x), integer_of(x.y), integer_of(x.z), integer_of(x.w));
}`;
