import type { StepShader } from "../shader.js";
import { broadcastDispatch } from "./broadcast.js";
import { readBroadcast } from "./elementwise.js";

/** Elements of the second operand where the first is true, of the third where it is not; the three broadcast. */
export const select: StepShader = ({ parameters }) => {
  // Bytes of an element: its type says what it is.
  parameters.take();
  const broadcast = readBroadcast(parameters, 3);
  return [broadcastDispatch("select", broadcast, (integer) => `select(c, b, a != ${integer}())`)];
};
