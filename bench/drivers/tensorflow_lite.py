"""Tries or times the native TensorFlow Lite, with XNNPACK, on one model in this fresh process.

    python bench/drivers/tensorflow_lite.py THREADS REQUEST

REQUEST is what bench/child.ts is asked, and the last line printed is what it would answer: bench/trials/inference.ts.
"""

import json
import os
import re
import resource
import sys
from time import perf_counter

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


class Absent(Exception):
    pass


def load_runtime():
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        try:
            # Its submodules are attributes that load when they are asked for.
            import tensorflow

            Interpreter = tensorflow.lite.Interpreter
        except ImportError:
            raise Absent("this Python has neither ai_edge_litert nor tensorflow (see HALFLITE_BENCH_PYTHON)")
    return Interpreter


def load_model(runtime, file, threads):
    interpreter = runtime(model_path=file, num_threads=threads)
    interpreter.allocate_tensors()
    return interpreter


def imul(a, b):
    return a * b & 0xFFFFFFFF


def uniform(count, state):
    """The numbers of mulberry32 in test/runtime/inputs.ts, all at once."""
    import numpy as np

    a = (state + 0x6D2B79F5 * np.arange(1, count + 1, dtype=np.uint64)) & 0xFFFFFFFF
    t = imul(a ^ (a >> 15), a | 1)
    t = ((t + imul(t ^ (t >> 7), t | 61)) & 0xFFFFFFFF) ^ t
    return (t ^ (t >> 14)) / 2**32


def generated_input(detail, position):
    import numpy as np

    shape = detail["shape"]
    numbers = uniform(int(np.prod(shape)), (1 + position * 0x9E3779B9) % 2**32).reshape(shape)
    if detail["dtype"] == np.float32:
        return (-1 + 2 * numbers).astype(np.float32)
    if detail["dtype"] == np.uint8:
        return np.floor(256 * numbers).astype(np.uint8)
    raise Absent(f"its driver cannot generate an input of {np.dtype(detail['dtype'])}")


def runner(interpreter):
    """A run as the other drivers do it: from arrays of inputs to arrays of outputs that are the caller's."""
    details = interpreter.get_input_details()
    inputs = [(detail["index"], generated_input(detail, i)) for i, detail in enumerate(details)]
    outputs = [detail["index"] for detail in interpreter.get_output_details()]

    def run():
        for index, array in inputs:
            interpreter.set_tensor(index, array)
        interpreter.invoke()
        return [interpreter.get_tensor(index) for index in outputs]

    return run


def check(request, threads):
    run = runner(load_model(load_runtime(), request["file"], threads))
    return {"outputs": [output.flatten().tolist() for output in run()]}


def measure(request, threads):
    begun = perf_counter()
    runtime = load_runtime()
    started = perf_counter()
    interpreter = load_model(runtime, request["file"], threads)
    loaded = perf_counter()
    run = runner(interpreter)

    def time():
        start = perf_counter()
        run()
        return (perf_counter() - start) * 1000

    first = time()
    repeats = request["repeats"]
    repeat(time, request["budgetMs"] * repeats["warmUp"], 0, repeats["most"])
    milliseconds = repeat(time, request["budgetMs"], repeats["fewest"], repeats["most"])
    return {
        "start": (started - begun) * 1000,
        "load": (loaded - started) * 1000,
        "first": first,
        "milliseconds": milliseconds,
        "residentBytes": peak_resident_bytes(),
    }


def repeat(time, budget, fewest, most):
    times = []
    while len(times) < fewest or (sum(times) < budget and len(times) < most):
        times.append(time())
    return times


def peak_resident_bytes():
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def answer(threads, request):
    try:
        return {"check": check, "measure": measure}[request["task"]](request, threads)
    except (Absent, RuntimeError, ValueError) as error:
        return {"absent": str(error).splitlines()[0].rstrip(".")}


print(json.dumps(answer(int(sys.argv[1]), json.loads(sys.argv[2]))))
