import { NotShaded, type StepShader, wordBytes } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";

/** The parameters of a slice's number: from `FIRST_SIZE` on the sizes of the dimensions that indices are of. */
const FIRST_SIZE = 2;

/**
 * Slices of a source, each found by a vector of indices. The native step fails where one lies outside of the source; a shader takes
 * the nearest index.
 */
export const gatherNd: StepShader = ({ parameters, operands }) => {
  parameters.take();
  const count = parameters.take();
  const sizes = parameters.list(parameters.take());
  const block = parameters.take() / wordBytes(operands[1]!);
  if (sizes.includes(0)) throw new NotShaded("there is nothing to gather");
  const width = block % 4 === 0 ? 4 : 1;
  const suffix = width === 4 ? "4" : "";
  const invocations = (count * block) / width;
  const steps = sizes.map((_, d) => {
    const size = `parameter(${FIRST_SIZE + d}u)`;
    return `  slice = slice * ${size} + u32(clamp(load_indices(first + ${d}u), 0, i32(${size}) - 1));`;
  });
  return [
    {
      name: "gather_nd",
      bindings: [
        // Without dimensions nothing is read of the indices.
        ...(sizes.length > 0 ? [{ name: "indices", operand: 0, width: 1, access: "read" } as const] : []),
        { name: "source", operand: 1, width, access: "read" },
        { name: "sink", operand: 2, width, access: "write" },
      ],
      parameters: [invocations, block, ...sizes],
      numbers: [],
      text: linearMain(`  let i = index * ${width}u;
  let first = i / parameter(1u) * ${sizes.length}u;
  var slice = 0u;
${steps.join("\n")}
  store${suffix}_sink(i, load${suffix}_source(slice * parameter(1u) + i % parameter(1u)));`),
      workgroups: linearWorkgroups(invocations),
      stages: [],
    },
  ];
};
