"""Records what TensorFlow computes, operation by operation, into ../../fixtures/tensorflow/cases.json.

    python test/importers/tensorflow/record.py

Each case is a function; its graph, made inputs, and TensorFlow's outputs are written. An open dimension of an input is -1.
"""

import base64
import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

F, I, L, B = tf.float32, tf.int32, tf.int64, tf.bool
TYPES = {
    tf.float32: "FLOAT32", tf.float64: "FLOAT64", tf.float16: "FLOAT16", tf.int8: "INT8", tf.int16: "INT16", tf.int32: "INT32",
    tf.int64: "INT64", tf.uint8: "UINT8", tf.uint32: "UINT32", tf.uint64: "UINT64", tf.bool: "BOOL", tf.string: "STRING",
    tf.complex64: "COMPLEX64", tf.complex128: "COMPLEX128", tf.resource: "RESOURCE", tf.variant: "VARIANT",
}
cases = []


def case(name, function, *inputs, low=-2.0, high=2.0):
    """Inputs are (dtype, shape), shapes with None where a dimension is open, or arrays that are given as they are."""
    cases.append((name, function, inputs, low, high))


def text(data):
    return base64.b64encode(data).decode()


def type_name(number):
    return TYPES[tf.dtypes.as_dtype(number)]


def shape_of(proto):
    return None if proto.unknown_rank else [dimension.size for dimension in proto.dim]


def tensor(array):
    return {"dtype": TYPES[tf.dtypes.as_dtype(array.dtype)], "shape": list(array.shape), "content": text(np.ascontiguousarray(array).tobytes())}


def attribute(value):
    kind = value.WhichOneof("value")
    if kind == "list":
        fields = {"s": "strings", "i": "ints", "f": "floats", "b": "bools", "type": "types", "shape": "shapes"}
        for field, name in fields.items():
            items = getattr(value.list, field)
            if len(items):
                one = {"s": text, "type": type_name, "shape": shape_of}.get(field, lambda item: item)
                return {"kind": name, "value": [one(item) for item in items]}
        return {"kind": "empty"}
    if kind == "func":
        return {"kind": "function", "value": {"name": value.func.name}}
    if kind == "tensor":
        return {"kind": "tensor", "value": tensor(tf.make_ndarray(value.tensor))}
    names = {"s": ("string", text), "i": ("int", int), "f": ("float", float), "b": ("bool", bool), "type": ("type", type_name), "shape": ("shape", shape_of)}
    name, convert = names[kind]
    return {"kind": name, "value": convert(getattr(value, kind))}


def node(definition):
    kept = {key: value for key, value in definition.attr.items() if not key.startswith("_") and value.WhichOneof("value")}
    return {
        "name": definition.name,
        "op": definition.op,
        "inputs": list(definition.input),
        "attributes": {key: attribute(value) for key, value in sorted(kept.items())},
    }


def arguments(definitions):
    return [{"name": one.name, "dtype": type_name(one.type)} for one in definitions]


def function_of(definition):
    signature = definition.signature
    return {
        "name": signature.name,
        "inputs": arguments(signature.input_arg),
        "outputs": arguments(signature.output_arg),
        "nodes": [node(one) for one in definition.node_def],
        "returns": dict(definition.ret),
    }


def made(generator, dtype, shape, low, high):
    sizes = [3 if size is None else size for size in shape]
    if dtype == B:
        return generator.uniform(size=sizes) < 0.5
    if dtype.is_floating:
        return generator.uniform(low, high, sizes).astype(dtype.as_numpy_dtype)
    return generator.integers(0, 4, sizes).astype(dtype.as_numpy_dtype)


