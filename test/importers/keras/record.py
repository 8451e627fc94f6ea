"""Records what Keras predicts with the models of test/fixtures/keras, into expected.json beside them.

    python test/importers/keras/record.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "keras"


def made(tensor, generator):
    shape = [2 if axis == 0 else size or 5 for axis, size in enumerate(tensor.shape)]
    if tensor.dtype == "bool":
        return generator.uniform(size=shape) < 0.7
    if "int" in tensor.dtype:
        return generator.integers(0, 4, shape).astype(tensor.dtype)
    return generator.uniform(-1, 1, shape).astype(np.float32)


def plain(array):
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": (array.astype(np.int32) if array.dtype == bool else array).ravel().tolist()}


def record(file):
    model = keras.models.load_model(file, compile=False)
    generator = np.random.default_rng(5)
    inputs = {tensor.name: made(tensor, generator) for tensor in model.inputs}

    def run():
        outputs = model([tf.constant(inputs[tensor.name]) for tensor in model.inputs], training=False)
        if not isinstance(outputs, dict):
            outputs = {f"output_{i}": output for i, output in enumerate(tf.nest.flatten(outputs))}
        return {name: plain(output.numpy()) for name, output in outputs.items()}

    recorded = {"inputs": {name: plain(array) for name, array in inputs.items()}, "outputs": run()}
    if any(getattr(layer, "stateful", False) for layer in model.layers):
        recorded["again"] = run()
    return recorded


files = sorted(file for file in folder.iterdir() if file.suffix in (".keras", ".h5"))
recorded, refused = {}, []
for file in files:
    try:
        recorded[file.name] = record(str(file))
    except (TypeError, ValueError):
        refused.append(file.name)
print("Keras itself does not read", refused)
(folder / "expected.json").write_text(json.dumps(recorded))
print({name: len(one["outputs"]) for name, one in recorded.items()})
