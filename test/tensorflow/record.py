"""Makes the fixtures of the tests of TensorFlow's files, and records what TensorFlow itself reads from SavedModels.

    python test/tensorflow/record.py [SAVED_MODELS]

Needs TensorFlow 2.21; the tests need only what this writes: test/fixtures/tensorflow/*, and recorded.json with, for each
model, what its variables hold (by the node that makes them, as a session reads them after loading), and what its constants
and nodes are. SAVED_MODELS is the folder of real models beside the checkout; without it, what is recorded of those is kept.
"""

import base64
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from tensorflow.core.protobuf import saved_model_pb2

v1 = tf.compat.v1
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "tensorflow"
RECORDED = FIXTURES / "recorded.json"
SHARED = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
SAMPLES = 3


# Fixtures


class Small(tf.Module):
    """Variables and constants of many types, an asset, and a variable that no signature reaches."""

    def __init__(self, asset):
        random = np.random.default_rng(1)
        self.kernel = tf.Variable(random.normal(size=(5, 3)).astype(np.float32), name="dense/kernel")
        self.layers = [tf.Variable(random.normal(size=(4,)).astype(np.float32), name="layer") for _ in range(12)]
        self.half = tf.Variable(np.float16([1.5, -2, 65504]), name="half")
        self.brain = tf.Variable(tf.constant([1.5, -3.0], tf.bfloat16), name="brain")
        self.long = tf.Variable(np.int64([2**53 + 1, -5]), name="long")
        self.flag = tf.Variable([True, False, True], name="flag")
        self.words = tf.Variable(["one", "", "drei ÄÖÜ"], name="words")
        self.scalar = tf.Variable(3, name="scalar", dtype=tf.int32)
        self.complex = tf.Variable(np.complex64([1 + 2j]), name="complex")
        self.empty = tf.Variable(np.zeros((0, 4), np.float32), name="empty")
        self.unused = tf.Variable([9.0], name="unused")
        self.asset = tf.saved_model.Asset(str(asset))

    @tf.function(input_signature=[tf.TensorSpec([None, 5], tf.float32, "x")])
    def serve(self, x):
        y = tf.matmul(x, self.kernel) * tf.cast(self.scalar, tf.float32)
        y += tf.cast(tf.reduce_sum(tf.concat([v for v in self.layers], 0)), tf.float32)
        y += tf.cast(tf.reduce_sum(self.half), tf.float32) + tf.cast(tf.reduce_sum(self.brain), tf.float32)
        y += tf.cast(tf.reduce_sum(self.long), tf.float32) + tf.cast(tf.size(self.words), tf.float32)
        y += tf.cast(tf.reduce_any(self.flag), tf.float32) + tf.math.real(self.complex[0]) + tf.reduce_sum(self.empty)
        for constant in constants():
            y += tf.cast(tf.size(constant), tf.float32)
        return {"y": y}


def constants():
    """Values that TensorFlow keeps in different fields of a TensorProto."""
    ones = lambda dtype: tf.ones([2, 3], dtype)
    return [
        *[ones(t) for t in (tf.float16, tf.bfloat16, tf.float64, tf.int8, tf.uint8, tf.int16, tf.uint16, tf.uint32)],
        *[ones(t) for t in (tf.int64, tf.uint64, tf.complex64, tf.complex128, tf.bool)],
        tf.zeros([2, 2]),
        tf.constant([1, 2, 3, 3, 3, 3, 3, 3], tf.int32),
        tf.constant(np.arange(40, dtype=np.float32)),
        tf.constant(-(2**62), tf.int64),
        tf.constant(["a", "bc", "bc", "bc"]),
        tf.constant([], tf.float32),
        tf.constant([1 + 2j, 3 - 4j], tf.complex64),
        tf.constant([-1.5, 2.5, 2.5, 2.5], tf.float16),
        tf.constant([True, False, False, False]),
    ]


def make_small(folder):
    asset = folder.parent / "vocabulary.txt"
    asset.write_text("a\nb\n")
    model = Small(asset)
    tf.saved_model.save(model, folder, signatures={"serving_default": model.serve, "other": model.serve})
    asset.unlink()


def make_partitioned(folder):
    """TensorFlow 1: variables in parts, along both dimensions, and plain ones."""
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, 10], "x")
        cut = v1.fixed_size_partitioner
        w = v1.get_variable("w", [10, 4], partitioner=cut(3, 0), use_resource=False, initializer=v1.glorot_normal_initializer(1))
        c = v1.get_variable("c", [4, 7], partitioner=cut(2, 1), use_resource=True, initializer=v1.glorot_normal_initializer(2))
        b = v1.get_variable("b", [7], use_resource=False, initializer=v1.random_normal_initializer(seed=3))
        y = tf.add(tf.matmul(tf.matmul(x, w), tf.convert_to_tensor(c)), b, name="y")
        session.run(v1.global_variables_initializer())
        v1.saved_model.simple_save(session, str(folder), {"x": x}, {"y": y})


