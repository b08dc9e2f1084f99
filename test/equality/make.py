"""Saves a network of a Python library with random weights, a random input, and what the library computes for it.

    python test/equality/make.py shufflenet-v2 FOLDER

writes FOLDER/weights.safetensors with the names of the library, FOLDER/input.npz and FOLDER/output.npz with the names
of the spec, channels last. Without arguments, it prints the networks whose libraries are installed.
"""

import importlib.util
import json
import os
import pathlib
import sys

import numpy as np

random = np.random.default_rng(1)


def images(*size):
    return random.normal(size=(1, *size, 3)).astype(np.float32)


def randomize(model):
    """No moving statistic is 0 or 1, as they are at first, and no scale or bias."""
    import torch

    generator = torch.Generator().manual_seed(1)
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2.0, generator=generator)
        elif name.endswith("running_mean"):
            tensor.uniform_(-0.5, 0.5, generator=generator)
        elif tensor.is_floating_point() and tensor.ndim == 1:
            tensor.uniform_(0.5, 1.5, generator=generator)
            if name.endswith("bias"):
                tensor.sub_(1.0)
        elif tensor.is_floating_point():
            tensor.normal_(0, tensor[0].numel() ** -0.5, generator=generator)


def torchvision(name, size):
    """A network of torchvision that takes images and gives logits."""

    def make():
        import torch
        from torchvision import models

        with torch.inference_mode():
            model = getattr(models, name)().eval()
            randomize(model)
            x = images(size, size)
            logits = model(torch.from_numpy(x).permute(0, 3, 1, 2))
        return model.state_dict(), {"images": x}, {"logits": logits.numpy()}

    return make


def bilstm_imdb():
    """Keras's example bidirectional_lstm_imdb, whose weights are named by their paths."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    layers = keras.layers
    inputs = keras.Input(shape=(None,), dtype="int32")
    x = layers.Embedding(20000, 128)(inputs)
    x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(x)
    x = layers.Bidirectional(layers.LSTM(64))(x)
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    # Larger than at first, so that reviews differ.
    model.set_weights([random.normal(0, 0.3, weight.shape).astype(np.float32) for weight in model.weights])
    weights = {weight.path: np.asarray(weight.value) for weight in model.weights}
    tokens = random.integers(0, 20000, (4, 200)).astype(np.int32)
    return weights, {"tokens": tokens}, {"positive": np.asarray(model(tokens))}


def gpt2():
    """GPT2LMHeadModel of transformers, with its head tied to the embedding."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    with torch.inference_mode():
        model = GPT2LMHeadModel(GPT2Config()).eval()
        randomize(model)
        tokens = random.integers(0, 50257, (2, 12)).astype(np.int32)
        logits = model(torch.from_numpy(tokens).long()).logits
    # The head is the same tensor.
    weights = {name: value for name, value in model.state_dict().items() if name != "lm_head.weight"}
    return weights, {"tokens": tokens}, {"logits": logits.numpy()}


# By the name of the spec: the library, and a function that gives weights, inputs and outputs.
networks = {
    "bilstm-imdb": ("keras", bilstm_imdb),
    "gpt2": ("transformers", gpt2),
    "shufflenet-v2": ("torchvision", torchvision("shufflenet_v2_x1_0", 224)),
    "vit-b-16": ("torchvision", torchvision("vit_b_16", 224)),
}


def save(make, folder):
    from safetensors.numpy import save_file

    weights, inputs, outputs = make()
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value) for name, value in weights.items()}, folder / "weights.safetensors")
    np.savez(folder / "input.npz", **inputs)
    np.savez(folder / "output.npz", **outputs)


if len(sys.argv) > 1:
    save(networks[sys.argv[1]][1], pathlib.Path(sys.argv[2]))
else:
    needed = lambda library: all(importlib.util.find_spec(one) for one in (library, "safetensors"))
    print(json.dumps([name for name, (library, _) in networks.items() if needed(library)]))