def record(name, function, inputs, low, high):
    generator = np.random.default_rng(len(name))
    specs, arrays = [], []
    for i, one in enumerate(inputs):
        if isinstance(one, np.ndarray):
            specs.append(tf.TensorSpec(one.shape, one.dtype, name=f"x{i}"))
            arrays.append(one)
        else:
            dtype, shape = one
            specs.append(tf.TensorSpec(shape, dtype, name=f"x{i}"))
            arrays.append(made(generator, dtype, shape, low, high))
    concrete = tf.function(function).get_concrete_function(*specs)
    graph = concrete.graph.as_graph_def()
    outputs = tf.nest.flatten(concrete(*[tf.constant(array) for array in arrays]))
    names = [tensor.name for tensor in concrete.outputs]
    return {
        "name": name,
        "nodes": [node(one) for one in graph.node],
        "functions": [function_of(one) for one in graph.library.function],
        "inputs": {
            spec.name: {"tensor": placeholder.name, "dtype": TYPES[spec.dtype], "shape": [-1 if size is None else size for size in spec.shape], "given": tensor(array)}
            for spec, array, placeholder in zip(specs, arrays, concrete.inputs)
        },
        "outputs": {f"output_{i:02}": {"tensor": names[i], "expected": tensor(output.numpy())} for i, output in enumerate(outputs)},
    }


def constant(*shape, seed=7, scale=1.0):
    return tf.constant(np.random.default_rng(seed).uniform(-scale, scale, shape).astype(np.float32))


def elementwise():
    for op in ["abs", "ceil", "cos", "exp", "floor", "negative", "round", "sign", "sin", "square", "tanh", "sigmoid", "reciprocal"]:
        case(op, getattr(tf.math, op), (F, [None, 3]))
    for op in ["log", "rsqrt", "sqrt"]:
        case(op, getattr(tf.math, op), (F, [2, 3]), low=0.1)
    case("log1p", tf.math.log1p, (F, [2, 3]), low=-0.5)
    case("expm1", tf.math.expm1, (F, [2, 3]))
    for op in ["add", "subtract", "multiply", "divide", "maximum", "minimum", "squared_difference"]:
        case(op, getattr(tf.math, op), (F, [None, 3]), (F, [3]))
    case("pow", tf.math.pow, (F, [2, 3]), (F, [2, 3]), low=0.1)
    case("divide_no_nan", tf.math.divide_no_nan, (F, [2, 3]), np.array([0, 1, -2], np.float32))
    for op in ["floordiv", "floormod"]:
        case(op, getattr(tf.math, op), (F, [2, 3]), np.array([3, 1, -2], np.float32))
        case(f"{op}_int32", getattr(tf.math, op), (I, [2, 3]), np.array([3, 1, 2], np.int32))
    for op in ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]:
        case(op, getattr(tf.math, op), (I, [None, 3]), (I, [3]))
    case("logical_and", tf.math.logical_and, (B, [4]), (B, [4]))
    case("logical_or", tf.math.logical_or, (B, [4]), (B, [4]))
    case("logical_not", tf.math.logical_not, (B, [4]))
    case("add_n", lambda a, b, c: tf.add_n([a, b, c]), (F, [2, 2]), (F, [2, 2]), (F, [2, 2]))
    case("clip_by_value", lambda x: tf.clip_by_value(x, -1.0, 0.5), (F, [None, 3]))
    case("cast_int32", lambda x: tf.cast(x, I), (F, [2, 3]))
    case("cast_bool", lambda x: tf.cast(x, B), (F, [2, 3]))
    case("atan2", tf.math.atan2, (F, [2, 3]), (F, [2, 3]))


def activations():
    for op in ["relu", "relu6", "elu", "selu", "softplus", "softsign", "leaky_relu", "softmax", "log_softmax", "swish"]:
        case(op, getattr(tf.nn, op), (F, [None, 5]))
    case("softmax_axis", lambda x: tf.nn.softmax(x, axis=1), (F, [2, 3, 4]))
    case("gelu", lambda x: tf.nn.gelu(x), (F, [None, 5]))
    case("gelu_approximate", lambda x: tf.nn.gelu(x, approximate=True), (F, [None, 5]))
    case("hard_swish", lambda x: x * tf.nn.relu6(x + 3) / 6, (F, [None, 5]))
    case("hard_sigmoid", lambda x: tf.nn.relu6(x + 3) * np.float32(1 / 6), (F, [None, 5]))


