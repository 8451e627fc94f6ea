"""Makes the fixtures of Keras models in test/fixtures/keras: python test/keras/record.py

Tiny models with random weights, one for each family of layers and file format. What they compute is checked by check_graph.py, which
asks Keras itself.
"""

import json
import os
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras import ops

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "keras")


def randomized(model):
    random = np.random.default_rng(3)
    for weight in model.weights:
        if not np.issubdtype(np.dtype(weight.dtype), np.floating):
            continue
        low = 0.5 if "variance" in weight.path else -0.5
        weight.assign(random.uniform(low, 1.0, weight.shape))
    return model


def convolutions():
    image = L.Input((7, 6, 4), name="image")
    series = L.Input((9, 4), name="series")
    volume = L.Input((4, 4, 4, 2), name="volume")
    return keras.Model(
        [image, series, volume],
        [
            L.Conv2D(3, (3, 2), strides=2, padding="same", activation="relu")(image),
            L.Conv2D(4, 3, groups=2, use_bias=False, dilation_rate=(2, 1))(image),
            L.Conv1D(3, 3, padding="causal", dilation_rate=2, activation="tanh")(series),
            L.Conv1D(4, 2, strides=2, groups=2, padding="same")(series),
            L.Conv3D(2, 2, padding="same", activation="relu6")(volume),
            L.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="relu6")(image),
            L.DepthwiseConv1D(3, strides=2)(series),
            L.SeparableConv2D(3, 2, depth_multiplier=2, activation="elu")(image),
            L.SeparableConv1D(3, 3, padding="same", use_bias=False)(series),
            L.Conv2DTranspose(2, 3, strides=2, padding="same")(image),
            L.Conv2DTranspose(2, (3, 2), strides=(2, 1), padding="valid", activation="relu")(image),
            L.Conv1DTranspose(2, 3, strides=2)(series),
        ],
    )


ACTIVATIONS = """linear relu relu6 sigmoid tanh elu selu softplus softsign exponential softmax log_softmax leaky_relu gelu silu
hard_sigmoid hard_silu mish log_sigmoid hard_tanh tanh_shrink""".split()


def activations():
    x = L.Input((3, 8), name="x")
    outputs = [L.Activation(name)(x) for name in ACTIVATIONS]
    outputs += [
        L.ReLU(max_value=6)(x),
        L.ReLU(max_value=1, negative_slope=0.1, threshold=0.2)(x),
        L.ReLU(negative_slope=0.3)(x),
        L.LeakyReLU(negative_slope=0.2)(x),
        L.PReLU(shared_axes=[1])(x),
        L.PReLU()(x),
        L.ELU(alpha=0.5)(x),
        L.Softmax(axis=1)(x),
        L.Softmax()(x),
        L.Dense(4, activation="gelu")(x),
    ]
    return keras.Model(x, outputs)


def normalizations():
    image = L.Input((4, 3, 8), name="image")
    rows = L.Input((8,), name="rows")
    return keras.Model(
        [image, rows],
        [
            L.BatchNormalization()(image),
            L.BatchNormalization(scale=False, center=False)(image),
            L.BatchNormalization(axis=1)(image),
            L.BatchNormalization(epsilon=0.01)(rows),
            L.LayerNormalization()(image),
            L.LayerNormalization(axis=[1, 3], center=False)(image),
            L.GroupNormalization(groups=4)(image),
            L.UnitNormalization()(rows),
            L.Rescaling(1 / 127.5, offset=-1)(image),
            L.Normalization(mean=[1.0, 2, 3, 4, 5, 6, 7, 8], variance=[1.0, 2, 3, 4, 5, 6, 7, 8])(image),
            L.Normalization()(rows),
            L.SpatialDropout2D(0.5)(image),
            L.GaussianNoise(0.5)(L.Dropout(0.5)(rows)),
        ],
    )


