import { type StepShader, wordBytes } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/**
 * Reverses the beginning of each sequence of a tensor outer x first x middle x second x block. The native step fails for a length
 * that no sequence has; a shader takes the nearest.
 */
export const reverseSequence: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const isFirst = parameters.flag();
  const [outer, first, middle, second, bytes] = parameters.list(5);
  const block = bytes / wordBytes(operands[1]!);
  const count = outer * first * middle * second * block;
  const width = block % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  // Along the sequences: how many elements there are, and how far apart.
  const [elements, stride] = isFirst ? [first, middle * second] : [second, 1];
  const [element, sequence] = isFirst ? ["one", "two"] : ["two", "one"];
  return [
    {
      name: "reverse_sequence",
      bindings: [
        { name: "lengths", operand: 0, width: 1, access: "read" },
        { name: "source", operand: 1, width, access: "read" },
        { name: "sink", operand: 2, width, access: "write" },
      ],
      parameters: [count / width, first, middle, second, block, elements, stride],
      numbers: [],
      text: linearMain(`  let i = index * ${width}u;
  let at = i / parameter(4u);
  let two = at % parameter(3u);
  let one = at / (parameter(3u) * parameter(2u)) % parameter(1u);
  let length = u32(clamp(load_lengths(${sequence}), 0, i32(parameter(5u))));
  let from_element = select(${element}, length - 1u - ${element}, ${element} < length);
  let block = at - ${element} * parameter(6u) + from_element * parameter(6u);
  store${suffix}_sink(i, load${suffix}_source(block * parameter(4u) + i % parameter(4u)));`),
      workgroups: linearWorkgroups(count / width),
      stages: [],
    },
  ];
};