def convolutions():
    image = (F, [None, 7, 6, 4])
    for padding in ["SAME", "VALID"]:
        case(f"conv2d_{padding}", lambda x, padding=padding: tf.nn.conv2d(x, constant(3, 2, 4, 5), [1, 2], padding), image)
        case(f"depthwise_{padding}", lambda x, padding=padding: tf.nn.depthwise_conv2d(x, constant(3, 3, 4, 2), [1, 2, 2, 1], padding), image)
        case(f"max_pool_{padding}", lambda x, padding=padding: tf.nn.max_pool2d(x, [2, 3], [2, 1], padding), image)
        case(f"avg_pool_{padding}", lambda x, padding=padding: tf.nn.avg_pool2d(x, [2, 3], [2, 1], padding), image)
        case(f"transpose_conv_{padding}", lambda x, padding=padding: tf.nn.conv2d_transpose(x, constant(3, 3, 2, 4), [2, 14, 12, 2] if padding == "SAME" else [2, 15, 13, 2], 2, padding), (F, [2, 7, 6, 4]))
    case("transpose_conv_open", lambda x: tf.nn.conv2d_transpose(x, constant(3, 3, 2, 4), [tf.shape(x)[0], 14, 12, 2], 2), image)
    for padding in ["SAME", "VALID"]:
        case(f"max_pool3d_{padding}", lambda x, padding=padding: tf.nn.max_pool3d(x, [2, 3, 2], [1, 2, 2], padding), (F, [None, 5, 6, 5, 3]))
        case(f"avg_pool3d_{padding}", lambda x, padding=padding: tf.nn.avg_pool3d(x, [3, 2, 2], [2, 2, 1], padding), (F, [None, 5, 6, 5, 3]))
    case("conv2d_explicit", lambda x: tf.nn.conv2d(x, constant(3, 3, 4, 2), 1, [[0, 0], [1, 2], [0, 1], [0, 0]]), image)
    case("conv2d_dilated", lambda x: tf.nn.conv2d(x, constant(3, 3, 4, 2), 1, "SAME", dilations=2), image)
    case("conv2d_atrous", lambda x: tf.nn.atrous_conv2d(x, constant(3, 3, 4, 2), 2, "SAME"), (F, [1, 8, 8, 4]))
    case("conv2d_grouped", lambda x: tf.nn.conv2d(x, constant(3, 3, 2, 6), 1, "SAME"), image)
    case("conv2d_bias_relu", lambda x: tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, constant(1, 1, 4, 5), 1, "SAME"), constant(5))), image)
    case("conv1d", lambda x: tf.nn.conv1d(x, constant(3, 4, 5), 1, "SAME"), (F, [None, 7, 4]))
    case("conv3d", lambda x: tf.nn.conv3d(x, constant(2, 2, 2, 3, 2), [1, 1, 1, 1, 1], "SAME"), (F, [1, 4, 4, 3, 3]))
    case("conv3d_transpose", lambda x: tf.nn.conv3d_transpose(x, constant(2, 2, 2, 3, 2), [1, 4, 6, 4, 3], 2, "SAME"), (F, [1, 2, 3, 2, 2]))
    case("batch_norm", lambda x: tf.nn.relu6(batch_norm(tf.nn.conv2d(x, constant(3, 3, 4, 5), 1, "SAME"), 5)), image)
    case("batch_norm_alone", lambda x: batch_norm(x, 4), image)
    case("batch_norm_depthwise", lambda x: batch_norm(tf.nn.depthwise_conv2d(x, constant(3, 3, 4, 1), [1, 1, 1, 1], "SAME"), 4), image)
    case("batch_norm_pad", lambda x: batch_norm(tf.nn.conv2d(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), constant(3, 3, 4, 5), 1, "VALID"), 5), image)
    case("resize_bilinear", lambda x: tf.image.resize(x, [14, 9]), image)
    case("resize_nearest", lambda x: tf.image.resize(x, [14, 9], "nearest"), image)
    case("resize_bilinear_v1", lambda x: tf.compat.v1.image.resize_bilinear(x, [14, 9], align_corners=True), image)
    # TensorFlow Lite's own LRN has another window: no case of it.
    case("depth_to_space", lambda x: tf.nn.depth_to_space(x, 2), image)
    case("space_to_depth", lambda x: tf.nn.space_to_depth(x, 2), (F, [None, 4, 6, 3]))
    case("space_to_batch", lambda x: tf.space_to_batch(x, [2, 2], [[0, 0], [1, 1]]), (F, [1, 4, 6, 3]))