def shapes():
    image = L.Input((6, 5, 3), name="image")
    series = L.Input((6, 3), name="series")
    open_series = L.Input((None, 3), name="open_series")
    volume = L.Input((4, 4, 4, 2), name="volume")
    return keras.Model(
        [image, series, open_series, volume],
        [
            L.MaxPooling2D()(image),
            L.MaxPooling2D(3, strides=1, padding="same")(image),
            L.AveragePooling2D((2, 3), padding="same")(image),
            L.MaxPooling1D()(series),
            L.AveragePooling1D(3, strides=2, padding="same")(series),
            L.MaxPooling3D()(volume),
            L.AveragePooling3D(2)(volume),
            L.GlobalAveragePooling2D(keepdims=True)(image),
            L.GlobalMaxPooling2D()(image),
            L.GlobalAveragePooling1D()(open_series),
            L.GlobalMaxPooling3D()(volume),
            L.ZeroPadding2D(((1, 2), (0, 3)))(image),
            L.ZeroPadding1D(2)(series),
            L.Cropping2D(((1, 0), (2, 1)))(image),
            L.Cropping1D((1, 2))(open_series),
            L.UpSampling2D((2, 3))(image),
            L.UpSampling2D(2, interpolation="bilinear")(image),
            L.UpSampling1D(3)(series),
            L.UpSampling1D(2)(open_series),
            L.Resizing(4, 9)(image),
            L.Resizing(4, 9, interpolation="nearest")(image),
            L.Flatten()(image),
            L.Reshape((5, -1))(image),
            L.Reshape((-1, 1, 3))(open_series),
            L.Permute((2, 1))(series),
            L.RepeatVector(3)(L.Flatten()(series)),
            L.Dense(2)(open_series),
            L.TimeDistributed(L.Dense(2))(open_series),
            L.TimeDistributed(L.Conv1D(2, 2))(L.Reshape((2, 15, 3))(image)),
        ],
    )


def merging():
    a, b = L.Input((4, 3), name="a"), L.Input((4, 3), name="b")
    return keras.Model(
        {"a": a, "b": b},
        {
            "add": L.Add()([a, b, a]),
            "subtract": L.Subtract()([a, b]),
            "multiply": L.Multiply()([a, b]),
            "average": L.Average()([a, b, b]),
            "maximum": L.Maximum()([a, b]),
            "minimum": L.Minimum()([a, b]),
            "concatenate": L.Concatenate(axis=1)([a, b]),
            "dot": L.Dot(axes=(1, 1))([a, b]),
            "dot_vectors": L.Dot(axes=1)([L.Flatten()(a), L.Flatten()(b)]),
        },
    )


def operations():
    x, y = L.Input((4, 3), name="x"), L.Input((4, 3), name="y")
    return keras.Model(
        [x, y],
        [
            x + y * 2.0 - 1.0,
            1.0 / (1.0 + ops.exp(-x)),
            ops.relu6(x),
            ops.matmul(x, ops.transpose(y, (0, 2, 1))),
            ops.reshape(x, (-1, 12)),
            ops.concatenate([x, y], axis=-1),
            ops.mean(x, axis=1, keepdims=True),
            ops.max(x, axis=-1),
            ops.expand_dims(x, 1),
            ops.squeeze(ops.expand_dims(x, -1), -1),
            ops.clip(x, -0.5, 0.5),
            ops.softmax(x, axis=1),
            ops.gelu(x),
            ops.cast(x, "int32"),
            x[:, 1:, 0],
            ops.maximum(x, 0.0),
            ops.sqrt(ops.square(x) + 0.1),
        ],
    )


def attention():
    x, y = L.Input((5, 6), name="x"), L.Input((4, 6), name="y")
    mask = L.Input((5, 4), name="mask", dtype="bool")
    return keras.Model(
        [x, y, mask],
        [
            L.MultiHeadAttention(2, 3)(x, y),
            L.MultiHeadAttention(2, 3, value_dim=4, use_bias=False)(x, x, use_causal_mask=True),
            L.MultiHeadAttention(2, 3)(x, y, attention_mask=mask),
            L.Attention()([x, y]),
            L.Attention(use_scale=True)([x, y, y], use_causal_mask=True),
            L.EinsumDense("abc,cd->abd", output_shape=(None, 3), bias_axes="d")(x),
        ],
    )


def recurrent():
    x = L.Input((5, 3), name="x")
    fixed = L.Input((4, 2), name="fixed")
    state = L.Input((2,), name="state")
    return keras.Model(
        [x, fixed, state],
        [
            L.LSTM(2)(x),
            *L.LSTM(2, return_sequences=True, return_state=True, activation="relu")(x),
            L.LSTM(2, go_backwards=True, use_bias=False, recurrent_activation="hard_sigmoid")(x),
            L.GRU(2, return_sequences=True)(x),
            L.GRU(2, reset_after=False)(fixed),
            L.GRU(2, unroll=True)(fixed, initial_state=state),
            L.SimpleRNN(2, return_sequences=True)(x),
            L.Bidirectional(L.LSTM(2, return_sequences=True))(x),
            L.Bidirectional(L.GRU(2), merge_mode="sum")(x),
            *L.Bidirectional(L.SimpleRNN(2), merge_mode=None)(x),
            *L.Bidirectional(L.LSTM(2, return_state=True), merge_mode="ave")(x),
        ],
    )


