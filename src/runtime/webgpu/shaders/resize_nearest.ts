import { type ShaderOperand, type StepShader, wordBytes } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { elementText } from "./windows.js";

/** Images in another size, each pixel one of the input's. */
export const resizeNearest: StepShader = ({ parameters, operands }) => {
  const [batches, rows, columns, resizedRows, resizedColumns, pixelBytes] = parameters.list(6);
  const channels = pixelBytes / wordBytes(operands[0] as ShaderOperand);
  const width = channels % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const count = (batches * resizedRows * resizedColumns * channels) / width;
  return [
    {
      name: "resize_nearest",
      bindings: [
        { name: "source", operand: 0, width, access: "read" },
        { name: "row_of", operand: 1, width: 1, access: "read", table: "i32" },
        { name: "column_of", operand: 2, width: 1, access: "read", table: "i32" },
        { name: "sink", operand: 3, width, access: "write" },
      ],
      parameters: [count, channels, resizedRows, resizedColumns, rows, columns],
      numbers: [],
      text: linearMain(`${elementText(width, [1, 3, 2])}
  let pixel = (batch * parameter(4u) + u32(load_row_of(y))) * parameter(5u) + u32(load_column_of(x));
  store${suffix}_sink(index * ${width}u, load${suffix}_source(pixel * parameter(1u) + channel));`),
      workgroups: linearWorkgroups(count),
      stages: [],
    },
  ];
};
