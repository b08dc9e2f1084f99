"""Loads trained weights into a network that netspec generated and predicts: MODULE FACTORY WEIGHTS INPUT OUTPUT."""

import importlib.util
import sys

import numpy as np
from safetensors.numpy import load_file

path, factory, weights, images, logits = sys.argv[1:]
spec = importlib.util.spec_from_file_location("generated", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

model = getattr(module, factory)()
module.load_weights(model, load_file(weights))
np.save(logits, model.predict(np.load(images), verbose=0)["logits"])
