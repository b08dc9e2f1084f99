"""Builds networks of a module that netspec generated: what each has, as JSON. The arguments: the module, then options."""

import importlib.util
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

path, factory, *variants = sys.argv[1:]
spec = importlib.util.spec_from_file_location("generated", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

built = []
for options in variants:
    model = getattr(module, factory)(**json.loads(options))
    shapes = {layer.name: list(layer.output.shape[1:]) for layer in model.layers}
    weights = module.read_weights(model)
    kernels = [one.tobytes() for name, one in weights.items() if name.endswith("kernel")]
    built.append(
        {
            "params": model.count_params(),
            "shapes": shapes,
            "weights": {name: list(one.shape) for name, one in weights.items()},
            "equal_kernels": len(kernels) - len(set(kernels)),
        }
    )
print(json.dumps(built))
