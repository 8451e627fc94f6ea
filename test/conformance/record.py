"""Records what TensorFlow Lite makes of the conformance cases.

    node dist/test/conformance/export_cases.js DIR
    python test/conformance/record.py DIR [--all] [FAMILY ...]

Needs TensorFlow 2.21; the tests need only what this writes: golden/FAMILY.json. Cases whose digest is recorded already are
kept, unless --all is given or the TensorFlow is another one. The reference kernels execute a model; where they are not
registered for its operators, or where the case asks for it, the ordinary builtin kernels do, without XNNPACK, and the case says "kernels": "builtin".
Every case is executed twice, on memory that malloc (glibc's) fills with two different bytes: where the outputs differ, they
follow from memory that nothing wrote to, and the case is recorded as refused at the step "undefined".
"""

import base64
import ctypes
import json
import os
import pickle
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

GOLDEN = Path(__file__).parent / "golden"
# Of glibc's mallopt: what new memory is filled with.
M_PERTURB = -6
RESOLVER = tf.lite.experimental.OpResolverType
NUMPY = {
    "FLOAT32": np.float32, "FLOAT16": np.float16, "FLOAT64": np.float64, "BOOL": np.bool_,
    "INT8": np.int8, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64,
    "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64,
    "COMPLEX64": np.complex64, "COMPLEX128": np.complex128,
}  # fmt: skip
NAMES = {np.dtype(kind): name for name, kind in NUMPY.items()}


def array_of(tensor):
    shape = tensor["shape"]
    if tensor["dtype"] == "STRING":
        strings = [base64.b64decode(text) for text in tensor["data"]]
        # The interpreter takes a scalar of objects for a pointer.
        return np.array(strings, dtype=object).reshape(shape) if shape else np.array(strings[0])
    kind = NUMPY[tensor["dtype"]]
    return np.frombuffer(base64.b64decode(tensor["data"]), dtype=kind).reshape(shape)


def encoded(array):
    if array.dtype == object:
        strings = [base64.b64encode(text).decode() for text in array.flatten()]
        return {"dtype": "STRING", "shape": list(array.shape), "data": strings}
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    name = NAMES.get(array.dtype, array.dtype.name.upper())
    return {"dtype": name, "shape": list(array.shape), "data": data}


def output_of(interpreter, index):
    detail = interpreter._get_tensor_details(index, 0)
    shape, kind = tuple(int(size) for size in detail["shape"]), detail["dtype"]
    if 0 in shape:
        return np.zeros(shape, dtype=object if kind in (np.bytes_, np.object_, bytes) else kind)
    # A rank of 0 comes as a numpy scalar.
    array = np.asarray(interpreter.get_tensor(index))
    return array.astype(object) if array.dtype.kind == "S" else array


def execute(model, runs, resolver):
    step = "load"
    try:
        interpreter = tf.lite.Interpreter(
            model_content=model, experimental_op_resolver_type=resolver, num_threads=1
        )
        indices = [detail["index"] for detail in interpreter.get_input_details()]
        results = []
        for number, run in enumerate(runs):
            step = "allocate"
            arrays = [array_of(tensor) for tensor in run]
            if number == 0:
                for index, array in zip(indices, arrays):
                    if tuple(interpreter._get_tensor_details(index, 0)["shape"]) != array.shape:
                        interpreter.resize_tensor_input(index, array.shape)
                interpreter.allocate_tensors()
            for index, array in zip(indices, arrays):
                if array.size > 0:
                    interpreter.set_tensor(index, array)
            step = "invoke"
            interpreter.invoke()
            outputs = [detail["index"] for detail in interpreter.get_output_details()]
            results.append([encoded(output_of(interpreter, index)) for index in outputs])
        return {"runs": results}
    except (RuntimeError, ValueError) as error:
        return {"refused": step, "message": str(error)}


def record(model, runs, kernels):
    if kernels == "reference":
        reference = execute(model, runs, RESOLVER.BUILTIN_REF)
        if "Didn't find op" not in reference.get("message", ""):
            return reference
    builtin = execute(model, runs, RESOLVER.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    return {"kernels": "builtin", **builtin}


def survived(case, fill):
    """In a process of its own: some models end the one that runs them. New memory holds the byte `fill`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        ctypes.CDLL(None).mallopt(M_PERTURB, fill)
        with os.fdopen(writer, "wb") as pipe:
            try:
                result = record(base64.b64decode(case["model"]), case["runs"], case["kernels"])
            except Exception as error:
                result = {"failed": repr(error)}
            pickle.dump(result, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if not data:
        return {"refused": "crash", "message": f"signal {os.WTERMSIG(status)}"}
    return pickle.loads(data)


def answer_to(case):
    first, second = survived(case, 0x55), survived(case, 0xAA)
    if first.get("runs") == second.get("runs"):
        return first
    return {"refused": "undefined", "message": "depends on memory that nothing wrote to"}


def record_family(family, cases, again):
    file = GOLDEN / f"{family}.json"
    old = json.loads(file.read_text()) if file.exists() else {"tensorflow": None, "cases": {}}
    if old["tensorflow"] != tf.__version__ or again:
        old["cases"] = {}
    lines, refused = [], 0
    for case in cases:
        name, digest = case["name"], case["digest"]
        result = old["cases"].get(name)
        if not result or result["digest"] != digest:
            result = {"digest": digest, **answer_to(case)}
            if "failed" in result:
                print(f"FAILED  {name}: {result['failed']}")
                continue
            if "refused" in result:
                message = " ".join(result.pop("message").split())
                print(f"{result['refused']:8} {name}: {message[-160:]}")
        refused += "refused" in result
        lines.append(f"    {json.dumps(name)}: {json.dumps(result, separators=(',', ':'))}")
    version = json.dumps(tf.__version__)
    file.write_text('{\n  "tensorflow": %s,\n  "cases": {\n%s\n  }\n}\n' % (version, ",\n".join(lines)))
    print(f"{family}: {len(lines)} cases, {refused} refused, {file.stat().st_size / 1024:.0f} KiB")


def main():
    folder, *rest = sys.argv[1:]
    wanted = [name for name in rest if not name.startswith("--")]
    GOLDEN.mkdir(exist_ok=True)
    for path in sorted(Path(folder).glob("*.json")):
        if not wanted or path.stem in wanted:
            record_family(path.stem, json.loads(path.read_text()), "--all" in rest)


main()
