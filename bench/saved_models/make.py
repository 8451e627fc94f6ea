"""Makes SavedModels of real architectures with random weights, and what TensorFlow's own converter makes of them.

    python bench/saved_models/make.py FOLDER [NAME ...]
    node dist/bench/saved_models/compare.js FOLDER

Beside each: given_NAME.npy and expected_NAME.npy for a run in TensorFlow, official.tflite unless TensorFlow refuses the model, and
official.json with the seconds that its conversion to float16 took and the largest memory of the process so far.
"""

import json
import os
import pathlib
import resource
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

generator = np.random.default_rng(1)
applications = keras.applications
SMALL = (96, 96, 3)


def application(name, **settings):
    def make():
        model = getattr(applications, name)(weights=None, **{"input_shape": SMALL, "classes": 100, **settings})
        for layer in model.layers:
            if isinstance(layer, L.BatchNormalization):
                gamma, beta, mean, variance = layer.get_weights() if layer.scale else [None, *layer.get_weights()]
                statistics = [generator.normal(0, 0.1, mean.shape), abs(generator.normal(1, 0.1, mean.shape))]
                head = [abs(generator.normal(1, 0.1, mean.shape))] if layer.scale else []
                layer.set_weights([*head, generator.normal(0, 0.1, mean.shape), *statistics])
        return model

    return make


def recurrent(shape):
    return lambda: keras.Sequential([L.Input(shape), L.LSTM(24, return_sequences=True), L.GRU(16, return_sequences=True), L.Dense(4)])


def encoder(length):
    def make():
        tokens = L.Input((length,), dtype="int32")
        x = L.Embedding(50, 32)(tokens)
        x = L.LayerNormalization()(x + L.MultiHeadAttention(4, 8)(x, x))
        x = L.LayerNormalization()(x + L.Dense(32)(L.Dense(64, activation="gelu")(x)))
        return keras.Model(tokens, L.Dense(3)(x))

    return make


def unet():
    image = L.Input((32, 32, 3))
    wide = L.Conv2D(8, 3, padding="same", activation="relu")(image)
    deep = L.LeakyReLU()(L.BatchNormalization()(L.Conv2D(16, 3, strides=2, padding="same")(wide)))
    up = L.Concatenate()([wide, L.Conv2DTranspose(8, 3, strides=2, padding="same")(deep)])
    return keras.Model(image, L.Conv2D(1, 1, activation="sigmoid")(L.UpSampling2D(2, interpolation="bilinear")(up)))


MODELS = {
    **{name: application(name) for name in [
        "MobileNet", "MobileNetV3Large", "EfficientNetB0", "EfficientNetV2B0", "DenseNet121", "ResNet50", "ResNet50V2", "InceptionV3",
        "Xception", "NASNetMobile", "ConvNeXtTiny",
    ]},
    "VGG16": application("VGG16", input_shape=(64, 64, 3), include_top=False),
    "recurrent": recurrent((20, 8)),
    "recurrent_open": recurrent((None, 8)),
    "encoder": encoder(16),
    "encoder_open": encoder(None),
    "unet": unet,
}


def official(folder):
    started = time.time()
    converter = tf.lite.TFLiteConverter.from_saved_model(str(folder))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    converter.convert()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (folder / "official.json").write_text(json.dumps({"seconds": time.time() - started, "peakMiB": peak}))
    (folder / "official.tflite").write_bytes(tf.lite.TFLiteConverter.from_saved_model(str(folder)).convert())


def make(name, folder):
    model = MODELS[name]()
    model.export(str(folder), verbose=False)
    run = tf.saved_model.load(str(folder)).signatures["serving_default"]
    given = {}
    for key, spec in run.structured_input_signature[1].items():
        shape = [(2 if axis == 0 else 24) if size is None else size for axis, size in enumerate(spec.shape)]
        integers = spec.dtype.is_integer
        given[key] = generator.integers(0, 40, shape).astype(np.int32) if integers else generator.uniform(-1, 1, shape).astype(np.float32)
    for key, array in given.items():
        np.save(folder / f"given_{key}.npy", array)
    for key, tensor in run(**{key: tf.constant(array) for key, array in given.items()}).items():
        np.save(folder / f"expected_{key}.npy", tensor.numpy())
    try:
        official(folder)
        print(name, "made", flush=True)
    except Exception as error:
        print(name, "made; TensorFlow's converter refuses it:", str(error).strip().splitlines()[0][:120], flush=True)


root = pathlib.Path(sys.argv[1])
for name in sys.argv[2:] or MODELS:
    make(name, root / name)
