import { selectBackend } from "../../src/addon/index.js";
import { importTFLite } from "../../src/importers/tflite.js";
import { NativeSession } from "../../src/runtime/native/session.js";
import { prepare } from "../../src/runtime/prepare.js";
import type { Tensor } from "../../src/tensor/index.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, modelCase, node, type OperatorSpec, type TensorSpec } from "../conformance/case.js";
import { between, constant, f32 } from "../conformance/tensor_specs.js";
import { stepsOf } from "../fuzz/mutate_program.js";

const [reference] = backends;

type Layer = {
  readonly kind: "conv" | "depthwise";
  readonly kernel: number;
  readonly channels?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding?: "SAME" | "VALID";
};

const conv = (kernel: number, channels: number, more: Partial<Layer> = {}): Layer => ({
  ...{ kind: "conv", kernel, channels },
  ...more,
});
const depthwise = (kernel: number, more: Partial<Layer> = {}): Layer => ({
  kind: "depthwise",
  kernel,
  ...more,
});
const small = between(-0.3, 0.3);

/** Layers one after another on an image that is too large for a cache. */
function imageModel(name: string, [height, width, depth]: readonly number[], layers: readonly Layer[]): Case {
  const tensors: Record<string, TensorSpec> = { image: f32([1, height!, width!, depth!]) };
  const operators: OperatorSpec[] = [];
  let [input, channels] = ["image", depth!];
  layers.forEach(
    ({ kind, kernel, channels: made = channels, stride = 1, dilation = 1, padding = "SAME" }, i) => {
      const shape = kind === "conv" ? [made, kernel, kernel, channels] : [1, kernel, kernel, channels];
      tensors[`filter${i}`] = constant(f32(shape, small));
      tensors[`bias${i}`] = constant(f32([made], small));
      tensors[`layer${i}`] = { dtype: "FLOAT32", shape: [] };
      const options = {
        padding,
        strideW: stride,
        strideH: stride,
        dilationHFactor: dilation,
        dilationWFactor: dilation,
      };
      const inputs = [input, `filter${i}`, `bias${i}`];
      operators.push(
        kind === "conv"
          ? node("CONV_2D", inputs, [`layer${i}`], "Conv2DOptions", options)
          : node("DEPTHWISE_CONV_2D", inputs, [`layer${i}`], "DepthwiseConv2DOptions", {
              ...options,
              depthMultiplier: 1,
            }),
      );
      [input, channels] = [`layer${i}`, made];
    },
  );
  return modelCase("CONV_2D", name, [{ tensors, inputs: ["image"], outputs: [input], operators }]);
}

/** What lies between the layers is too large for the caches of several threads. */
const forThreads = [
  imageModel(
    "parts side by side",
    [203, 129, 3],
    [conv(3, 22), depthwise(3), conv(1, 17), depthwise(3, { stride: 2 })],
  ),
  imageModel(
    "parts side by side, strides and dilation",
    [301, 140, 2],
    [conv(5, 38, { stride: 2 }), depthwise(3, { dilation: 2 }), conv(3, 6, { padding: "VALID" })],
  ),
];

const cases = [
  ...forThreads,
  imageModel("and one layer", [83, 61, 3], [conv(3, 32), depthwise(3), conv(1, 5)]),
  imageModel(
    "strides",
    [131, 131, 3],
    [
      ...[conv(3, 32, { stride: 2 }), depthwise(3), conv(1, 64), depthwise(3, { stride: 2 }), conv(1, 32)],
      ...[depthwise(5), conv(3, 7, { stride: 2 })],
    ],
  ),
  imageModel(
    "dilation, padding of any kind",
    [97, 55, 8],
    [
      ...[
        conv(1, 40),
        depthwise(3, { dilation: 3 }),
        conv(3, 33, { padding: "VALID" }),
        depthwise(3, { padding: "VALID" }),
      ],
      ...[conv(5, 36, { dilation: 2 }), depthwise(7, { stride: 3 })],
    ],
  ),
  imageModel(
    "windows beyond the image",
    [9, 700, 24],
    [conv(1, 32), depthwise(3, { dilation: 8 }), conv(7, 30)],
  ),
  imageModel(
    "a stride beyond the window",
    [100, 50, 8],
    [conv(1, 40), depthwise(1, { stride: 3 }), conv(1, 9, { stride: 4 })],
  ),
];

function largestDifference(a: Tensor, b: Tensor): number {
  const [wanted, found] = [a.data as Float32Array, b.data as Float32Array];
  return wanted.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i]!)), 0);
}

/** How often the programs of a model take layers together. */
function cascadesOf(model: Uint8Array, threads: number): number {
  const backend = selectBackend({ backend: "native", threads });
  if (backend.kind !== "native") throw new Error(backend.reason);
  const { addon } = backend;
  const cascade = addon.stepNames.indexOf("cascade");
  let count = 0;
  const createProgram: typeof addon.createProgram = (target, words, ...rest) => {
    count += stepsOf(words).filter(({ kind }) => kind === cascade).length;
    return addon.createProgram(target, words, ...rest);
  };
  const graphs = prepare(importTFLite(readModel(fromBytes(model))), new Map());
  new NativeSession(graphs, { ...backend, addon: { ...addon, createProgram } }).dispose();
  return count;
}

describeEachNative("layers that are taken together, line by line, on $name", (native) => {
  test.each(cases.map((testCase) => ({ name: testCase.name, testCase })))("$name", ({ testCase }) => {
    const [image] = inputsOf(testCase, 0);
    expect(cascadesOf(buildCase(testCase), 1)).toBeGreaterThan(0);
    if (forThreads.includes(testCase)) expect(cascadesOf(buildCase(testCase), 3)).toBeGreaterThan(0);
    const session = native.open(buildCase(testCase));
    const options = { stepLimit: 10 };
    const [together] = session.runSync(0, [image!], options);
    // Every layer is kept as a whole for an observer.
    const [alone] = session.runSync(0, [image!], { ...options, onTensor: () => undefined });
    expect(session.fallbacks).toEqual([]);
    expect(together!.shape).toEqual(alone!.shape);
    expect(
      Buffer.from((together!.data as Float32Array).buffer).equals(
        Buffer.from((alone!.data as Float32Array).buffer),
      ),
    ).toBe(true);
    const [wanted] = reference!.open(buildCase(testCase)).runSync(0, [image!], options);
    const largest = (wanted!.data as Float32Array).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(largestDifference(wanted!, together!)).toBeLessThan(1e-5 * largest);
  });
});
