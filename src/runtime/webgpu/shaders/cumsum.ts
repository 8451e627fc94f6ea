import type { StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** Running sums along a dimension, of integers or in float32; an invocation for each line. */
export const cumsum: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const [isExclusive, isReverse] = [parameters.flag(), parameters.flag()];
  const [outer, depth, inner] = parameters.list(3);
  const lines = depth === 0 ? 0 : outer * inner;
  const [type, stored] = operands[0]!.dtype === "FLOAT32" ? ["f32", "real"] : ["i32", "i32"];
  return [
    {
      name: "cumsum",
      bindings: [
        { name: "source", operand: 0, width: 1, access: "read" },
        { name: "sink", operand: 1, width: 1, access: "write" },
      ],
      parameters: [lines, depth, inner],
      numbers: [],
      text: linearMain(`  let first = index / parameter(2u) * parameter(1u) * parameter(2u) + index % parameter(2u);
  var total = ${type}();
  for (var k = 0u; k < parameter(1u); k++) {
    let at = first + ${isReverse ? "(parameter(1u) - 1u - k)" : "k"} * parameter(2u);
    let before = total;
    total += ${type}(load_source(at));
    store_sink(at, ${stored}(${isExclusive ? "before" : "total"}));
  }`),
      workgroups: linearWorkgroups(lines),
      stages: [],
    },
  ];
};