def batch_norm(x, channels):
    scale, offset, mean, variance = constant(channels, seed=1), constant(channels, seed=2), constant(channels, seed=3), abs(constant(channels, seed=4)) + 0.1
    return tf.raw_ops.FusedBatchNormV3(x=x, scale=scale, offset=offset, mean=mean, variance=variance, is_training=False).y


def matrices():
    case("matmul", lambda x: tf.matmul(x, constant(4, 5)), (F, [None, 4]))
    case("matmul_transpose_b", lambda x: tf.matmul(x, constant(5, 4), transpose_b=True), (F, [None, 4]))
    case("matmul_transpose_a", lambda x: tf.matmul(x, constant(4, 5), transpose_a=True), (F, [4, 3]))
    case("matmul_dynamic", tf.matmul, (F, [None, 4]), (F, [4, 5]))
    case("dense", lambda x: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, constant(4, 5)), constant(5))), (F, [None, 4]))
    case("batch_matmul", lambda x, y: tf.matmul(x, y, transpose_b=True), (F, [None, 2, 3, 4]), (F, [None, 2, 5, 4]))
    case("batch_matmul_weights", lambda x: tf.matmul(x, constant(4, 5)), (F, [None, 3, 4]))
    for equation, shapes in {
        "abc,cd->abd": ([None, 3, 4], [4, 5]),
        "abc,cde->abde": ([None, 3, 4], [4, 2, 5]),
        "abcd,cde->abe": ([None, 3, 2, 4], [2, 4, 5]),
        "aecd,abcd->acbe": ([None, 3, 2, 4], [None, 5, 2, 4]),
        "acbe,aecd->abcd": ([None, 2, 5, 3], [None, 3, 2, 4]),
        "ij,jk->ik": ([3, 4], [4, 5]),
        "...a,ab->...b": ([None, 3, 4], [4, 5]),
        "bij,bjk->bik": ([2, 3, 4], [2, 4, 5]),
        "ab,cd->abcd": ([2, 3], [2, 2]),
    }.items():
        first, second = shapes
        if None in second or len(second) == len(first) or equation in ("ij,jk->ik", "ab,cd->abcd"):
            case(f"einsum {equation}", lambda x, y, equation=equation: tf.einsum(equation, x, y), (F, first), (F, second))
        else:
            case(f"einsum {equation}", lambda x, equation=equation, second=second: tf.einsum(equation, x, constant(*second)), (F, first))
    case("einsum ab->b", lambda x: tf.einsum("ab->b", x), (F, [2, 3]))
    case("einsum ab->ba", lambda x: tf.einsum("ab->ba", x), (F, [None, 3]))


