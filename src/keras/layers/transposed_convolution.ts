import { UnsupportedLayer } from "../defects.js";
import { biasAdd } from "../emit/arithmetic.js";
import { type Dimension, dimension, expandDims, shapeTensor, squeeze } from "../emit/arrange.js";
import { attribute } from "../emit/graph_builder.js";
import type { Value } from "../emit/value.js";
import { activate } from "./activations.js";
import { biasSpec } from "./dense.js";
import { inputOf, type LayerCall, type LayerKind, type LayerKinds } from "./kind.js";
import { paddingOf, requireChannelsLast } from "./window.js";

const transposed = (rank: 1 | 2): LayerKind => ({
  weights(config, [input = []]) {
    const filters = config.integer("filters");
    const shape = [...config.sizes("kernel_size", rank), filters, input.at(-1) ?? -1];
    return [{ name: "kernel", shape }, ...biasSpec(config, filters)];
  },
  emit(call) {
    const { g, config } = call;
    requireChannelsLast(config);
    config.refuse("output_padding", null);
    if (config.sizes("dilation_rate", rank, 1).some((rate) => rate !== 1))
      throw new UnsupportedLayer("dilation_rate of a transposed convolution");
    const y = rank === 2 ? expand(call, 2, inputOf(call), call.weight("kernel")) : expandLine(call);
    const biased = config.boolean("use_bias", true) ? biasAdd(g, y, call.weight("bias")) : y;
    return activate(g, biased, config);
  },
});

/** A series as an image of one line. */
function expandLine(call: LayerCall): Value {
  const { g } = call;
  return squeeze(
    g,
    expand(call, 1, expandDims(g, inputOf(call), 1), expandDims(g, call.weight("kernel"), 0)),
    [1],
  );
}

/** What Conv2D would have read if its result were `x`. */
function expand({ g, config }: LayerCall, rank: 1 | 2, x: Value, kernel: Value): Value {
  const padding = paddingOf(config);
  const size = kernel.shape.slice(0, 2);
  const strides = rank === 2 ? config.sizes("strides", 2, 1) : [1, ...config.sizes("strides", 1, 1)];
  const spatial = [1, 2].map((axis) => {
    const input = x.shape[axis] as number;
    if (input === -1) throw new UnsupportedLayer("a transposed convolution of an open size");
    const stride = strides[axis - 1] as number;
    return padding === "SAME"
      ? input * stride
      : input * stride + Math.max((size[axis - 1] as number) - stride, 0);
  });
  const filters = config.integer("filters");
  const shape: Dimension[] = [dimension(x, 0), ...spatial, filters];
  const attributes = {
    T: attribute.type(x.dtype),
    strides: attribute.ints([1, ...strides, 1]),
    dilations: attribute.ints([1, 1, 1, 1]),
    padding: attribute.string(padding),
    data_format: attribute.string("NHWC"),
    explicit_paddings: attribute.ints([]),
    use_cudnn_on_gpu: attribute.bool(true),
  };
  const type = { dtype: x.dtype, shape: [x.shape[0] as number, ...spatial, filters] };
  return g.add("Conv2DBackpropInput", [shapeTensor(g, shape), kernel, x], attributes, type, "conv_transpose");
}

export const transposedConvolutionLayers: LayerKinds = {
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
};
