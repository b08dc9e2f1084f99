"""Runs networks of modules that netspec generated in float32 and in mixed precision, and trains the latter for a step.

The argument is a JSON file: `folder`, and a list of `cases` with `name` and `factory`. The folder has NAME.py and
NAME.npz, with the values of inputs and weights. Prints what each network computed.
"""

import json
import os
import sys
import warnings

import keras
import numpy as np

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)


def distance(some, others):
    """The largest difference of two sets of outputs, relative to the size of an output."""
    return max(float(np.linalg.norm(some[name] - one) / np.linalg.norm(one)) for name, one in others.items())


def compare(case):
    stem = os.path.join(given["folder"], case["name"])
    with open(f"{stem}.py", encoding="utf-8") as file:
        module = {"__name__": case["name"]}
        exec(compile(file.read(), f"{stem}.py", "exec"), module)
    values = np.load(f"{stem}.npz")
    weights = {name: values[name] for name in values.files if not name.startswith("input/")}

    def create(policy):
        keras.config.set_dtype_policy(policy)
        model = module[case["factory"]]()
        module["load_weights"](model, weights)
        inputs = {one.name: values[f"input/{one.name}"].astype(one.dtype) for one in model.inputs}
        inputs = inputs if isinstance(model.input, dict) else next(iter(inputs.values()))
        outputs = {name: keras.ops.convert_to_numpy(one) for name, one in model(inputs).items()}
        return model, inputs, outputs

    _, _, expected = create("float32")
    model, inputs, outputs = create("mixed_bfloat16")
    losses = {name: keras.losses.MeanSquaredError() for name in expected}
    # Compiling takes longer than the step.
    model.compile(optimizer="sgd", loss=losses, run_eagerly=True)
    loss = model.train_on_batch(inputs, {name: np.zeros_like(one) for name, one in expected.items()})
    trained = module["read_weights"](model)
    return {
        "dtypes": sorted({str(one.dtype) for one in [*outputs.values(), *trained.values()]}),
        "distance": distance(outputs, expected),
        "finite": all(np.isfinite(one).all() for one in [np.asarray(loss), *trained.values()]),
        "trained": any(not np.array_equal(trained[name], one) for name, one in weights.items()),
    }


found = {}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for case in given["cases"]:
        found[case["name"]] = compare(case)
        keras.backend.clear_session()
print(json.dumps({"found": found, "warnings": sorted({str(one.message) for one in caught})}))
