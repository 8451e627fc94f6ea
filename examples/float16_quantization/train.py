"""Trains the digit classifier of this example: python train.py

Needs tensorflow and scikit-learn. Writes digits.tflite, and the digits it has not seen as inputs/test.npy and expected/test.npy.
"""

import pathlib

import keras
import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).parent
TEST = 500

keras.utils.set_random_seed(1)
digits = load_digits()
images = (digits.images[..., None] / 16).astype(np.float32)
labels = digits.target.astype(np.int32)
order = np.random.default_rng(1).permutation(len(images))
seen, unseen = order[TEST:], order[:TEST]

model = keras.Sequential(
    [
        keras.layers.InputLayer(shape=(8, 8, 1), name="digit"),
        keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax", name="probabilities"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images[seen], labels[seen], epochs=12, batch_size=32, verbose=2)
print("unseen:", model.evaluate(images[unseen], labels[unseen], verbose=0))

converter = tf.lite.TFLiteConverter.from_keras_model(model)
(HERE / "digits.tflite").write_bytes(converter.convert())
for folder, array in [("inputs", images[unseen]), ("expected", labels[unseen])]:
    (HERE / folder).mkdir(exist_ok=True)
    np.save(HERE / folder / "test.npy", array)
