import { NotShaded, type StepShader, wordBytes } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** What native/program/steps/gather.cpp calls as it is, and float16 as float32: elements are read as they are stored anyway. */
const AS_IT_IS = 0;
const FLOAT16 = 1;

/**
 * Blocks of a source by their numbers. The native step fails where a number is outside of the source; a shader cannot, and takes the
 * nearest block that there is.
 */
export const gather: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const reading = parameters.take();
  const [batches, outer, positions, count, size] = parameters.list(5);
  if (reading !== AS_IT_IS && reading !== FLOAT16) throw new NotShaded("quantized tables stay on the CPU");
  const block = reading === AS_IT_IS ? size / wordBytes(operands[1]!) : size;
  if (positions === 0) throw new NotShaded("there is nothing to gather");
  const width = block % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const invocations = (batches * outer * count * block) / width;
  return [
    {
      name: "gather",
      bindings: [
        { name: "positions", operand: 0, width: 1, access: "read" },
        { name: "source", operand: 1, width, access: "read" },
        { name: "sink", operand: 3, width, access: "write" },
      ],
      parameters: [invocations, outer, positions, count, block],
      numbers: [],
      text: linearMain(`  let i = index * ${width}u;
  let block = i / parameter(4u);
  let row = block / parameter(3u);
  let given = load_positions(row / parameter(1u) * parameter(3u) + block % parameter(3u));
  let position = u32(clamp(given, 0, i32(parameter(2u)) - 1));
  store${suffix}_sink(i, load${suffix}_source((row * parameter(2u) + position) * parameter(4u) + i % parameter(4u)));`),
      workgroups: linearWorkgroups(invocations),
      stages: [],
    },
  ];
};
