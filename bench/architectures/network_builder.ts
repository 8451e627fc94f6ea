import type { Activation, Fused, Layer, Network, Value } from "./network.js";
import { RandomWeights } from "./random_weights.js";

export interface LayerSettings {
  /** Default 1. */
  readonly stride?: number;
  readonly activation?: Activation | undefined;
  /** Ends a branch that is added to what it began with: small, so that many such sums stay small. */
  readonly residual?: boolean;
}

/** Half of what is summed is lost to the activation, which doubled weights make up for (He et al.). */
const ACTIVATED_GAIN = 2;
const RESIDUAL_GAIN = 0.1;
const BIAS = 0.1;

const gainOf = ({ activation, residual }: LayerSettings) =>
  residual ? RESIDUAL_GAIN : activation ? ACTIVATED_GAIN : 1;

const fusedOf = (activation: Activation | undefined): Fused | undefined =>
  activation === "relu" || activation === "relu6" ? activation : undefined;

/** Describes a network layer by layer, each method returning what its layer makes, and makes up the weights. */
export class NetworkBuilder {
  private readonly layers: Layer[] = [];
  private readonly random = new RandomWeights();
  private input: Value | undefined;

  constructor(private readonly name: string) {}

  image(size: number, channels: number): Value {
    this.input = { name: "input", shape: [1, size, size, channels], image: true };
    return this.input;
  }

  sequence(length: number, width: number): Value {
    this.input = { name: "input", shape: [1, length, width], image: false };
    return this.input;
  }

  convolution(x: Value, filters: number, kernel: number, settings: LayerSettings = {}): Value {
    const { stride = 1, activation } = settings;
    const products = kernel * kernel * channelsOf(x);
    const weights = this.random.scaled(filters * products, products, gainOf(settings));
    const bias = this.random.uniform(filters, BIAS);
    const output = this.imageOf(strided(x, stride, filters));
    const fused = fusedOf(activation);
    this.layers.push({ kind: "convolution", inputs: [x], output, weights, bias, fused, kernel, stride });
    return this.activated(output, activation);
  }

  depthwise(x: Value, kernel: number, settings: LayerSettings = {}): Value {
    const { stride = 1, activation } = settings;
    const channels = channelsOf(x);
    const weights = this.random.scaled(kernel * kernel * channels, kernel * kernel, gainOf(settings));
    const bias = this.random.uniform(channels, BIAS);
    const output = this.imageOf(strided(x, stride, channels));
    const fused = fusedOf(activation);
    this.layers.push({ kind: "depthwise", inputs: [x], output, weights, bias, fused, kernel, stride });
    return this.activated(output, activation);
  }

  dense(x: Value, units: number, settings: LayerSettings = {}): Value {
    const width = channelsOf(x);
    const weights = this.random.scaled(units * width, width, gainOf(settings));
    const bias = this.random.uniform(units, BIAS);
    const output = this.vectorOf([...x.shape.slice(0, -1), units]);
    const fused = fusedOf(settings.activation);
    this.layers.push({ kind: "dense", inputs: [x], output, weights, bias, fused });
    return this.activated(output, settings.activation);
  }

  activate(x: Value, activation: Activation): Value {
    return this.push({ kind: "activate", inputs: [x], output: this.like(x), activation });
  }

  add(a: Value, b: Value, fused?: Fused): Value {
    return this.push({ kind: "add", inputs: [a, b], output: this.like(a), fused });
  }

  /** @param b may be an image of one pixel */
  multiply(a: Value, b: Value): Value {
    return this.push({ kind: "multiply", inputs: [a, b], output: this.like(a) });
  }

  scale(x: Value, factor: number): Value {
    return this.push({ kind: "scale", inputs: [x], output: this.like(x), factor });
  }

  maxPool(x: Value, kernel: number, stride: number): Value {
    const output = this.imageOf(strided(x, stride, channelsOf(x)));
    return this.push({ kind: "maxPool", inputs: [x], output, kernel, stride });
  }

  /** An image of one pixel. */
  pixelMean(x: Value): Value {
    return this.push({ kind: "spatialMean", inputs: [x], output: this.imageOf([1, 1, 1, channelsOf(x)]) });
  }

  /** A vector, no image. */
  mean(x: Value): Value {
    return this.push({ kind: "spatialMean", inputs: [x], output: this.vectorOf([1, channelsOf(x)]) });
  }

  /** An image of one pixel becomes a vector. */
  reshape(x: Value, shape: readonly number[]): Value {
    return this.push({ kind: "reshape", inputs: [x], output: this.vectorOf(shape) });
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    const output = this.vectorOf(permutation.map((axis) => x.shape[axis]!));
    return this.push({ kind: "transpose", inputs: [x], output, permutation });
  }

  matrixProduct(a: Value, b: Value, transposeSecond = false): Value {
    const columns = b.shape.at(transposeSecond ? -2 : -1)!;
    const output = this.vectorOf([...a.shape.slice(0, -1), columns]);
    return this.push({ kind: "matrixProduct", inputs: [a, b], output, transposeSecond });
  }

  softmax(x: Value): Value {
    return this.push({ kind: "softmax", inputs: [x], output: this.like(x) });
  }

  layerNorm(x: Value, epsilon = 1e-5): Value {
    const width = channelsOf(x);
    const gamma = this.random.nearOne(width, BIAS);
    const beta = this.random.uniform(width, BIAS);
    return this.push({ kind: "layerNorm", inputs: [x], output: this.like(x), gamma, beta, epsilon });
  }

  /** The whole network. */
  network(output: Value): Network {
    if (!this.input) throw new Error("a network begins with an image or a sequence");
    return { name: this.name, input: this.input, output, layers: this.layers };
  }

  private push(layer: Layer): Value {
    this.layers.push(layer);
    return layer.output;
  }

  private activated(x: Value, activation: Activation | undefined): Value {
    return activation && !fusedOf(activation) ? this.activate(x, activation) : x;
  }

  private like = ({ shape, image }: Value): Value => ({ ...this.vectorOf(shape), image });

  private imageOf = (shape: readonly number[]): Value => ({ ...this.vectorOf(shape), image: true });

  private vectorOf = (shape: readonly number[]): Value => ({
    name: `value${this.layers.length}`,
    shape,
    image: false,
  });
}

export const channelsOf = ({ shape }: Value): number => shape.at(-1)!;

const strided = ({ shape: [, height, width] }: Value, stride: number, channels: number) => [
  1,
  Math.ceil(height! / stride),
  Math.ceil(width! / stride),
  channels,
];
