"""Loads weights from safetensors into a network that netspec generated, predicts, trains it, and saves its weights.

The argument is a JSON file: `module`, `factory`, `weights`, `input`, and where the weights after the training are saved.
Prints the outputs before and after the training, and what load_weights says of tensors that do not fit.
"""

import importlib.util
import json
import sys

import keras
import numpy as np
from safetensors.numpy import load_file, save_file

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
spec = importlib.util.spec_from_file_location("generated", given["module"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

keras.utils.set_random_seed(1)
model = getattr(module, given["factory"])()
tensors = load_file(given["weights"])
inputs = np.load(given["input"])


def predict():
    return {name: output.tolist() for name, output in model.predict_on_batch(inputs).items()}


def refusal(**changes):
    """What load_weights says of other tensors, where None is none, and whether it leaves the weights as they were."""
    other = {name: tensor for name, tensor in (tensors | changes).items() if tensor is not None}
    try:
        module.load_weights(model, {name: tensor + 1 for name, tensor in other.items()})
    except ValueError as error:
        now = module.read_weights(model)
        return {"message": str(error), "unchanged": all(np.array_equal(now[name], tensors[name]) for name in tensors)}
    return None


module.load_weights(model, tensors)
first, *_, last = tensors
refusals = [
    refusal(**{first: None}),
    refusal(other=np.zeros(3, "float32")),
    refusal(**{first: tensors[first][None]}),
    refusal(**{first: None, last: tensors[last][None], "other": np.zeros(3, "float32")}),
]
loaded = predict()
model.compile("sgd", "mse")
model.train_on_batch(inputs, {name: np.zeros_like(output) for name, output in loaded.items()})
save_file(module.read_weights(model), given["saved"])
print(json.dumps({"names": [first, last], "refusals": refusals, "loaded": loaded, "trained": predict()}))
