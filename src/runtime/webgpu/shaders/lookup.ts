import { NotShaded, type StepShader } from "../shader.js";
import { broadcastDispatch } from "./broadcast.js";

/** A function of booleans, whose table says what becomes of both. */
export const lookup: StepShader = ({ parameters, operands }) => {
  parameters.list(2);
  const count = parameters.take();
  const [source, table, sink] = operands;
  if (source!.dtype !== "BOOL" || sink!.dtype !== "BOOL") throw new NotShaded("tables stay on the CPU");
  const [whenFalse, whenTrue] = table!.bytes!;
  const expression = (integer: string) =>
    `select(${integer}(${whenFalse}), ${integer}(${whenTrue}), a != ${integer}())`;
  const dispatch = broadcastDispatch("lookup", { count, walks: [null] }, expression);
  const bindings = dispatch.bindings.map((binding) =>
    binding.access === "write" ? { ...binding, operand: 2 } : binding,
  );
  return [{ ...dispatch, bindings }];
};