def make_tagged(folder):
    """TensorFlow 1: two graphs, the second with other tags, and resource variables."""
    builder = v1.saved_model.Builder(str(folder))
    for number, tags in enumerate((["serve"], ["serve", "gpu"])):
        with v1.Graph().as_default(), v1.Session() as session:
            x = v1.placeholder(tf.float32, [None, 2 + number], "x")
            w = v1.get_variable("w", [2], use_resource=True, initializer=v1.constant_initializer([1.0, 2.0]))
            y = tf.identity(tf.reduce_sum(x) * w, name="y")
            session.run(v1.global_variables_initializer())
            signature = v1.saved_model.predict_signature_def({"x": x}, {"y": y})
            if number == 0:
                # The graph has the path as it is given: a relative one, so that it is the same everywhere.
                os.chdir(folder.parent)
                asset = Path("words.txt")
                asset.write_text("a\n")
                v1.add_to_collection(v1.GraphKeys.ASSET_FILEPATHS, tf.constant(str(asset), name="asset"))
                assets = v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS)
                builder.add_meta_graph_and_variables(
                    session, tags, {"serving_default": signature}, assets_collection=assets
                )
                asset.unlink()
            else:
                builder.add_meta_graph(tags, {"serving_default": signature})
    builder.save()


def make_frozen(folder):
    """A SavedModel without variables."""
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [1, 3], "x")
        y = tf.matmul(x, tf.constant(np.arange(6, dtype=np.float32).reshape(3, 2)), name="y")
        v1.saved_model.simple_save(session, str(folder), {"x": x}, {"y": y})
    shutil.rmtree(folder / "variables", ignore_errors=True)


class Layer(tf.Module):
    def __init__(self, size):
        super().__init__(f"layer_{size}")
        random = np.random.default_rng(size)
        with self.name_scope:
            self.kernel = tf.Variable(random.normal(size=(size, size)).astype(np.float32), name="kernel")


class Objects(tf.Module):
    """Objects in objects, whose variables have names of their own."""

    def __init__(self):
        self.layers = [Layer(2), Layer(3)]
        self.bias = tf.Variable([1.0, 2.0], name="bias")

    @tf.function(input_signature=[tf.TensorSpec([2], tf.float32, "x")])
    def serve(self, x):
        return x + self.bias + sum(tf.reduce_sum(layer.kernel) for layer in self.layers)


def make_objects(folder):
    model = Objects()
    tf.saved_model.save(model, folder, signatures=model.serve)


