import type { StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** Divides each element by a power of the squares of its neighbours in its row; one at the distance of the radius counts below, not above. */
export const localResponseNormalization: StepShader = ({ parameters }) => {
  const [rows, depth, radius, ...numbers] = parameters.list(6);
  return [
    {
      name: "local_response_normalization",
      bindings: [
        { name: "source", operand: 0, width: 1, access: "read" },
        { name: "sink", operand: 1, width: 1, access: "write" },
      ],
      parameters: [rows * depth, depth, radius],
      numbers,
      text: linearMain(`
  let channel = i32(index % parameter(1u));
  let row = index - u32(channel);
  let radius = i32(parameter(2u));
  var squares = 0f;
  for (var i = max(0, channel - radius); i < min(i32(parameter(1u)), channel + radius); i++) {
    let x = f32(load_source(row + u32(i)));
    squares += x * x;
  }
  let base = number(0u) + number(1u) * squares;
  store_sink(index, real(f32(load_source(index)) * pow(base, -number(2u))));`),
      workgroups: linearWorkgroups(rows * depth),
      stages: [],
    },
  ];
};