def shapes():
    case("reshape", lambda x: tf.reshape(x, [-1, 6]), (F, [None, 2, 3]))
    case("flatten", lambda x: tf.reshape(x, [tf.shape(x)[0], 6]), (F, [None, 2, 3]))
    case("reshape_two_open", lambda x: tf.reshape(x, [tf.shape(x)[1], tf.shape(x)[0], 2]), (F, [None, None, 2]))
    case("transpose", lambda x: tf.transpose(x, [0, 2, 1]), (F, [None, 2, 3]))
    case("expand_dims", lambda x: tf.expand_dims(x, -1), (F, [None, 2, 3]))
    case("squeeze", lambda x: tf.squeeze(x, [1]), (F, [None, 1, 3]))
    case("shape", tf.shape, (F, [None, 2, 3]))
    case("rank", tf.rank, (F, [None, 2, 3]))
    case("size", tf.size, (F, [None, 2, 3]))
    case("concat", lambda x, y: tf.concat([x, y, x], 1), (F, [None, 2]), (F, [None, 3]))
    case("split", lambda x: tf.split(x, 3, 1), (F, [None, 6]))
    case("split_v", lambda x: tf.split(x, [1, 2, 3], 1), (F, [None, 6]))
    case("stack", lambda x, y: tf.stack([x, y], 1), (F, [None, 2]), (F, [None, 2]))
    case("unstack", lambda x: tf.unstack(x, axis=1), (F, [None, 3]))
    case("pad", lambda x: tf.pad(x, [[0, 0], [1, 2]]), (F, [None, 3]))
    case("pad_v2", lambda x: tf.pad(x, [[0, 0], [1, 2]], constant_values=7.0), (F, [None, 3]))
    case("mirror_pad", lambda x: tf.pad(x, [[0, 0], [1, 2]], "REFLECT"), (F, [None, 4]))
    case("tile", lambda x: tf.tile(x, [1, 2]), (F, [None, 3]))
    case("broadcast_to", lambda x: tf.broadcast_to(x, [2, 3, 4]), (F, [3, 1]))
    case("fill", lambda x: tf.fill([tf.shape(x)[0], 2], 3.0), (F, [None, 3]))
    case("zeros_like", tf.zeros_like, (F, [None, 3]))
    case("ones_like", tf.ones_like, (F, [None, 3]))
    case("range", lambda x: tf.range(tf.shape(x)[1]), (F, [2, None]))
    case("one_hot", lambda x: tf.one_hot(x, 4), (I, [None]))
    case("minimum_of_shape", lambda x: x[:, : tf.minimum(tf.shape(x)[1], 2)], (F, [2, None]))
    case("clipped_table", lambda x: tf.reduce_sum(constant(5, 2)[: tf.shape(x)[0]], 0), (F, [None, 3]))
    case("clipped_slice", lambda x: tf.slice(constant(5, 2), [0, 0], [tf.minimum(tf.shape(x)[0], 5), 2]), (F, [None, 3]))
    case("size_as_bool", lambda x: tf.cast(tf.shape(x)[0] - 3, B), (F, [None, 3]))
    case("positions", lambda x: x + constant(1, 600, 2)[:, : tf.shape(x)[1]], (F, [None, None, 2]))