def make_graph_model(folder):
    """A graph model as the converter of TensorFlow.js writes it: protobuf's JSON, and large constants in a file of their own."""
    with v1.Graph().as_default() as graph:
        x = v1.placeholder(tf.float32, [None, 5], "x")
        w = tf.constant(np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32), name="w")
        tf.matmul(x, w, name="y")
        constants()
        definition = graph.as_graph_def()
    nodes = json_format.MessageToDict(definition)
    [node] = [node for node in nodes["node"] if node["name"] == "w"]
    folder.mkdir()
    (folder / "group1-shard1of1.bin").write_bytes(base64.b64decode(node["attr"]["value"]["tensor"].pop("tensorContent")))
    weights = [{"name": "w", "shape": [5, 3], "dtype": "float32"}]
    manifest = [{"paths": ["group1-shard1of1.bin"], "weights": weights}]
    model = {"format": "graph-model", "modelTopology": nodes, "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(model))
    return definition


MAKERS = {"objects": make_objects, "small": make_small, "partitioned": make_partitioned, "tagged": make_tagged, "frozen": make_frozen}


# What older TensorFlows write: blocks of the index compressed by snappy


def number(data, at):
    """A varint and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def varint(value):
    return bytes([value & 127 | 128]) + varint(value >> 7) if value > 127 else bytes([value])


def field(data, wanted):
    """The first field of bytes with a number, of a message of protobuf that begins with fields of bytes."""
    at = 0
    while True:
        tag, at = number(data, at)
        size, at = number(data, at)
        if tag == wanted << 3 | 2:
            return data[at : at + size]
        at += size


def snappy(data):
    """TensorFlow compresses elements of datasets by snappy; they are in the metadata of a variant."""
    element = tf.raw_ops.CompressElement(components=[tf.constant(np.frombuffer(data, np.uint8))])
    content = tf.make_tensor_proto(0).FromString(tf.io.serialize_tensor(element).numpy()).tensor_content
    size, at = number(content, 0)
    return field(field(content[at : at + size], 2), 1)


def masked_crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def make_snappy(index, sink):
    """The same table with every block compressed."""
    data = index.read_bytes()
    table = b""

    def add(block):
        nonlocal table
        block = snappy(block) + bytes([1])
        handle = varint(len(table)) + varint(len(block) - 1)
        table += block + masked_crc32c(block).to_bytes(4, "little")
        return handle

    numbers, at = [], len(data) - 48
    for _ in range(4):
        value, at = number(data, at)
        numbers.append(value)
    meta, meta_size, at, size = numbers
    entries, blocks = data[at : at + size - 8], []
    assert data[at + size - 4 : at + size] == (1).to_bytes(4, "little")
    at = 0
    while at < len(entries):
        shared, at = number(entries, at)
        own, at = number(entries, at)
        length, at = number(entries, at)
        key, handle, at = entries[at : at + own], entries[at + own : at + own + length], at + own + length
        begin, end = number(handle, 0)
        block = add(data[begin : begin + number(handle, end)[0]])
        blocks.append(varint(shared) + varint(own) + varint(len(block)) + key + block)
    handles = add(data[meta : meta + meta_size])
    handles += add(b"".join(blocks) + bytes(4) + (1).to_bytes(4, "little"))
    sink.write_bytes(table + handles.ljust(40, bytes(1)) + data[-8:])


# What TensorFlow reads


def name_of(dtype):
    return tf.as_dtype(dtype).base_dtype.name.upper()


def line(name, dtype, value):
    """What is recorded of a tensor; strings are hashed with their lengths."""
    value = np.asarray(value)
    if dtype == "STRING":
        parts = [text if isinstance(text, bytes) else str(text).encode() for text in value.flatten()]
        data = b"".join(len(part).to_bytes(4, "little") + part for part in parts)
    else:
        data = np.ascontiguousarray(value).tobytes()
    return f"{name} {dtype} [{','.join(map(str, value.shape))}] {hashlib.sha256(data).hexdigest()[:16]}"


def summary(lines):
    lines = sorted(lines)
    return {"count": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(), "samples": lines[:SAMPLES]}


def variables_of(folder, tags):
    """A session adds what a graph gained between two runs, so everything is added before the first."""
    raw = tf.raw_ops
    with v1.Graph().as_default() as graph, v1.Session() as session:
        v1.saved_model.load(session, tags, str(folder))
        handles = [op for op in graph.get_operations() if op.type == "VarHandleOp"]
        holders = [op for op in graph.get_operations() if op.type in ("VariableV2", "Variable")]
        there = [raw.VarIsInitializedOp(resource=op.outputs[0]) for op in handles]
        reads = [raw.ReadVariableOp(resource=op.outputs[0], dtype=op.get_attr("dtype")) for op in handles]
        filled = [(op, read) for op, read, is_there in zip(handles, reads, session.run(there)) if is_there]
        filled += [(op, op.outputs[0]) for op in holders]
        values = session.run([read for _, read in filled])
        lines = [line(op.name, name_of(op.get_attr("dtype")), value) for (op, _), value in zip(filled, values)]
        # The path of an asset is a variable that no checkpoint has.
        assets = [str(path).encode() for path in (folder / "assets").glob("*")]
        return [text for text, value in zip(lines, values) if not (isinstance(value, bytes) and value in assets)]


def graph_of(folder, tags):
    model = saved_model_pb2.SavedModel.FromString((folder / "saved_model.pb").read_bytes())
    [meta] = [one for one in model.meta_graphs if set(one.meta_info_def.tags) == set(tags)]
    signatures = {
        key: {side: {k: v.name for k, v in getattr(s, side).items()} for side in ("inputs", "outputs")}
        for key, s in meta.signature_def.items()
        if not key.startswith("__saved_model")
    }
    return {**contents_of(meta.graph_def), "signatures": signatures}


def contents_of(graph):
    bodies = [("", graph.node), *[(f.signature.name, f.node_def) for f in graph.library.function]]
    constants, nodes = [], []
    for owner, body in bodies:
        for node in body:
            place = f"{owner}/{node.name}"
            nodes.append(f"{place} {node.op} {','.join(node.input)}")
            if node.op == "Const":
                tensor = node.attr["value"].tensor
                constants.append(line(place, name_of(tensor.dtype), tf.make_ndarray(tensor)))
    return {"constants": summary(constants), "nodes": summary(nodes)}


def record(folder, tags=("serve",)):
    return {"variables": summary(variables_of(folder, list(tags))), **graph_of(folder, tags)}


def main():
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {"shared": {}}
    recorded["fixtures"] = {}
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        folder = FIXTURES / name
        shutil.rmtree(folder, ignore_errors=True)
        make(folder)
        (folder / "fingerprint.pb").unlink(missing_ok=True)
        recorded["fixtures"][name] = record(folder)
    shutil.rmtree(FIXTURES / "graph_model", ignore_errors=True)
    recorded["graph_model"] = contents_of(make_graph_model(FIXTURES / "graph_model"))
    make_snappy(FIXTURES / "small" / "variables" / "variables.index", FIXTURES / "snappy.index")
    if SHARED:
        folders = {f.parent.relative_to(SHARED).as_posix(): f.parent for f in sorted(SHARED.rglob("saved_model.pb"))}
        recorded["shared"] = {name: record(folder) for name, folder in folders.items()}
    RECORDED.write_text(json.dumps(recorded, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


main()
