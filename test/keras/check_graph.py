"""Runs the graphs that src/keras makes in TensorFlow, and compares with Keras's own predictions.

    python test/keras/check_graph.py MODEL.keras MODEL.h5 ...

Needs TensorFlow and a built dist/. Prints the largest difference for each model; fails where one is beyond 1e-4 of the outputs.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from tensorflow.core.framework import graph_pb2

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TYPES = {"BOOL": "bool", "RESOURCE": "resource", "VARIANT": "variant", "STRING": "string"}


def dtype(name):
    return tf.as_dtype(TYPES.get(name, name.lower()))


def array(stored):
    kind = dtype(stored["dtype"]).as_numpy_dtype
    return np.frombuffer(base64.b64decode(stored["data"]), kind).reshape(stored["shape"])


def shape(dims):
    return tf.TensorShape([None if size == -1 else size for size in dims]).as_proto()


def attribute(target, entry):
    kind, value = entry["kind"], entry.get("value")
    if kind == "string":
        target.s = value.encode()
    elif kind in ("int", "float", "bool"):
        setattr(target, kind[0], value)
    elif kind == "type":
        target.type = dtype(value).as_datatype_enum
    elif kind == "shape":
        target.shape.CopyFrom(shape(value))
    elif kind == "tensor":
        target.tensor.CopyFrom(tf.make_tensor_proto(array(value), shape=value["shape"]))
    elif kind == "function":
        target.func.name = value["name"]
    elif kind == "types":
        target.list.type.extend(dtype(name).as_datatype_enum for name in value)
    elif kind == "shapes":
        target.list.shape.extend(shape(dims) for dims in value)
    elif kind == "ints":
        target.list.i.extend(value)
        target.list.SetInParent()
    else:
        raise ValueError(kind)


def node(target, entry):
    target.name, target.op = entry["name"], entry["op"]
    target.input.extend(entry["inputs"])
    for name, value in entry["attributes"].items():
        attribute(target.attr[name], value)


def graph_of(model):
    graph = graph_pb2.GraphDef()
    graph.versions.producer = 1395
    for entry in model["nodes"]:
        node(graph.node.add(), entry)
    for entry in model["functions"]:
        function = graph.library.function.add()
        function.signature.name = entry["name"]
        for name, args in (("input_arg", entry["inputs"]), ("output_arg", entry["outputs"])):
            for argument in args:
                getattr(function.signature, name).add(name=argument["name"], type=dtype(argument["dtype"]).as_datatype_enum)
        for inner in entry["nodes"]:
            node(function.node_def.add(), inner)
        function.ret.update(entry["returns"])
    return graph


def run(model, feeds):
    """Outputs by name. Variables are assigned by operations added behind the graph."""
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_of(model), name="")
        assigns = [
            tf.raw_ops.AssignVariableOp(resource=graph.get_tensor_by_name(name + ":0"), value=tf.constant(array(stored)))
            for name, stored in model["variables"].items()
        ]
        with tf.compat.v1.Session() as session:
            session.run(assigns)
            feed = {model["inputs"][name]["tensor"]: value for name, value in feeds.items()}
            return session.run({name: output["tensor"] for name, output in model["outputs"].items()}, feed)


def inputs_for(network, batch=2):
    random = np.random.default_rng(7)
    feeds = {}
    for tensor in network.inputs:
        dims = [batch if i == 0 and size is None else (6 if size is None else size) for i, size in enumerate(tensor.shape)]
        name = tensor.name
        if tensor.dtype.startswith("float"):
            feeds[name] = random.normal(size=dims).astype(tensor.dtype)
        else:
            feeds[name] = random.integers(0, 5, size=dims).astype(tensor.dtype)
    return feeds


def check(path):
    network = keras.models.load_model(path, compile=False)
    with tempfile.TemporaryDirectory() as folder:
        dumped = os.path.join(folder, "graph.json")
        script = os.path.join(ROOT, "dist", "test", "keras", "dump_graph.js")
        subprocess.run(["node", script, path, dumped], check=True)
        with open(dumped) as file:
            model = json.load(file)
    feeds = inputs_for(network)
    expected = network(list(feeds.values()) if len(feeds) > 1 else next(iter(feeds.values())), training=False)
    flat = [np.asarray(value) for value in tf.nest.flatten(expected)]
    got = run(model, dict(zip(model["inputs"], feeds.values())))
    assert len(flat) == len(got), (len(flat), list(got))
    worst = 0.0
    for name, want in zip(model["outputs"], flat):
        assert got[name].shape == want.shape, (path, name, got[name].shape, want.shape)
        declared = model["outputs"][name]["shape"]
        assert all(a in (-1, b) for a, b in zip(declared, want.shape)), (path, name, declared, want.shape)
        scale = max(1.0, float(np.max(np.abs(want), initial=0)))
        difference = float(np.max(np.abs(got[name] - want), initial=0)) / scale
        if difference > 1e-5:
            print(f"   {name}: {difference:.3g}")
        worst = max(worst, difference)
    print(f"{path}: {len(flat)} outputs, {len(model['nodes'])} nodes, largest difference {worst:.3g}", flush=True)
    return worst < 1e-4


if __name__ == "__main__":
    results = []
    for path in sys.argv[1:]:
        try:
            results.append(check(path))
        except Exception as error:  # one broken model must not hide the others
            print(f"{path}: {type(error).__name__}: {str(error)[:1500]}", flush=True)
            results.append(False)
    sys.exit(0 if all(results) else 1)
