import type { BuiltinOperator } from "../../src/tflite/index.js";
import { type Options, optionsRecord } from "../../test/conformance/case.js";
import type {
  Activate,
  Activation,
  Convolution,
  Dense,
  Depthwise,
  Fused,
  Layer,
  LayerActions,
  LayerNorm,
  MaxPool,
  Network,
  Value,
} from "./network.js";
import { channelsOf } from "./network_builder.js";
import { type TensorNumber, TfliteRecords } from "./tflite_records.js";

/** The network as a float32 .tflite file, with the operators that TensorFlow's converter makes of it. */
export const tfliteFile = (network: Network): Uint8Array => new TfliteWriter().write(network);

const fusedActivation = (fused: Fused | undefined) =>
  ({
    fusedActivationFunction: fused === "relu" ? "RELU" : fused === "relu6" ? "RELU6" : "NONE",
  }) as const;

const strides = ({ stride }: { stride: number }) => ({ strideW: stride, strideH: stride });

/** Those that are operators by themselves. */
const activations: { readonly [A in Activation]?: { operator: BuiltinOperator; options?: Options } } = {
  relu: { operator: "RELU" },
  relu6: { operator: "RELU6" },
  hardSwish: { operator: "HARD_SWISH" },
  gelu: { operator: "GELU", options: optionsRecord("GeluOptions", {}) },
};

/** FULLY_CONNECTED of this version keeps the dimensions of what it reads. */
const KEEPS_DIMENSIONS = 5;

class TfliteWriter {
  private readonly file = new TfliteRecords();
  private readonly numbers = new Map<string, TensorNumber>();

  write({ name, input, output, layers }: Network): Uint8Array {
    const first = this.numberOf(input);
    for (const layer of layers) this.layer(layer);
    return this.file.write(name, first, this.numberOf(output));
  }

  private readonly writers: LayerActions<[inputs: TensorNumber[], output: TensorNumber], void> = {
    convolution: (layer, inputs, output) => this.convolution(layer, inputs, output),
    depthwise: (layer, inputs, output) => this.depthwise(layer, inputs, output),
    dense: (layer, inputs, output) => this.dense(layer, inputs, output),
    activate: (layer, inputs, output) => this.activate(layer, inputs, output),
    add: ({ fused }, inputs, output) =>
      this.file.operator("ADD", inputs, output, optionsRecord("AddOptions", fusedActivation(fused))),
    multiply: (_, inputs, output) =>
      this.file.operator("MUL", inputs, output, optionsRecord("MulOptions", {})),
    scale: ({ factor }, [x], output) => this.withScalar("MUL", x!, factor, output),
    maxPool: (layer, inputs, output) => this.maxPool(layer, inputs, output),
    spatialMean: (layer, [x], output) => this.mean(x!, [1, 2], layer.output.image, output),
    reshape: ({ output: { shape } }, inputs, output) => {
      const options = optionsRecord("ReshapeOptions", { newShape: [...shape] });
      this.file.operator("RESHAPE", [...inputs, this.integers(shape)], output, options);
    },
    transpose: ({ permutation }, inputs, output) => {
      const options = optionsRecord("TransposeOptions", {});
      this.file.operator("TRANSPOSE", [...inputs, this.integers(permutation)], output, options);
    },
    matrixProduct: ({ transposeSecond: adjY }, inputs, output) =>
      this.file.operator("BATCH_MATMUL", inputs, output, optionsRecord("BatchMatMulOptions", { adjY })),
    softmax: (_, inputs, output) =>
      this.file.operator("SOFTMAX", inputs, output, optionsRecord("SoftmaxOptions", { beta: 1 })),
    layerNorm: (layer, [x], output) => this.layerNorm(layer, x!, output),
  };

  private layer(layer: Layer): void {
    const write = this.writers[layer.kind] as (
      layer: Layer,
      inputs: TensorNumber[],
      output: TensorNumber,
    ) => void;
    write(
      layer,
      layer.inputs.map((value) => this.numberOf(value)),
      this.numberOf(layer.output),
    );
  }

  private maxPool(layer: MaxPool, inputs: TensorNumber[], output: TensorNumber): void {
    const filter = { filterWidth: layer.kernel, filterHeight: layer.kernel };
    const options = optionsRecord("Pool2DOptions", { padding: "SAME", ...filter, ...strides(layer) });
    this.file.operator("MAX_POOL_2D", inputs, output, options);
  }

  private convolution(layer: Convolution, inputs: TensorNumber[], output: TensorNumber): void {
    const { kernel, weights, bias, fused } = layer;
    const shape = [bias.length, kernel, kernel, channelsOf(layer.inputs[0]!)];
    const constants = [this.file.constant(shape, weights), this.file.constant([bias.length], bias)];
    const options = { padding: "SAME", ...strides(layer), ...fusedActivation(fused) } as const;
    this.file.operator("CONV_2D", [...inputs, ...constants], output, optionsRecord("Conv2DOptions", options));
  }

