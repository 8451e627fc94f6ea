"""Makes the small SavedModels of test/fixtures/saved_models with TensorFlow: halflite's own, so of its licence.

    python test/importers/tensorflow/record_saved_models.py

`tf2`: two signatures and an open batch. `tf1`: TensorFlow 1, with variables that are references and one in two parts.
`keras2_lstm`: an LSTM as Keras 2 exports it, a function that says what it implements.
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


def lstm_function(backwards, name):
    """The function that Keras 2 writes for an LSTM; no Keras 2 runs beside this TensorFlow."""
    attributes = {"api_implements": f"lstm_{name}", "api_preferred_device": "CPU", "time_major": False, "go_backwards": backwards}

    @tf.function(autograph=False, experimental_attributes=attributes)
    def standard_lstm(inputs, init_h, init_c, kernel, recurrent_kernel, bias):
        steps = tf.transpose(inputs, [1, 0, 2])
        steps = tf.reverse(steps, [0]) if backwards else steps
        series = tf.TensorArray(tf.float32, size=steps.shape[0]).unstack(steps)
        collected = tf.TensorArray(tf.float32, size=steps.shape[0], element_shape=init_h.shape)

        def step(time, collected, h, c):
            sums = tf.nn.bias_add(series.read(time) @ kernel + h @ recurrent_kernel, bias)
            i, f, g, o = tf.split(sums, 4, axis=1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
            h = tf.sigmoid(o) * tf.tanh(c)
            return time + 1, collected.write(time, h), h, c

        start = [tf.constant(0), collected, init_h, init_c]
        _, collected, h, c = tf.while_loop(lambda time, *_: time < steps.shape[0], step, start)
        return h, tf.transpose(collected.stack(), [1, 0, 2]), h, c, tf.constant(1.0)

    return standard_lstm


class Recurrent(tf.Module):
    def __init__(self):
        self.kernel = tf.Variable(random(3, 16), name="kernel")
        self.recurrent = tf.Variable(random(4, 16), name="recurrent_kernel")
        self.bias = tf.Variable(random(16), name="bias")
        self.forwards, self.backwards = lstm_function(False, "1"), lstm_function(True, "2")

    def run(self, function, x, state):
        return function(x, state, state, self.kernel.read_value(), self.recurrent.read_value(), self.bias.read_value())

    @tf.function(input_signature=[tf.TensorSpec([2, 5, 3], name="x")])
    def sequences(self, x):
        last, steps, *_ = self.run(self.forwards, x, tf.zeros([2, 4]))
        return {"last": last, "steps": steps, "backwards": self.run(self.backwards, x, tf.zeros([2, 4]))[1]}

    @tf.function(input_signature=[tf.TensorSpec([2, 5, 3], name="x")])
    def states(self, x):
        _, _, h, c, _ = self.run(self.forwards, x, tf.zeros([2, 4]))
        return {"continued": self.run(self.backwards, x, h)[0], "cell": c}


def keras2_lstm():
    model = Recurrent()
    signatures = {"serving_default": model.sequences, "states": model.states}
    tf.saved_model.save(model, str(folder / "keras2_lstm"), signatures)
    inputs = {"x": random(2, 5, 3)}
    outputs = {key: plain({name: value.numpy() for name, value in function(**inputs).items()}) for key, function in signatures.items()}
    write("keras2_lstm", {"inputs": plain(inputs), "outputs": outputs})


shutil.rmtree(folder, ignore_errors=True)
tf2()
tf1()
keras2_lstm()
