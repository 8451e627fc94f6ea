import * as fs from "node:fs";
import { buildCase } from "../test/conformance/build_case.js";
import { type Case, casesOf } from "../test/conformance/case.js";
import { constant, f32 } from "../test/conformance/tensor_specs.js";
import { cachedMlp } from "./mlp.js";

/** One operator with the sizes that it has in a real model. */
export interface Layer {
  readonly name: string;
  readonly title: string;
  /** What it has to do: multiplications and additions, and bytes of float32 elements and float16 weights that it meets once. */
  readonly work: { readonly operations: number; readonly bytes: number };
  /** The .tflite file, float32. */
  model(): Uint8Array | Promise<Uint8Array>;
}

const conv2d = casesOf("CONV_2D", "Conv2DOptions");
const depthwise2d = casesOf("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions");
const fullyConnected = casesOf("FULLY_CONNECTED", "FullyConnectedOptions");
const RELU = { fusedActivationFunction: "RELU" } as const;

const layer = (model: string, title: string, work: Layer["work"], spec: Case): Layer => ({
  name: `${model} ${title}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"),
  title: `${title} (${model})`,
  work,
  model: () => buildCase(spec),
});

/** A square convolution with "same" padding, and a bias. `size` is that of the output. */
function conv(
  model: string,
  size: number,
  kernel: number,
  depth: number,
  filters: number,
  stride = 1,
): Layer {
  const weights = filters * kernel * kernel * depth;
  const elements = size * size * (stride * stride * depth + filters);
  const work = { operations: 2 * size * size * weights, bytes: 4 * elements + 2 * weights };
  const strides = { strideW: stride, strideH: stride };
  return layer(
    model,
    `CONV_2D ${kernel}x${kernel}/${stride} ${depth} to ${filters}, ${size}x${size}`,
    work,
    conv2d(
      [
        f32([1, size * stride, size * stride, depth]),
        constant(f32([filters, kernel, kernel, depth])),
        constant(f32([filters])),
      ],
      ["FLOAT32"],
      { ...RELU, ...strides },
    ),
  );
}

function depthwise(model: string, size: number, kernel: number, depth: number, stride = 1): Layer {
  const elements = size * size * (stride * stride + 1) * depth;
  const weights = kernel * kernel * depth;
  const work = { operations: 2 * size * size * weights, bytes: 4 * elements + 2 * weights };
  return layer(
    model,
    `DEPTHWISE_CONV_2D ${kernel}x${kernel}/${stride} ${depth}, ${size}x${size}`,
    work,
    depthwise2d(
      [
        f32([1, size * stride, size * stride, depth]),
        constant(f32([1, kernel, kernel, depth])),
        constant(f32([depth])),
      ],
      ["FLOAT32"],
      { ...RELU, strideW: stride, strideH: stride, depthMultiplier: 1 },
    ),
  );
}

function dense(model: string, rows: number, depth: number, units: number): Layer {
  const weights = depth * units;
  return layer(
    model,
    `FULLY_CONNECTED ${depth} to ${units}, batch ${rows}`,
    { operations: 2 * rows * weights, bytes: 4 * rows * (depth + units) + 2 * weights },
    fullyConnected(
      [f32([rows, depth]), constant(f32([units, depth])), constant(f32([units]))],
      ["FLOAT32"],
      RELU,
    ),
  );
}

/** Layers of one width in turn, so many that no cache holds their weights. */
function denseInTurn(model: string, width: number, count: number): Layer {
  const { operations, bytes } = dense(model, 1, width, width).work;
  return {
    name: `${model}_fully_connected_${width}_to_${width}_batch_1_${count}_in_turn`.toLowerCase(),
    title: `FULLY_CONNECTED ${width} to ${width}, batch 1, ${count} in turn (${model})`,
    work: { operations: count * operations, bytes: count * bytes },
    model: async () => fs.promises.readFile(await cachedMlp(count, width)),
  };
}

/** The one list. */
export const layers: readonly Layer[] = [
  conv("MobileNet V1", 112, 3, 3, 32, 2),
  conv("MobileNet V1", 112, 1, 32, 64),
  conv("MobileNet V1", 28, 1, 256, 256),
  conv("MobileNet V1", 14, 1, 512, 512),
  conv("MobileNet V1", 7, 1, 1024, 1024),
  conv("MobileNet V2", 112, 1, 16, 96),
  conv("MobileNet V2", 56, 1, 144, 24),
  conv("MobileNet V2", 14, 1, 64, 384),
  conv("MobileNet V2", 7, 1, 320, 1280),
  conv("ResNet-50", 56, 3, 64, 64),
  conv("ResNet-50", 14, 3, 256, 256),
  depthwise("MobileNet V1", 112, 3, 32),
  depthwise("MobileNet V1", 14, 3, 512),
  depthwise("MobileNet V2", 56, 3, 96, 2),
  depthwise("MobileNet V2", 14, 3, 576),
  depthwise("MobileNet V2", 7, 3, 960),
  depthwise("EfficientNet-Lite0", 14, 5, 672),
  depthwise("EfficientNet-Lite0", 7, 5, 1152),
  dense("MLP", 1, 4096, 4096),
  denseInTurn("MLP", 4096, 4),
  dense("MobileNet V2", 1, 1280, 1001),
  dense("BERT", 128, 768, 3072),
];

/** What is measured to see whether anything is at all. */
export const quickLayers: readonly Layer[] = [conv("MobileNet V1", 7, 1, 1024, 1024)];