  private depthwise(layer: Depthwise, inputs: TensorNumber[], output: TensorNumber): void {
    const { kernel, weights, bias, fused } = layer;
    const shape = [1, kernel, kernel, bias.length];
    const constants = [this.file.constant(shape, weights), this.file.constant([bias.length], bias)];
    const options = optionsRecord("DepthwiseConv2DOptions", {
      padding: "SAME",
      depthMultiplier: 1,
      ...strides(layer),
      ...fusedActivation(fused),
    });
    this.file.operator("DEPTHWISE_CONV_2D", [...inputs, ...constants], output, options);
  }

  private dense(layer: Dense, inputs: TensorNumber[], output: TensorNumber): void {
    const { weights, bias, fused } = layer;
    const shape = [bias.length, channelsOf(layer.inputs[0]!)];
    const constants = [this.file.constant(shape, weights), this.file.constant([bias.length], bias)];
    const keepNumDims = layer.output.shape.length > 2;
    const options = optionsRecord("FullyConnectedOptions", { keepNumDims, ...fusedActivation(fused) });
    const version = keepNumDims ? KEEPS_DIMENSIONS : 1;
    this.file.operator("FULLY_CONNECTED", [...inputs, ...constants], output, options, version);
  }

  private activate(layer: Activate, inputs: TensorNumber[], output: TensorNumber): void {
    const { activation } = layer;
    const { operator, options } = activations[activation] ?? {};
    if (operator) this.file.operator(operator, inputs, output, options ?? null);
    else this.hardSigmoid(layer, inputs[0]!, output);
  }

  private hardSigmoid({ output: { name, shape } }: Activate, x: TensorNumber, output: TensorNumber): void {
    const shifted = this.file.tensor(`${name}/shifted`, shape);
    this.withScalar("ADD", x, 3, shifted, "relu6");
    this.withScalar("MUL", shifted, 1 / 6, output);
  }

  /** Keras computes a batch normalization with what it has measured. */
  private layerNorm(layer: LayerNorm, x: TensorNumber, output: TensorNumber): void {
    const { file } = this;
    const { name, shape } = layer.output;
    const full = (part: string) => file.tensor(`${name}/${part}`, shape);
    const single = (part: string) => file.tensor(`${name}/${part}`, [...shape.slice(0, -1), 1]);
    const last = shape.length - 1;
    const [mean, variance, guarded, inverse] = ["mean", "variance", "guarded", "inverse"].map(single);
    const squares = full("squares");
    this.mean(x, [last], true, mean!);
    file.operator("SQUARED_DIFFERENCE", [x, mean!], squares, optionsRecord("SquaredDifferenceOptions", {}));
    this.mean(squares, [last], true, variance!);
    this.withScalar("ADD", variance!, layer.epsilon, guarded!);
    file.operator("RSQRT", [guarded!], inverse!);
    const [factor, scaled, moved, offset] = ["factor", "scaled", "moved", "offset"].map(full);
    const multiply = optionsRecord("MulOptions", {});
    file.operator("MUL", [inverse!, file.constant([layer.gamma.length], layer.gamma)], factor!, multiply);
    file.operator("MUL", [x, factor!], scaled!, multiply);
    file.operator("MUL", [mean!, factor!], moved!, multiply);
    const beta = file.constant([layer.beta.length], layer.beta);
    file.operator("SUB", [beta, moved!], offset!, optionsRecord("SubOptions", {}));
    file.operator("ADD", [scaled!, offset!], output, optionsRecord("AddOptions", {}));
  }

  private mean(x: TensorNumber, axes: readonly number[], keepDims: boolean, output: TensorNumber): void {
    this.file.operator(
      "MEAN",
      [x, this.integers(axes)],
      output,
      optionsRecord("ReducerOptions", { keepDims }),
    );
  }

  private withScalar(
    operator: "ADD" | "MUL",
    x: TensorNumber,
    scalar: number,
    output: TensorNumber,
    fused?: Fused,
  ): void {
    const inputs = [x, this.file.constant([], Float32Array.of(scalar))];
    const table = operator === "ADD" ? "AddOptions" : "MulOptions";
    this.file.operator(operator, inputs, output, optionsRecord(table, fusedActivation(fused)));
  }

  private integers = (values: readonly number[]) =>
    this.file.constant([values.length], Int32Array.from(values));

  private numberOf({ name, shape }: Value): TensorNumber {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.file.tensor(name, shape);
    this.numbers.set(name, number);
    return number;
  }
}
