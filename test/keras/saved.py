"""Saves networks of modules that netspec generated, or loads them in another process.

The argument is a JSON file: `folder`, and a list of `cases` with `name` and `factory`. The folder has NAME.py and
NAME.npz, with the values of inputs and weights. The first run writes NAME.keras and the outputs; the second one prints
which networks have other outputs, and which weights have lost their names.
"""

import json
import os
import sys

import keras
import numpy as np

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)


def outputs_of(model, values):
    inputs = [values[f"input/{one.name}"].astype(one.dtype) for one in model.inputs]
    return {name: keras.ops.convert_to_numpy(one) for name, one in model(inputs).items()}


def changed_by_loading(case):
    """What the network has not in common with the one that was saved; the first run saves it."""
    stem = os.path.join(given["folder"], case["name"])
    with open(f"{stem}.py", encoding="utf-8") as file:
        module = {"__name__": case["name"]}
        exec(compile(file.read(), f"{stem}.py", "exec"), module)
    values = np.load(f"{stem}.npz")
    weights = {name: values[name] for name in values.files if not name.startswith("input/")}
    if not os.path.exists(f"{stem}.keras"):
        model = module[case["factory"]]()
        module["load_weights"](model, weights)
        np.savez(f"{stem}.outputs.npz", **outputs_of(model, values))
        model.save(f"{stem}.keras")
        return []
    model = keras.saving.load_model(f"{stem}.keras")
    saved = np.load(f"{stem}.outputs.npz")
    outputs = outputs_of(model, values)
    wrong = [name for name in saved.files if not np.array_equal(saved[name], outputs[name])]
    read = module["read_weights"](model)
    return wrong + [name for name in weights if name not in read or not np.array_equal(read[name], weights[name])]


changed = {}
for case in given["cases"]:
    changed[case["name"]] = changed_by_loading(case)
    keras.backend.clear_session()
print(json.dumps(changed))
