"""Compares specs/bilstm-imdb.yaml with Keras's example bidirectional_lstm_imdb, with random weights.

    npm run build && venv/bin/python test/equality/bilstm-imdb.py

Needs keras and jax in venv. The weights are carried over by maps/keras-bilstm-imdb.yaml. Prints the largest difference
of each engine, and exits with 1 if one is above 1e-4.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras
import numpy as np

root = pathlib.Path(__file__).parents[2]
random = np.random.default_rng(1)
layers = keras.layers


def example():
    inputs = keras.Input(shape=(None,), dtype="int32")
    x = layers.Embedding(20000, 128)(inputs)
    x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(x)
    x = layers.Bidirectional(layers.LSTM(64))(x)
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))


def difference(expected, backend, folder):
    output = folder / f"{backend}.npy"
    spec = root / "specs/bilstm-imdb.yaml"
    given = ["--weights", folder / "weights.npz", "--map", "keras-bilstm-imdb", "--input", folder / "tokens.npy"]
    command = ["node", root / "dist/cli/main.cjs", "run", spec, *given, "--backend", backend, "--output", output]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return np.abs(np.load(output) - expected).max()


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    model = example()
    # Larger than initial ones, so that the outputs of reviews differ by more than 1e-4.
    model.set_weights([random.normal(0, 0.3, weight.shape).astype(np.float32) for weight in model.weights])
    np.savez(folder / "weights.npz", **{weight.path: weight.numpy() for weight in model.weights})
    tokens = random.integers(0, 20000, (4, 200)).astype(np.int32)
    np.save(folder / "tokens.npy", tokens)
    expected = np.asarray(model(tokens))
    print("outputs", expected.ravel())
    differences = {backend: difference(expected, backend, folder) for backend in sys.argv[1:] or ["onnx", "tensorflow", "wasm"]}
    for backend, most in differences.items():
        print(f"{backend}: {most:.2g}")
    sys.exit(int(max(differences.values()) > 1e-4))
