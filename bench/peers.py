"""What Python's libraries take to work out the shapes of a network: milliseconds, once, imports not counted.

python3 peers.py onnx FILE    onnx.shape_inference on a model, without the bytes of its weights
python3 peers.py torchvision  building torchvision's Inception V3, without drawing its weights
"""

import sys
import time


def onnx():
    import onnx
    from onnx import shape_inference

    model = onnx.load(sys.argv[2])
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            tensor.ClearField("raw_data")
    return lambda: shape_inference.infer_shapes(model)


def torchvision():
    import torch
    from torchvision.models import inception_v3

    def build():
        with torch.device("meta"):
            inception_v3(weights=None, init_weights=False)

    return build


run = {"onnx": onnx, "torchvision": torchvision}[sys.argv[1]]()
run()
start = time.perf_counter()
run()
print(1000 * (time.perf_counter() - start))
