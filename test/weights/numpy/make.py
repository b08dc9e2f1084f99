"""Writes the files beside it with NumPy itself: python make.py"""

import numpy as np
from numpy.lib import format as npy

ramp = (np.arange(60).reshape(3, 4, 5) / 8 - 3).astype("<f4")

arrays = {
    "scope/kernel": ramp,
    "fortran": np.asfortranarray(ramp),
    "big_endian": ramp.astype(">f8"),
    "half": ramp.astype("<f2"),
    "long": np.arange(-3, 3).reshape(2, 3),
    "flags": np.array([True, False]),
    "scalar": np.float32(3.5),
    "empty": np.zeros((0, 3), "<f4"),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", zeros=np.zeros((500, 500), "<f4"), **arrays)
np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True)
for major in (1, 2, 3):
    with open(f"version{major}.npy", "wb") as file:
        npy.write_array(file, ramp, version=(major, 0))