def open_recurrent():
    x = L.Input((None, 3), name="x")
    return keras.Model(x, [L.LSTM(2)(x), L.GRU(2, return_sequences=True)(x)])


def static_recurrent():
    """Batch and steps are static: every LSTM may be one operator."""
    x = L.Input(batch_shape=(2, 5, 3), name="x")
    return keras.Model(
        x,
        [
            L.LSTM(4)(x),
            L.LSTM(4, return_sequences=True)(x),
            L.LSTM(4, go_backwards=True)(x),
            L.LSTM(4, go_backwards=True, return_sequences=True)(x),
            L.LSTM(4, use_bias=False)(x),
            L.LSTM(2)(L.LSTM(4, return_sequences=True)(x)),
            L.Bidirectional(L.LSTM(4))(x),
            L.Bidirectional(L.LSTM(4, return_sequences=True))(x),
            L.TimeDistributed(L.LSTM(2))(L.Reshape((1, 5, 3))(x)),
        ],
    )


def stateful():
    """Every run continues where the last one ended."""
    x = L.Input(batch_shape=(2, 5, 3), name="x")
    return keras.Model(
        x,
        [
            L.LSTM(4, stateful=True)(x),
            L.LSTM(2, stateful=True)(L.LSTM(4, stateful=True, return_sequences=True)(x)),
            L.Bidirectional(L.LSTM(2, stateful=True))(x),
        ],
    )


def nested():
    inner_input = L.Input((8,), name="inner_input")
    hidden = L.BatchNormalization(name="norm")(L.Dense(8, name="dense")(inner_input))
    inner = keras.Model(inner_input, [hidden, L.Dense(3, name="side")(hidden)], name="inner")
    head = keras.Sequential([L.Input((8,)), L.Dense(4, activation="relu"), L.BatchNormalization(), L.Dense(2)], name="head")
    shared = L.Dense(8, name="shared")
    a, b = L.Input((8,), name="a"), L.Input((8,), name="b")
    first, side = inner(shared(a))
    second, _ = inner(shared(b))
    ids = L.Input((5,), dtype="int32", name="ids")
    text = L.GlobalAveragePooling1D()(L.Embedding(10, 4)(ids))
    return keras.Model([a, b, ids], [head(first), head(second), side, text])


def sequential():
    return keras.Sequential(
        [L.Input((8, 8, 1), name="pixels"), L.Conv2D(2, 3), L.BatchNormalization(), L.ReLU(6.0), L.Flatten(), L.Dense(3, "softmax")]
    )


MODELS = [convolutions, activations, normalizations, shapes, merging, operations, attention, recurrent, open_recurrent, static_recurrent, stateful, nested, sequential]
LEGACY = [nested, operations]

def deflated(path):
    """The same archive, its entries deflated: Keras stores them, and reads both."""
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def chunked(source, target):
    """The same HDF5, its datasets in compressed pieces."""
    with h5py.File(source) as old, h5py.File(target, "w") as new:
        def copy(name, entry):
            if isinstance(entry, h5py.Dataset) and entry.ndim > 0:
                made = new.create_dataset(name, data=entry[()], chunks=True, compression="gzip", shuffle=True)
            else:
                made = new.require_group(name)
            made.attrs.update(entry.attrs)

        new.attrs.update(old.attrs)
        old.visititems(copy)


