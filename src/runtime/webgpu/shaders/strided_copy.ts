import {
  type Binding,
  type Dispatch,
  NotShaded,
  type ShaderOperand,
  type StepShader,
  wordBytes,
} from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { constantElements, elementTypes } from "./elements.js";
import type { Dimension, Region } from "./region.js";
import { transposedCopy } from "./transposed_copy.js";

/** A region of a tensor to one of another: invocations next to each other write elements next to each other. */
export const stridedCopy: StepShader = ({ parameters, operands }) => {
  const [source, sink, table] = operands as readonly [ShaderOperand, ShaderOperand, ShaderOperand | null];
  if (table) throw new NotShaded("bytes that go through a table stay on the CPU");
  if (parameters.take() !== wordBytes(sink)) throw new NotShaded("parts of elements stay on the CPU");
  const rank = parameters.take();
  const [sourceOffset, sinkOffset] = parameters.list(2);
  const dimensions = Array.from({ length: rank }, (): Dimension => {
    const [size, from, to] = parameters.list(3);
    return { size, source: from, sink: to };
  });
  const region = ordered({ dimensions, source: sourceOffset, sink: sinkOffset });
  const elements = constantElements(source, sink.dtype);
  if (elements) return [repeatDispatch(region, sink, elements)];
  if (source.dtype !== sink.dtype) throw new NotShaded("elements change their type");
  return [transposedCopy(region, sink) ?? copyDispatch(region, source, sink)];
};

/** Dimensions of one element are none; those that both sides walk through without a jump are one. */
function ordered({ dimensions, ...offsets }: Region): Region {
  const sorted = dimensions.filter(({ size }) => size !== 1);
  sorted.sort((a, b) => Math.abs(b.sink) - Math.abs(a.sink));
  const joined: Dimension[] = [];
  for (const inner of sorted) {
    const outer = joined.at(-1);
    const isOne =
      outer && outer.source === inner.source * inner.size && outer.sink === inner.sink * inner.size;
    if (isOne) joined.splice(-1, 1, { ...inner, size: outer.size * inner.size });
    else joined.push(inner);
  }
  return { dimensions: joined.length > 0 ? joined : [{ size: 1, source: 1, sink: 1 }], ...offsets };
}

/** Whether one side's elements lie in fours that are aligned in its tensor. */
function isInFours({ dimensions, ...offsets }: Region, side: "source" | "sink", elements: number): boolean {
  const strides = dimensions.map((dimension) => dimension[side]);
  return (
    dimensions.at(-1)!.size % 4 === 0 &&
    strides.at(-1) === 1 &&
    [...strides.slice(0, -1), offsets[side], elements].every((count) => count % 4 === 0)
  );
}

function copyDispatch(region: Region, source: ShaderOperand, sink: ShaderOperand): Dispatch {
  const width = isInFours(region, "sink", sink.elements) ? 4 : 1;
  const sourceWidth = width === 4 && isInFours(region, "source", source.elements) ? 4 : 1;
  const { real4 } = elementTypes(sink.dtype);
  const step = parameterOf(region.dimensions.length - 1, "source");
  const scalars = [0, 1, 2, 3].map((c) => `load_source(place + ${c}u * ${step})`);
  const four = sourceWidth === 4 ? "load4_source(place)" : `${real4}(${scalars.join(", ")})`;
  return dispatchOf(
    region,
    width,
    [
      { name: "source", operand: 0, width: sourceWidth, access: "read" },
      { name: "sink", operand: 1, width, access: "write" },
    ],
    width === 4 ? `store4_sink(to, ${four});` : "store_sink(to, load_source(place));",
  );
}

/** One known number all over a region. */
function repeatDispatch(region: Region, sink: ShaderOperand, elements: ArrayLike<number>): Dispatch {
  if (elements.length !== 1) throw new NotShaded("copies of tables stay on the CPU");
  const width = isInFours(region, "sink", sink.elements) ? 4 : 1;
  const { real, real4, isInteger } = elementTypes(sink.dtype);
  const value = isInteger ? `i32(${parameterOf(region.dimensions.length, "size")})` : "real(number(0u))";
  const dispatch = dispatchOf(
    region,
    width,
    [{ name: "sink", operand: 1, width, access: "write" }],
    width === 4 ? `store4_sink(to, ${real4}(${value}));` : `store_sink(to, ${real}(${value}));`,
  );
  return isInteger
    ? { ...dispatch, parameters: [...dispatch.parameters, elements[0]!] }
    : { ...dispatch, numbers: [elements[0]!] };
}

/** The parameter that has a dimension's size or stride; those before are the count and both offsets. */
const parameterOf = (d: number, what: keyof Dimension): string =>
  `parameter(${3 + 3 * d + { size: 0, source: 1, sink: 2 }[what]}u)`;

/** Runs `store` for each element, or each four, that lies at `place` in the source and at `to` in the sink. */
function dispatchOf(region: Region, width: 1 | 4, bindings: Binding[], store: string): Dispatch {
  const { dimensions, source, sink } = region;
  const count = dimensions.reduce((product, { size }) => product * size, 1) / width;
  const lines = [`var rest = index * ${width}u;`, "var place = parameter(1u);", "var to = parameter(2u);"];
  for (let d = dimensions.length - 1; d >= 0; d--) {
    const [size, from, to] = (["size", "source", "sink"] as const).map((what) => parameterOf(d, what));
    lines.push(`{ let at = ${d > 0 ? `rest % ${size}` : "rest"}; place += at * ${from}; to += at * ${to}; }`);
    if (d > 0) lines.push(`rest /= ${size};`);
  }
  return {
    name: "strided_copy",
    bindings,
    parameters: [count, source, sink, ...dimensions.flatMap((d) => [d.size, d.source, d.sink])],
    numbers: [],
    text: linearMain([...lines, store].map((line) => `  ${line}`).join("\n")),
    workgroups: linearWorkgroups(count),
    stages: [],
  };
}
