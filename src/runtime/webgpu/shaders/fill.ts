import { NotShaded, type ShaderOperand, type StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { constantElements, elementTypes } from "./elements.js";

/** A pattern over the whole sink. */
export const fill: StepShader = ({ operands }) => {
  const [pattern, sink] = operands as readonly [ShaderOperand, ShaderOperand];
  const elements = constantElements(pattern, sink.dtype);
  return [elements ? fillWith(elements, sink) : fillFrom(pattern, sink)];
};

/** One number, which is known. */
function fillWith(elements: ArrayLike<number>, sink: ShaderOperand) {
  if (elements.length !== 1) throw new NotShaded("patterns of several numbers stay on the CPU");
  const width = sink.elements % 4 === 0 ? 4 : 1;
  const { real, real4, isInteger } = elementTypes(sink.dtype);
  const value = isInteger ? "i32(parameter(1u))" : "real(number(0u))";
  return {
    name: "fill",
    bindings: [{ name: "sink", operand: 1, width, access: "write" }] as const,
    parameters: [sink.elements / width, isInteger ? elements[0]! : 0],
    numbers: isInteger ? [] : [elements[0]!],
    text: linearMain(
      width === 4
        ? `  store4_sink(index * 4u, ${real4}(${value}));`
        : `  store_sink(index, ${real}(${value}));`,
    ),
    workgroups: linearWorkgroups(sink.elements / width),
    stages: [],
  };
}

function fillFrom(pattern: ShaderOperand, sink: ShaderOperand) {
  if (pattern.dtype !== sink.dtype) throw new NotShaded("elements and their pattern differ in type");
  return {
    name: "fill",
    bindings: [
      { name: "pattern", operand: 0, width: 1, access: "read" },
      { name: "sink", operand: 1, width: 1, access: "write" },
    ] as const,
    parameters: [sink.elements, pattern.elements],
    numbers: [],
    text: linearMain("  store_sink(index, load_pattern(index % parameter(1u)));"),
    workgroups: linearWorkgroups(sink.elements),
    stages: [],
  };
}
