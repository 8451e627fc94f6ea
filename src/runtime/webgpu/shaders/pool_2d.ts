import type { WindowAxis } from "../../../ops/index.js";
import { clampStages } from "../functions.js";
import type { Dispatch, Stage, StepShader } from "../shader.js";
import { linearMain, linearWorkgroups } from "../wgsl.js";
import { reductionDispatch } from "./reduction.js";
import { axisWords, elementText, placeText } from "./windows.js";

/** How windows become one element (Pooling in native/kernels/windows.h), with WGSL that takes in an element and ends. */
const POOLINGS = [
  { start: "0f", add: "total + x", end: "total / count" },
  { start: "-3.4028234663852886e38f", add: "max(total, x)", end: "total" },
  { start: "0f", add: "total + x * x", end: "sqrt(total / count)" },
] as const;

interface Pool {
  readonly batches: number;
  readonly channels: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly pooling: number;
  readonly stages: readonly Stage[];
}

/** Averages, maxima or root mean squares of windows; padding does not count. */
export const pool2d: StepShader = ({ parameters }) => {
  const [batches, channels] = parameters.list(2);
  const [height, width] = [parameters.axis(), parameters.axis()];
  const pooling = parameters.take();
  const stages = clampStages(...parameters.list(2));
  const pool = { batches, channels, height, width, pooling, stages };
  return [pooling !== ROOT_MEAN_SQUARE && coversAll(pool) ? wholeDispatch(pool) : windowsDispatch(pool)];
};

const [AVERAGE, ROOT_MEAN_SQUARE] = [0, 2];

const coversAll = ({ height, width }: Pool): boolean =>
  [height, width].every(({ input, output, taps, before }) => output === 1 && taps === input && before === 0);

/** One window over the whole image: a reduction, whose elements are spread over many invocations. */
function wholeDispatch({ batches, channels, height, width, pooling, stages }: Pool): Dispatch {
  const pixels = height.input * width.input;
  const shape = {
    kept: { sizes: [batches, channels], strides: [pixels * channels, 1] },
    reduced: { sizes: [pixels], strides: [channels] },
  };
  const isAverage = pooling === AVERAGE;
  const how = { reduction: isAverage ? "SUM" : "MAXIMUM", divisor: isAverage ? pixels : 1, stages } as const;
  return reductionDispatch("pool_2d", shape, how, [0, 1]);
}

/** An invocation for four channels of a pixel. Parameters: 2 to 7 for the height, 8 to 13 for the width. */
function windowsDispatch({ batches, channels, height, width, pooling, stages }: Pool): Dispatch {
  const four = channels % 4 === 0 ? 4 : 1;
  const [suffix, type, real] = four === 4 ? ["4", "vec4<f32>", "real4"] : ["", "f32", "real"];
  const count = (batches * height.output * width.output * channels) / four;
  const { start, add, end } = POOLINGS[pooling]!;
  return {
    name: "pool_2d",
    bindings: [
      { name: "source", operand: 0, width: four, access: "read" },
      { name: "sink", operand: 1, width: four, access: "write" },
    ],
    parameters: [count, channels, ...axisWords(height), ...axisWords(width)],
    numbers: [],
    text: linearMain(`${elementText(four, [1, 9, 3])}
  let top = ${placeText(2, "y", "0u")};
  let left = ${placeText(8, "x", "0u")};
  let rows = vec2<u32>(u32(max(top, 0)), u32(min(top + i32(parameter(4u)), i32(parameter(2u)))));
  let columns = vec2<u32>(u32(max(left, 0)), u32(min(left + i32(parameter(10u)), i32(parameter(8u)))));
  var total = ${type}(${start});
  for (var i = rows.x; i < rows.y; i++) {
    for (var j = columns.x; j < columns.y; j++) {
      let x = ${type}(load${suffix}_source(((batch * parameter(2u) + i) * parameter(8u) + j) * parameter(1u) + channel));
      total = ${add};
    }
  }
  let count = f32((rows.y - rows.x) * (columns.y - columns.x));
  store${suffix}_sink(index * ${four}u, ${real}(${end}));`),
    workgroups: linearWorkgroups(count),
    stages,
  };
}
