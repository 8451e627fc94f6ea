import { NotShaded, type ShaderOperand, type StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { elementText } from "./windows.js";

/** Images in another size, four channels of a pixel for an invocation, blended in float32 from the four around its place. */
export const resizeBilinear: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const [batches, rows, columns, resizedRows, resizedColumns, channels] = parameters.list(6);
  // Operands: the input; rows; columns, as the lower and the upper one with the fraction of the upper one; the output.
  requireNeighbours(operands.slice(1, 4), rows);
  requireNeighbours(operands.slice(4, 7), columns);
  const width = channels % 4 === 0 ? 4 : 1;
  const [suffix, type, real] = width === 4 ? ["4", "vec4<f32>", "real4"] : ["", "f32", "real"];
  const count = (batches * resizedRows * resizedColumns * channels) / width;
  const corner = (y: string, x: string) =>
    `${type}(load${suffix}_source(((batch * parameter(4u) + ${y}) * parameter(5u) + ${x}) * parameter(1u) + channel))`;
  return [
    {
      name: "resize_bilinear",
      bindings: [
        { name: "source", operand: 0, width, access: "read" },
        { name: "top_of", operand: 1, width: 1, access: "read", table: "i32" },
        { name: "down_of", operand: 3, width: 1, access: "read", table: "f32" },
        { name: "left_of", operand: 4, width: 1, access: "read", table: "i32" },
        { name: "right_of", operand: 6, width: 1, access: "read", table: "f32" },
        { name: "sink", operand: 7, width, access: "write" },
      ],
      parameters: [count, channels, resizedRows, resizedColumns, rows, columns],
      numbers: [],
      text: linearMain(`${elementText(width, [1, 3, 2])}
  let down = f32(load_down_of(y));
  let right = f32(load_right_of(x));
  let top = u32(load_top_of(y));
  let left = u32(load_left_of(x));
  let bottom = min(top + u32(down > 0f), parameter(4u) - 1u);
  let other = min(left + u32(right > 0f), parameter(5u) - 1u);
  let upper = ${corner("top", "left")} * (1f - right) + ${corner("top", "other")} * right;
  let lower = ${corner("bottom", "left")} * (1f - right) + ${corner("bottom", "other")} * right;
  store${suffix}_sink(index * ${width}u, ${real}(upper * (1f - down) + lower * down));`),
      workgroups: linearWorkgroups(count),
      stages: [],
    },
  ];
};

/** The upper index follows from the lower one: it is the next one wherever a part of it is blended in. */
function requireNeighbours(operands: readonly (ShaderOperand | null)[], size: number): void {
  const [lower, upper, fraction] = operands.map((operand) => operand!.bytes!.slice().buffer);
  const [lowers, uppers] = [new Int32Array(lower!), new Int32Array(upper!)];
  const fractions = new Float32Array(fraction!);
  const isNext = (low: number, i: number) =>
    fractions[i] === 0 || uppers[i] === Math.min(low + (fractions[i]! > 0 ? 1 : 0), size - 1);
  if (!lowers.every(isNext)) throw new NotShaded("pixels are blended that are not neighbours");
}
