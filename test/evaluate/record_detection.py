"""Records what TensorFlow Lite and pycocotools make of images: python test/evaluate/record_detection.py SHARED

Needs tensorflow and pycocotools; SHARED is the folder of shared models and data. Writes test/evaluate/coco_tiny.json: pycocotools' figures of the
detections of TensorFlow Lite's reference kernels.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "image"))

from prepare import decode, resize  # noqa: E402


def detections_of(interpreter, image, image_id):
    details = interpreter.get_input_details()[0]
    _, height, width, _ = details["shape"]
    resized = resize(image, height, width)
    if details["dtype"] == np.uint8:
        prepared = resized.astype(np.uint8)
    else:
        prepared = ((resized - np.float32(127.5)) * np.float32(1 / 127.5)).astype(np.float32)
    interpreter.set_tensor(details["index"], prepared[None])
    interpreter.invoke()
    boxes, classes, scores, count = [interpreter.get_tensor(output["index"])[0] for output in interpreter.get_output_details()]
    scale = np.array(image.shape[:2] * 2)
    found = []
    for i in range(int(count)):
        top, left, bottom, right = (boxes[i].astype(np.float64) * scale).tolist()
        found.append({"image_id": image_id, "category_id": int(classes[i]) + 1, "bbox": [left, top, right - left, bottom - top], "score": float(scores[i])})
    return found


def figures_of(truth, results):
    evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    names = ["ap", "ap50", "ap75", "apSmall", "apMedium", "apLarge", "ar1", "ar10", "ar100", "arSmall", "arMedium", "arLarge"]
    return dict(zip(names, map(float, evaluation.stats)))


shared = pathlib.Path(sys.argv[1])
folder = shared / "data" / "coco_tiny"
truth = COCO(str(folder / "instances.json"))
recorded = {}
for name in ["ssd_mobilenet_v1_0.75_coco", "coco_ssd_mobilenet_v1_uint8"]:
    interpreter = tf.lite.Interpreter(
        str(shared / "models" / f"{name}.tflite"), experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF
    )
    interpreter.allocate_tensors()
    results = []
    for image in truth.dataset["images"]:
        results += detections_of(interpreter, decode((folder / "images" / image["file_name"]).read_bytes()), image["id"])
    recorded[name] = figures_of(truth, results)
(HERE / "coco_tiny.json").write_text(json.dumps(recorded, indent=2) + "\n")
