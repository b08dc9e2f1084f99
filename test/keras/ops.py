"""Builds the networks of modules that netspec generated, and compares what they compute.

The argument is a JSON file with a list of cases. Prints for each what its outputs are. On torch, which compiles nothing,
also whether the network that was saved and loaded has the same, and which weights have no gradient.
"""

import json
import os
import sys
import tempfile
import traceback

import keras
import numpy as np

on_torch = keras.backend.backend() == "torch"


def tensor(given):
    return np.array(given["data"], dtype=given.get("dtype", "float32")).reshape(given["shape"])


def values(outputs):
    return {
        name: {"shape": list(output.shape), "data": output.ravel().tolist()}
        for name, output in outputs.items()
    }


def without_gradient(model, inputs):
    """The trainable weights that a step of training does not reach."""
    outputs = model(inputs, training=True)
    loss = sum(keras.ops.mean(keras.ops.square(keras.ops.cast(one, "float32"))) for one in outputs.values())
    if model.trainable_weights:
        loss.backward()
    return [one.path for one in model.trainable_weights if one.value.grad is None]


def run(case, folder):
    path = os.path.join(folder, "module.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(case["code"])
    module = {"__name__": "module"}
    exec(compile(case["code"], path, "exec"), module)
    inputs = {name: tensor(one) for name, one in case["inputs"].items()}
    model = module[case["factory"]]()
    module["load_weights"](model, {name: tensor(one) for name, one in case["weights"].items()})
    outputs = model.predict_on_batch(inputs)
    found = {"outputs": values(outputs)}
    if not on_torch:
        return found
    saved = os.path.join(folder, "model.keras")
    model.save(saved)
    again = keras.saving.load_model(saved)
    reloaded = again.predict_on_batch(inputs)
    found["saved"] = {
        name: bool(np.array_equal(one, reloaded[name], equal_nan=True)) for name, one in outputs.items()
    }
    found["names"] = sorted(module["read_weights"](again)) == sorted(case["weights"])
    found["without_gradient"] = without_gradient(model, inputs)
    return found


with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
results = []
for case in cases:
    with tempfile.TemporaryDirectory() as folder:
        try:
            results.append(run(case, folder))
        except Exception:
            results.append({"error": traceback.format_exc()})
    keras.backend.clear_session()
print(json.dumps(results))
