"""Makes the small SavedModels of test/fixtures/saved_models with TensorFlow: halflite's own, so of its licence.

    python test/importers/tensorflow/record_saved_models.py

`tf2`: two signatures and an open batch. `tf1`: TensorFlow 1, with variables that are references and one in two parts.
Beside each, expected.json: inputs and outputs of every signature.
"""

import json
import os
import pathlib
import shutil

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf

folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "saved_models"
generator = np.random.default_rng(1)


def random(*shape):
    return generator.uniform(-1, 1, shape).astype(np.float32)


class Model(tf.Module):
    def __init__(self):
        self.filter = tf.Variable(random(3, 3, 2, 4), name="filter")
        self.scale = tf.Variable(random(4), name="scale")
        self.weights = tf.Variable(random(4, 3), name="weights")
        self.bias = tf.Variable(random(3), name="bias")

    @tf.function(input_signature=[tf.TensorSpec([None, 6, 6, 2], name="image")])
    def classify(self, image):
        features = self.features(image)["features"]
        return {"scores": tf.nn.softmax(features @ self.weights + self.bias), "features": features}

    @tf.function(input_signature=[tf.TensorSpec([None, 6, 6, 2], name="image")])
    def features(self, image):
        edges = tf.nn.relu(tf.nn.conv2d(image, self.filter, 2, "SAME") * self.scale)
        return {"features": tf.reduce_mean(edges, [1, 2])}


def plain(tensors):
    return {name: {"shape": list(value.shape), "data": value.ravel().tolist()} for name, value in tensors.items()}


def write(name, recorded):
    (folder / name / "expected.json").write_text(json.dumps(recorded))
    shutil.rmtree(folder / name / "assets", ignore_errors=True)
    (folder / name / "fingerprint.pb").unlink(missing_ok=True)


def tf2():
    model = Model()
    signatures = {"serving_default": model.classify, "features": model.features}
    tf.saved_model.save(model, str(folder / "tf2"), signatures)
    inputs = {"image": random(2, 6, 6, 2)}
    outputs = {key: plain({name: value.numpy() for name, value in function(**inputs).items()}) for key, function in signatures.items()}
    write("tf2", {"inputs": plain(inputs), "outputs": outputs})


def tf1():
    v1 = tf.compat.v1
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, 4], name="x")
        with v1.variable_scope("dense", use_resource=False):
            weights = v1.get_variable("weights", [4, 6], initializer=v1.constant_initializer(random(4, 6)))
            parts = v1.get_variable("parts", [6, 3], initializer=v1.random_uniform_initializer(-1, 1, seed=2), partitioner=v1.fixed_size_partitioner(2))
        y = tf.nn.relu(x @ weights) @ parts
        session.run(v1.global_variables_initializer())
        v1.saved_model.simple_save(session, str(folder / "tf1"), {"x": x}, {"y": y})
        inputs = {"x": random(2, 4)}
        outputs = {"serving_default": plain({"y": session.run(y, {x: inputs["x"]})})}
    write("tf1", {"inputs": plain(inputs), "outputs": outputs})


shutil.rmtree(folder, ignore_errors=True)
tf2()
tf1()
