import {
  type Activation,
  type Add,
  type Convolution,
  type Dense,
  type Depthwise,
  type Layer,
  type LayerActions,
  type Network,
  samePadding,
  type Value,
} from "./network.js";
import { channelsOf } from "./network_builder.js";
import { OnnxRecords } from "./onnx_records.js";
import { CHANNELS_FIRST, permuted } from "./permute.js";

/** The network as a float32 .onnx file, with channels before height and width as PyTorch exports it. */
export const onnxFile = (network: Network): Uint8Array => new OnnxWriter().write(network);

const shapeOf = ({ shape, image }: Value) => (image ? CHANNELS_FIRST.map((axis) => shape[axis]!) : shape);

interface OnnxActivation {
  readonly operator: string;
  readonly limits?: readonly number[];
  readonly attributes?: Readonly<Record<string, number>>;
}

const activations: Readonly<Record<Activation, OnnxActivation>> = {
  relu: { operator: "Relu" },
  relu6: { operator: "Clip", limits: [0, 6] },
  hardSwish: { operator: "HardSwish" },
  hardSigmoid: { operator: "HardSigmoid", attributes: { alpha: 1 / 6, beta: 0.5 } },
  gelu: { operator: "Gelu" },
};

/** Kernel, strides and padding of a window that moves over an image. */
function windowOf({ inputs, kernel, stride }: { inputs: readonly Value[]; kernel: number; stride: number }) {
  const [, height, width] = inputs[0]!.shape;
  const [top, bottom] = samePadding(height!, kernel, stride);
  const [left, right] = samePadding(width!, kernel, stride);
  return { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [top, left, bottom, right] };
}

class OnnxWriter {
  private readonly file = new OnnxRecords();

  write({ name, input, output, layers }: Network): Uint8Array {
    for (const layer of layers) this.layer(layer);
    return this.file.write(name, [input.name, shapeOf(input)], [output.name, shapeOf(output)]);
  }

  private readonly writers: LayerActions<[inputs: string[], output: string], void> = {
    convolution: (layer, [x]) => this.convolution(layer, x!),
    depthwise: (layer, [x]) => this.convolution(layer, x!),
    dense: (layer, [x]) => this.dense(layer, x!),
    activate: ({ activation }, [x], output) => this.activation(activation, x!, output),
    add: (layer, inputs) => this.fused(layer, (sum) => this.file.node("Add", inputs, sum)),
    multiply: (_, inputs, output) => this.file.node("Mul", inputs, output),
    scale: ({ factor }, [x], output) => this.file.node("Mul", [x!, this.scalar(factor)], output),
    maxPool: (layer, inputs, output) => this.file.node("MaxPool", inputs, output, windowOf(layer)),
    spatialMean: ({ output }, [x]) => this.mean(x!, output),
    reshape: ({ output: { shape } }, [x], output) =>
      this.file.node("Reshape", [x!, this.integers(shape)], output),
    transpose: ({ permutation }, inputs, output) =>
      this.file.node("Transpose", inputs, output, { perm: permutation }),
    matrixProduct: ({ transposeSecond }, inputs, output) =>
      this.matrixProduct(inputs, output, transposeSecond),
    softmax: (_, inputs, output) => this.file.node("Softmax", inputs, output, { axis: -1 }),
    layerNorm: ({ gamma, beta, epsilon }, [x], output) => {
      const constants = [gamma, beta].map((data) => this.file.constant([data.length], data));
      this.file.node("LayerNormalization", [x!, ...constants], output, { axis: -1, epsilon });
    },
  };

  private layer(layer: Layer): void {
    const write = this.writers[layer.kind] as (layer: Layer, inputs: string[], output: string) => void;
    write(
      layer,
      layer.inputs.map(({ name }) => name),
      layer.output.name,
    );
  }

  private convolution(layer: Convolution | Depthwise, x: string): void {
    const { kind, kernel, weights, bias } = layer;
    const channels = channelsOf(layer.inputs[0]!);
    const depth = kind === "depthwise" ? 1 : channels;
    // As a .tflite has them: a filter's channels are innermost, of a depthwise convolution the only ones.
    const ordered =
      kind === "depthwise"
        ? permuted(weights, [kernel, kernel, channels], [2, 0, 1])
        : permuted(weights, [bias.length, kernel, kernel, channels], CHANNELS_FIRST);
    const filter = this.file.constant([bias.length, depth, kernel, kernel], ordered);
    const inputs = [x, filter, this.file.constant([bias.length], bias)];
    const group = kind === "depthwise" ? channels : 1;
    this.fused(layer, (sum) => this.file.node("Conv", inputs, sum, { ...windowOf(layer), group }));
  }

  private dense(layer: Dense, x: string): void {
    const { weights, bias, output } = layer;
    const { file } = this;
    const shape = [bias.length, channelsOf(layer.inputs[0]!)] as const;
    const offset = file.constant([bias.length], bias);
    if (output.shape.length === 2) {
      const inputs = [x, file.constant(shape, weights), offset];
      this.fused(layer, (sum) => file.node("Gemm", inputs, sum, { transB: 1 }));
    } else {
      const product = `${output.name}/product`;
      const columns = file.constant([shape[1], shape[0]], permuted(weights, shape, [1, 0]));
      file.node("MatMul", [x, columns], product);
      this.fused(layer, (sum) => file.node("Add", [product, offset], sum));
    }
  }

  private matrixProduct([a, b]: readonly string[], output: string, transposeSecond: boolean): void {
    const second = transposeSecond ? `${output}/transposed` : b!;
    if (transposeSecond) this.file.node("Transpose", [b!], second, { perm: [0, 1, 3, 2] });
    this.file.node("MatMul", [a!, second], output);
  }

  private mean(x: string, { name, image }: Value): void {
    const pixel = image ? name : `${name}/pixel`;
    this.file.node("GlobalAveragePool", [x], pixel);
    if (!image) this.file.node("Flatten", [pixel], name, { axis: 1 });
  }

  /** What a layer computes, and its activation, which is a node of its own. */
  private fused(layer: Add | Convolution | Depthwise | Dense, compute: (sum: string) => void): void {
    const { fused, output } = layer;
    const sum = fused ? `${output.name}/sum` : output.name;
    compute(sum);
    if (fused) this.activation(fused, sum, output.name);
  }

  private activation(activation: Activation, x: string, output: string): void {
    const { operator, limits = [], attributes } = activations[activation];
    this.file.node(operator, [x, ...limits.map(this.scalar)], output, attributes);
  }

  private scalar = (value: number) => this.file.constant([], Float32Array.of(value));

  private integers = (values: readonly number[]) =>
    this.file.constant([values.length], BigInt64Array.from(values, BigInt));
}
