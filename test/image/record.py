"""Records what TensorFlow makes of images: python test/image/record.py [SHARED]

Needs tensorflow. Writes images of its own and what TensorFlow decodes and TensorFlow Lite's reference kernel resizes to
test/image/fixtures; with SHARED, the folder of shared data, also test/image/imagenet_sample.json: of each photograph the digest of the
input of a 224 x 224 float model, and the answers of TensorFlow Lite.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf

from prepare import decode, prepare, run

HERE = pathlib.Path(__file__).parent


def picture(height, width, channels, seed):
    """Waves and noise: edges, smooth places and colours."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    layers = [np.sin(x / (3 + c) + seed) * np.cos(y / (5 - c)) * 90 + 128 for c in range(channels)]
    return np.clip(np.stack(layers, -1) + random.normal(0, 12, (height, width, channels)), 0, 255).astype(np.uint8)


def fixtures():
    folder = HERE / "fixtures"
    folder.mkdir(exist_ok=True)
    for name, image, options in [
        ("colour_61x43", picture(43, 61, 3, 1), {}),
        ("grey_40x64", picture(64, 40, 1, 2), {"format": "grayscale"}),
        ("progressive_33x80", picture(80, 33, 3, 3), {"progressive": True, "chroma_downsampling": False}),
    ]:
        content = tf.io.encode_jpeg(image, quality=85, **options).numpy()
        (folder / f"{name}.jpg").write_bytes(content)
        decoded = decode(content)
        np.save(folder / f"{name}.decoded.npy", decoded)
        np.save(folder / f"{name}.prepared.npy", prepare(decoded, 15, 20)[0])


def photographs(shared):
    images = sorted((shared / "data" / "imagenet_sample").glob("*.JPEG"))
    # Integer models as the reference kernels have them: XNNPACK rounds otherwise.
    reference = tf.lite.experimental.OpResolverType.BUILTIN_REF
    names = ["mobilenet_v1_1.0_224", "mobilenet_v2_1.0_224_uint8"]
    models = {name: tf.lite.Interpreter(str(shared / "models" / f"{name}.tflite"), experimental_op_resolver_type=reference) for name in names}
    records = {}
    for image in images:
        real, stored = prepare(decode(image.read_bytes()), 224, 224)
        answers = {name: int(np.argmax(run(model, stored if "uint8" in name else real))) for name, model in models.items()}
        records[image.name] = {"prepared": hashlib.sha256(real.tobytes()).hexdigest(), **answers}
    (HERE / "imagenet_sample.json").write_text(json.dumps(records, indent=2) + "\n")


fixtures()
if len(sys.argv) > 1:
    photographs(pathlib.Path(sys.argv[1]))
