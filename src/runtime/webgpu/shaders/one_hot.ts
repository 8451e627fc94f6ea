import type { StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** Writes an element at the places that indices give along a dimension of a sink that was filled. Other indices have no place. */
export const oneHot: StepShader = ({ parameters }) => {
  parameters.list(2);
  const [outer, depth, inner] = parameters.list(3);
  const count = outer * inner;
  return [
    {
      name: "one_hot",
      bindings: [
        { name: "indices", operand: 0, width: 1, access: "read" },
        { name: "element", operand: 1, width: 1, access: "read" },
        { name: "sink", operand: 2, width: 1, access: "write" },
      ],
      parameters: [count, depth, inner],
      numbers: [],
      text: linearMain(`  let place = load_indices(index);
  if (place < 0 || place >= i32(parameter(1u))) { return; }
  let at = (index / parameter(2u) * parameter(1u) + u32(place)) * parameter(2u) + index % parameter(2u);
  store_sink(at, load_element(0u));`),
      workgroups: linearWorkgroups(count),
      stages: [],
    },
  ];
};
