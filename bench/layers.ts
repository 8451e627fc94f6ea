import { buildCase } from "../test/conformance/build_case.js";
import { type Case, casesOf } from "../test/conformance/case.js";
import { constant, f32 } from "../test/conformance/tensor_specs.js";

/** One operator with the sizes that it has in a real model. */
export interface Layer {
  readonly name: string;
  readonly title: string;
  /** What it cannot be faster than: multiplications and additions, or reading as many bytes, as float16 has them. */
  readonly limit: { readonly operations: number } | { readonly bytes: number };
  /** The .tflite file, float32. */
  model(): Uint8Array;
}

const conv2d = casesOf("CONV_2D", "Conv2DOptions");
const depthwise2d = casesOf("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions");
const fullyConnected = casesOf("FULLY_CONNECTED", "FullyConnectedOptions");
const RELU = { fusedActivationFunction: "RELU" } as const;

const layer = (model: string, title: string, limit: Layer["limit"], spec: Case): Layer => ({
  name: `${model} ${title}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"),
  title: `${title} (${model})`,
  limit,
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
  const operations = 2 * size * size * filters * kernel * kernel * depth;
  const strides = { strideW: stride, strideH: stride };
  return layer(
    model,
    `CONV_2D ${kernel}x${kernel}/${stride} ${depth} to ${filters}, ${size}x${size}`,
    { operations },
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

/** Its elements, float32 whatever the weights are, go through memory once. */
function depthwise(model: string, size: number, kernel: number, depth: number, stride = 1): Layer {
  const elements = size * size * (stride * stride + 1) * depth;
  return layer(
    model,
    `DEPTHWISE_CONV_2D ${kernel}x${kernel}/${stride} ${depth}, ${size}x${size}`,
    { bytes: 4 * elements },
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

/** One row takes every weight once. */
function dense(model: string, rows: number, depth: number, units: number): Layer {
  const weights = depth * units;
  return layer(
    model,
    `FULLY_CONNECTED ${depth} to ${units}, batch ${rows}`,
    rows === 1 ? { bytes: 2 * weights } : { operations: 2 * rows * weights },
    fullyConnected(
      [f32([rows, depth]), constant(f32([units, depth])), constant(f32([units]))],
      ["FLOAT32"],
      RELU,
    ),
  );
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
  dense("MobileNet V2", 1, 1280, 1001),
  dense("BERT", 128, 768, 3072),
];

/** What is measured to see whether anything is at all. */
export const quickLayers: readonly Layer[] = [conv("MobileNet V1", 7, 1, 1024, 1024)];
