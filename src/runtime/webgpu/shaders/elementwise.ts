import { binaryFunctionOf, unaryFunctionOf } from "../../../ops/index.js";
import { binaryStage, clampStages, powerStage, unaryStage } from "../functions.js";
import type { Parameters } from "../parameters.js";
import type { Dispatch, Stage, StepShader, Walk } from "../shader.js";
import { linearMain, linearWorkgroups, walkWidth } from "../wgsl.js";

/** Stores each element of the source, which may be repeated; stages do the rest. */
function passThrough(
  name: string,
  count: number,
  operands: { readonly source: number; readonly sink: number; readonly walk: Walk | null },
  stages: readonly Stage[],
): Dispatch {
  const width = count % 4 === 0 ? 4 : 1;
  const { source, sink, walk } = operands;
  return {
    name,
    bindings: [
      {
        name: "source",
        operand: source,
        width: walk ? walkWidth(walk, width) : width,
        access: "read",
        ...(walk ? { walk } : {}),
      },
      { name: "sink", operand: sink, width, access: "write" },
    ],
    parameters: [count / width],
    numbers: [],
    text: linearMain(
      width === 4
        ? "  store4_sink(index * 4u, load4_source(index * 4u));"
        : "  store_sink(index, load_source(index));",
    ),
    workgroups: linearWorkgroups(count / width),
    stages,
  };
}

/** A function of each element. */
export const unary: StepShader = ({ parameters }) => {
  const name = unaryFunctionOf(parameters.take());
  const count = parameters.take();
  const numbers = parameters.list(2);
  const stages = name === "CLAMP" ? clampStages(numbers[0]!, numbers[1]!) : [unaryStage(name, numbers)];
  const pass = passThrough("unary", count, { source: 0, sink: 1, walk: null }, stages);
  return [{ ...pass, passes: [{ operand: 0, stages }] }];
};

/** A function of two operands that broadcast, clamped. */
export const binary: StepShader = ({ parameters, operands }) => {
  const name = binaryFunctionOf(parameters.take());
  const clamp = clampStages(...parameters.list(2));
  const { count, walks } = readBroadcast(parameters, 2);
  const exponent = operands[1]!.bytes;
  if (exponent) return [power(count, new Float32Array(exponent.slice().buffer)[0]!)];
  const alternatives = [0, 1]
    .filter((operand) => !walks[operand])
    .map((operand) => ({
      operand,
      stages: [
        binaryStage(name, operand === 1, { operand: 1 - operand, walk: walks[1 - operand]! }),
        ...clamp,
      ],
    }));
  const [first] = alternatives;
  const source = first?.operand ?? 0;
  const stages = first?.stages ?? [binaryStage(name, false, { operand: 1, walk: walks[1]! }), ...clamp];
  const pass = passThrough("binary", count, { source, sink: 2, walk: walks[source]! }, stages);
  return [{ ...pass, passes: alternatives }];
};

/** A lowering makes a constant of an exponent only, of one that counts as an integer. */
function power(count: number, exponent: number): Dispatch {
  const stages = [powerStage(exponent)];
  const pass = passThrough("binary", count, { source: 0, sink: 2, walk: null }, stages);
  return { ...pass, passes: [{ operand: 0, stages }] };
}

/** The broadcast of src/ops/lower_broadcast.ts; null for an operand that has the result's shape. */
export function readBroadcast(
  parameters: Parameters,
  operands: number,
): { count: number; walks: (Walk | null)[] } {
  const rank = parameters.take();
  const sizes = parameters.list(rank);
  const walks = Array.from({ length: operands }, () => {
    const strides = parameters.list(rank);
    let dense = 1;
    const isDense = [...sizes.keys()].reverse().every((d) => {
      const fits = sizes[d] === 1 || strides[d] === dense;
      dense *= sizes[d]!;
      return fits;
    });
    return isDense ? null : { sizes, strides };
  });
  return { count: sizes.reduce((product, size) => product * size, 1), walks };
}
