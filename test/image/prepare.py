"""Images as TensorFlow Lite's evaluation tasks prepare them, by TensorFlow's own code."""

import numpy as np
import tensorflow as tf


def decode(content):
    return tf.io.decode_jpeg(content, channels=3, dct_method="INTEGER_ACCURATE").numpy()


def half_up(value):
    return int(np.floor(np.float64(value) + 0.5))


def central_square(image, fraction):
    height, width = image.shape[:2]
    size = min(half_up(np.float32(fraction) * np.float32(height)), half_up(np.float32(fraction) * np.float32(width)))
    top, left = half_up((height - size) / 2), half_up((width - size) / 2)
    return image[top : top + size, left : left + size]


def resize(image, height, width):
    class Resize(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((1, *image.shape), tf.float32)])
        def run(self, x):
            return tf.raw_ops.ResizeBilinear(images=x, size=[height, width], align_corners=False, half_pixel_centers=False)

    module = Resize()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([module.run.get_concrete_function()], module)
    reference = tf.lite.experimental.OpResolverType.BUILTIN_REF
    return run(tf.lite.Interpreter(model_content=converter.convert(), experimental_op_resolver_type=reference), image.astype(np.float32))


def run(interpreter, image):
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image[None])
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]


def prepare(image, height, width):
    resized = resize(central_square(image, 0.875), height, width)
    return ((resized - np.float32(127.5)) * np.float32(1 / 127.5)).astype(np.float32), resized.astype(np.uint8)