def keras2_layers():
    """The layers of a functional model as Keras 2 describes them: calls as lists, functions of TensorFlow as layers."""
    dense = {"name": "dense", "units": 2, "activation": "relu", "use_bias": True}
    inner = {
        "name": "inner",
        "layers": [
            {"class_name": "InputLayer", "name": "inner_in", "config": {"name": "inner_in", "batch_input_shape": [None, 2]}, "inbound_nodes": []},
            {"class_name": "Dense", "name": "inner_dense", "config": {"name": "inner_dense", "units": 2, "use_bias": False}, "inbound_nodes": [[["inner_in", 0, 0, {}]]]},
            {"class_name": "BatchNormalization", "name": "norm", "config": {"name": "norm", "axis": [1]}, "inbound_nodes": [[["inner_dense", 0, 0, {}]]]},
        ],
        "input_layers": [["inner_in", 0, 0]],
        "output_layers": [["norm", 0, 0]],
    }
    return [
        {"class_name": "InputLayer", "name": "x", "config": {"name": "x", "dtype": "float32", "batch_input_shape": [None, 3]}, "inbound_nodes": []},
        {"class_name": "Dense", "name": "dense", "config": dense, "inbound_nodes": [[["x", 0, 0, {}]]]},
        {"class_name": "Functional", "name": "inner", "config": inner, "inbound_nodes": [[["dense", 0, 0, {}]]]},
        {"class_name": "TFOpLambda", "name": "tf.math.multiply", "config": {"name": "tf.math.multiply", "function": "math.multiply"}, "inbound_nodes": [["inner", 1, 0, {"y": 2.0, "name": None}]]},
        {"class_name": "TFOpLambda", "name": "tf.__operators__.add", "config": {"name": "tf.__operators__.add", "function": "__operators__.add"}, "inbound_nodes": [["tf.math.multiply", 0, 0, {"y": ["dense", 0, 0], "name": None}]]},
        {"class_name": "TFOpLambda", "name": "tf.concat", "config": {"name": "tf.concat", "function": "concat"}, "inbound_nodes": [[["tf.__operators__.add", 0, 0, {"axis": -1}], ["dense", 0, 0, {"axis": -1}]]]},
        {"class_name": "SlicingOpLambda", "name": "getitem", "config": {"name": "getitem", "function": "__operators__.getitem"}, "inbound_nodes": [["tf.concat", 0, 0, {"slice_spec": [{"start": None, "stop": None, "step": None}, {"start": 1, "stop": None, "step": None}]}]]},
    ]


def keras2_model():
    config = {"name": "model", "layers": keras2_layers(), "input_layers": [["x", 0, 0]], "output_layers": [["getitem", 0, 0]]}
    numbers = iter(range(1, 100))
    take = lambda *shape: np.array([next(numbers) for _ in range(int(np.prod(shape)))], np.float32).reshape(shape) / 8
    dense = [("dense/kernel", take(3, 2)), ("dense/bias", take(2))]
    # Statistics stand behind everything that is trained.
    inner = [("inner_dense/kernel", take(2, 2)), ("norm/gamma", take(2)), ("norm/beta", take(2))]
    inner += [("norm/moving_mean", take(2)), ("norm/moving_variance", take(2))]
    return {"class_name": "Functional", "config": config}, {"dense": dense, "inner": inner}


def write_keras2_h5(path):
    config, layers = keras2_model()
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = b"2.11.0"
        file.attrs["model_config"] = json.dumps(config)
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in layers]
        for layer, weights in layers.items():
            inside = group.create_group(layer)
            inside.attrs["weight_names"] = np.array([f"{name}:0".encode() for name, _ in weights])
            for name, value in weights:
                inside.create_dataset(f"{name}:0", data=value)


def write_layers_model(folder):
    """The same model as TensorFlow.js has it, its weights cut into two files in the middle of one of them."""
    config, layers = keras2_model()
    weights = [weight for layer in layers.values() for weight in layer]
    entries = [{"name": name, "shape": list(value.shape), "dtype": "float32"} for name, value in weights]
    content = b"".join(value.tobytes() for _, value in weights)
    os.makedirs(folder, exist_ok=True)
    paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"]
    for name, part in zip(paths, (content[:14], content[14:])):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(part)
    model = {
        "format": "layers-model",
        "generatedBy": "keras v2.11.0",
        "convertedBy": "TensorFlow.js Converter v4.22.0",
        "modelTopology": {"keras_version": "2.11.0", "backend": "tensorflow", "model_config": config},
        "weightsManifest": [{"paths": paths, "weights": entries}],
    }
    with open(os.path.join(folder, "model.json"), "w") as file:
        json.dump(model, file)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    inside = lambda name: os.path.join(FOLDER, name)
    for make in MODELS:
        keras.utils.set_random_seed(1)
        keras.backend.clear_session()
        model = randomized(make())
        name = make.__name__
        model.save(inside(f"{name}.keras"))
        if make != sequential:
            deflated(inside(f"{name}.keras"))
        if make in LEGACY:
            model.save(inside(f"{name}.h5"))
    chunked(inside("nested.h5"), inside("nested_chunked.h5"))
    write_keras2_h5(inside("keras2.h5"))
    write_layers_model(inside("layers_model"))
