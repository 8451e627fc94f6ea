import { NotShaded, type StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** Every device can bind so many operands together with the sum. */
const MOST_TERMS = 7;

/** The sum of several operands of one shape: of integers, which wrap around, or in float32. */
export const addN: StepShader = ({ parameters, operands }) => {
  const areIntegers = parameters.flag();
  const count = parameters.take();
  const terms = operands.slice(0, -1);
  if (terms.length > MOST_TERMS)
    throw new NotShaded(`a sum of more than ${MOST_TERMS} terms stays on the CPU`);
  const width = count % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const of = (type: string) => (width === 4 ? `vec4<${type}>` : type);
  const sum = terms
    .map((_, k) => `${of(areIntegers ? "i32" : "f32")}(load${suffix}_term${k}(i))`)
    .join(" + ");
  return [
    {
      name: "add_n",
      bindings: [
        ...terms.map((_, k) => ({ name: `term${k}`, operand: k, width, access: "read" }) as const),
        { name: "sink", operand: terms.length, width, access: "write" },
      ],
      parameters: [count / width],
      numbers: [],
      text: linearMain(`  let i = index * ${width}u;
  store${suffix}_sink(i, ${of(areIntegers ? "i32" : "real")}(${sum}));`),
      workgroups: linearWorkgroups(count / width),
      stages: [],
    },
  ];
};
