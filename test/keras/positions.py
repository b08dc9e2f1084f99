"""Gives a network that netspec generated sequences of growing length: prints the outputs' shapes, or the error."""

import json
import sys

import numpy as np

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
module = {"__name__": "positions"}
exec(given["code"], module)
model = module["create_positions"]()
found = []
for length in given["lengths"]:
    try:
        found.append(list(model(np.ones((1, length, 2), "float32"))["y"].shape))
    except Exception as error:
        found.append(f"{type(error).__name__}: {error}")
print(json.dumps(found))
