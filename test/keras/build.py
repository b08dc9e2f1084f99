"""Builds networks of a module that netspec generated: what each has, as JSON. The arguments: the module, then options."""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

path, factory, *variants = sys.argv[1:]
module = {}
with open(path, encoding="utf-8") as file:
    exec(compile(file.read(), path, "exec"), module)

built = []
for options in variants:
    model = module[factory](**json.loads(options))
    shapes = {layer.name: list(layer.output.shape[1:]) for layer in model.layers}
    built.append({"params": model.count_params(), "shapes": shapes})
print(json.dumps(built))
