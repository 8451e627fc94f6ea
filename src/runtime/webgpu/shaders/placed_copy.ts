import type { StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** Parameters: the invocations, then for each dimension the sizes of the whole and of the part. */
const whole = (d: number) => `parameter(${1 + 2 * d}u)`;
const part = (d: number) => `parameter(${2 + 2 * d}u)`;

/**
 * Copies between a tensor and a part of it whose place is known when the step runs. The native step fails to read a part that leaves
 * the tensor; a shader moves it inside, as both do when they write.
 */
export const placedCopy: StepShader = ({ parameters }) => {
  parameters.take();
  const writes = parameters.flag();
  // Bytes of an element: its type says what it is.
  parameters.take();
  const rank = parameters.take();
  const [wholes, parts] = [parameters.list(rank), parameters.list(rank)];
  const count = parts.reduce((product, size) => product * size, 1);
  // Rows that are copied as a whole begin where rows begin.
  const width = wholes.at(-1) === parts.at(-1) && parts.at(-1)! % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const [source, sink] = writes ? ["i", "at"] : ["at", "i"];
  return [
    {
      name: "placed_copy",
      bindings: [
        { name: "place", operand: 0, width: 1, access: "read" },
        { name: "source", operand: 1, width, access: "read" },
        { name: "sink", operand: 2, width, access: "write" },
      ],
      parameters: [count / width, ...wholes.flatMap((size, d) => [size, parts[d]!])],
      numbers: [],
      text: linearMain(`  let i = index * ${width}u;
  var rest = i; var at = 0u; var stride = 1u;
${[...wholes.keys()].reverse().map(stepText).join("\n")}
  store${suffix}_sink(${sink}, load${suffix}_source(${source}));`),
      workgroups: linearWorkgroups(count / width),
      stages: [],
    },
  ];
};

const stepText = (d: number): string => `  {
    let first = u32(clamp(load_place(${d}u), 0, i32(${whole(d)} - ${part(d)})));
    at += (first + rest % ${part(d)}) * stride;
    rest /= ${part(d)};
    stride *= ${whole(d)};
  }`;