def indexing():
    case("slice", lambda x: tf.slice(x, [0, 1], [-1, 2]), (F, [None, 4]))
    case("strided_slice", lambda x: x[:, 1::2, None, -1], (F, [None, 5, 3]))
    case("strided_slice_reverse", lambda x: x[:, ::-1], (F, [None, 5]))
    case("strided_slice_ellipsis", lambda x: x[..., 1], (F, [None, 5, 3]))
    case("gather", lambda x: tf.gather(constant(6, 3), x), (I, [None, 2]))
    case("gather_axis", lambda x, i: tf.gather(x, i, axis=1), (F, [None, 4, 2]), (I, [3]))
    case("gather_batch", lambda x, i: tf.gather(x, i, axis=1, batch_dims=1), (F, [2, 4, 2]), (I, [2, 3]))
    case("gather_nd", tf.gather_nd, (F, [4, 4, 2]), (I, [3, 2]))
    case("scatter_nd", lambda x: tf.scatter_nd([[1], [3]], x, [5, 2]), (F, [2, 2]))
    case("reverse", lambda x: tf.reverse(x, [1]), (F, [None, 3]))
    case("where", lambda x: tf.where(x > 0, x, 2 * x), (F, [None, 3]))
    case("where_rows", lambda x: tf.compat.v1.where(tf.constant([True, False]), x, 2 * x), (F, [2, 3]))
    case("where_indices", lambda x: tf.where(x > 0), (F, [2, 3]))
    case("argmax", lambda x: tf.argmax(x, 1), (F, [None, 4]))
    case("argmin", lambda x: tf.argmin(x, 1, output_type=I), (F, [None, 4]))
    case("top_k", lambda x: tf.math.top_k(x, 2), (F, [None, 4]))
    case("non_max_suppression", non_max_suppression, (F, [6, 4]), (F, [6]))
    case("cumsum", lambda x: tf.cumsum(x, 1, exclusive=True, reverse=True), (F, [2, 4]))


def non_max_suppression(x, scores):
    corners = tf.abs(x)
    boxes = tf.concat([corners[:, :2], corners[:, :2] + corners[:, 2:]], 1)
    settings = dict(max_output_size=3, iou_threshold=0.3, score_threshold=0.1, pad_to_max_output_size=True)
    hard = tf.raw_ops.NonMaxSuppressionV4(boxes=boxes, scores=scores, **settings)
    soft = tf.raw_ops.NonMaxSuppressionV5(boxes=boxes, scores=scores, soft_nms_sigma=0.5, **settings)
    return [*hard, *soft]


def reductions():
    for op in ["sum", "mean", "max", "min", "prod"]:
        case(f"reduce_{op}", lambda x, op=op: getattr(tf, f"reduce_{op}")(x, [1, 2]), (F, [None, 3, 4]))
        case(f"reduce_{op}_keepdims", lambda x, op=op: getattr(tf, f"reduce_{op}")(x, -1, keepdims=True), (F, [None, 3, 4]))
    case("reduce_any", lambda x: tf.reduce_any(x, 1), (B, [2, 3]))
    case("reduce_all", lambda x: tf.reduce_all(x, 1), (B, [2, 3]))
    case("layer_norm", lambda x: layer_norm(x, 4), (F, [None, 3, 4]))
    case("l2_normalize", lambda x: tf.nn.l2_normalize(x, -1), (F, [None, 4]))
    case("rfft", lambda x: tf.abs(tf.signal.rfft(x, [8])), (F, [2, 8]))


def layer_norm(x, width):
    mean, variance = tf.nn.moments(x, [-1], keepdims=True)
    return tf.nn.batch_normalization(x, mean, variance, constant(width, seed=1), constant(width, seed=2), 1e-3)


def control_flow():
    case("cond", lambda x, c: tf.cond(c[0], lambda: x + 1, lambda: x * 2), (F, [None, 2]), (B, [1]))
    case("while", lambda x: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * constant(2) + 1), [0, x])[1], (F, [None, 2]))
    case("while_passes", lambda x, w: tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y + w), [0, x])[1], (F, [2, 2]), (F, [2]))

    def recurrent(x):
        steps = tf.TensorArray(F, 4, element_shape=[2, 3]).unstack(tf.transpose(x, [1, 0, 2]))
        results = tf.TensorArray(F, 4)
        state = tf.zeros([2, 3])

        def body(i, state, results):
            state = tf.tanh(steps.read(i) + state @ constant(3, 3))
            return i + 1, state, results.write(i, state)

        return tf.while_loop(lambda i, *_: i < 4, body, [0, state, results])[2].stack()

    case("recurrent", recurrent, (F, [2, 4, 3]))

    def recurrent_open(x):
        state = tf.zeros([tf.shape(x)[0], 3])
        results = tf.TensorArray(F, 4, element_shape=[None, 3])
        steps = tf.TensorArray(F, 4, element_shape=[None, 3]).unstack(tf.transpose(x, [1, 0, 2]))

        def body(i, state, results):
            state = tf.tanh(steps.read(i) + state @ constant(3, 3))
            return i + 1, state, results.write(i, state)

        loop = tf.while_loop(lambda i, *_: i < 4, body, [0, state, results], shape_invariants=[tf.TensorShape([]), tf.TensorShape([None, 3]), None])
        return loop[2].stack()

    case("recurrent_open", recurrent_open, (F, [None, 4, 3]))


