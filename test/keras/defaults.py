"""Prints which attributes have another default in Keras's layers, or none there.

The argument is a JSON file with a list of attributes: the op, the layer of Keras, the name there, and the default as code.
"""

import ast
import inspect
import json
import sys

from keras import activations, initializers, layers


def normal(name, value):
    """A default in one of the forms that Keras takes for it."""
    if name.endswith("initializer"):
        return type(initializers.get(value)).__name__
    if name == "activation":
        return activations.get(value)
    if isinstance(value, (tuple, list)):
        items = [normal(name, item) for item in value]
        if not items:
            return None
        # One for all axes.
        return items[0] if all(item == items[0] for item in items) else tuple(items)
    return value


with open(sys.argv[1]) as file:
    attributes = json.load(file)

differing = []
for op, layer, name, default in attributes:
    parameter = inspect.signature(getattr(layers, layer).__init__).parameters.get(name)
    # What Keras lacks is not given to it.
    if parameter and normal(name, parameter.default) != normal(name, ast.literal_eval(default)):
        differing.append([op, name])
print(json.dumps(differing))
