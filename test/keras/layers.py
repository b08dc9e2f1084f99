"""Prints the names of Keras's layers, sorted; of a class that is exported under several names, its own."""

import inspect
import json

import keras

exported = {
    name: layer
    for name, layer in vars(keras.layers).items()
    if inspect.isclass(layer) and issubclass(layer, keras.layers.Layer)
}
names = {layer.__name__ if layer.__name__ in exported else name for name, layer in exported.items()}
print(json.dumps(sorted(names)))