def kept():
    """What looks like a pattern of an optimization, and is none."""
    image = (F, [None, 7, 6, 4])
    conv = lambda x, outputs=5: tf.nn.conv2d(x, constant(3, 3, 4, outputs), 1, "SAME")

    def read_twice(x):
        y = conv(x)
        return tf.nn.relu(y + constant(5)), y

    case("kept read twice", read_twice, image)
    case("kept sum along height", lambda x: conv(x) + constant(7, 1, 1), image)
    case("kept broadcast product", lambda x: conv(x, 1) * constant(5), image)
    case("kept subtracted", lambda x: constant(5) - conv(x), image)
    case("kept inverse", lambda x: constant(5) / conv(x), image)
    case("kept padding", lambda x: tf.nn.conv2d(tf.pad(x, [[0, 0], [2, 0], [1, 1], [0, 0]]), constant(3, 3, 4, 5), 1, "VALID"), image)
    case("kept padding of open size", lambda x: tf.nn.conv2d(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), constant(3, 3, 4, 5), 2, "VALID"), (F, [1, None, None, 4]))
    case("kept other swish", lambda x: x * tf.nn.relu6(x + 2) / 6, (F, [None, 5]))
    case("kept other gelu", lambda x: 0.5 * x * (1 + tf.tanh(0.7 * (x + 0.044715 * x**3))), (F, [None, 5]))
    case("kept transpose", lambda x: tf.transpose(tf.transpose(x, [0, 2, 1]), [1, 0, 2]), (F, [None, 2, 3]))
    case("kept activation", lambda x: tf.nn.relu(tf.nn.relu6(conv(x) + constant(5)) - 1.0), image)
    case("transposes that undo each other", lambda x: tf.nn.relu(tf.transpose(tf.transpose(x, [0, 2, 1]), [0, 2, 1])), (F, [None, 2, 3]))
    case("transpose of ones", lambda x: tf.transpose(x, [0, 2, 1, 3]), (F, [None, 1, 4, 3]))
    case("transpose to the same graph output", lambda x: tf.transpose(tf.transpose(x, [0, 2, 1]), [0, 2, 1]), (F, [None, 2, 3]))
    case("equal nodes", lambda x: tf.nn.relu(x + 1.0) * tf.sigmoid(x + 1.0), (F, [None, 3]))
    case("neutral", lambda x: tf.reshape(tf.reshape(x * 1.0 + 0.0, [-1, 6]), [-1, 2, 3]) / 1.0, (F, [None, 2, 3]))
    case("dense of rows", lambda x: tf.reshape(tf.matmul(tf.reshape(x, [-1, 4]), constant(4, 5)), [-1, 3, 5]) + constant(5), (F, [None, 3, 4]))
    case("conv1d bias relu", lambda x: tf.nn.relu(tf.nn.conv1d(x, constant(3, 4, 5), 1, "SAME") + constant(5)), (F, [None, 7, 4]))


for group in [elementwise, activations, convolutions, matrices, shapes, indexing, reductions, control_flow, kept]:
    group()
recorded = [record(*one) for one in cases]
folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "tensorflow"
folder.mkdir(parents=True, exist_ok=True)
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in recorded)
(folder / "cases.json").write_text(f'{{"tensorflow":"{tf.__version__}","cases":[\n{lines}\n]}}\n')
print(len(recorded), "cases")
