"""Times networks that netspec generated for Keras, and the same networks of keras.applications.

Its arguments are pairs of a network and a module. Then each line of the input, `NETWORK SIDE TASK`, is answered with
milliseconds: SIDE is `ours` or `theirs`, TASK is `build`, `predict` or `train`.
"""

import gc
import importlib.util
import sys
import time

import keras
import numpy as np

batch_size = 1


def load(network, file):
    spec = importlib.util.spec_from_file_location(network, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


modules = {network: load(network, file) for network, file in zip(sys.argv[1::2], sys.argv[2::2])}
builders = {
    # Theirs has no auxiliary head and no dropout.
    ("inception_v3", "ours"): lambda: modules["inception_v3"].create_inception_v3(
        create_aux_logits=False, dropout_keep_prob=1.0
    ),
    ("inception_v3", "theirs"): lambda: keras.applications.InceptionV3(weights=None),
    ("resnet50", "ours"): lambda: modules["resnet50"].create_resnet50(),
    ("resnet50", "theirs"): lambda: keras.applications.ResNet50(weights=None),
}


def probabilities(model):
    """The model with the one output that both sides have."""
    output = model.output["predictions"] if isinstance(model.output, dict) else model.output
    return keras.Model(model.input, output)


def prepare(network, side, task):
    """What is to be timed."""
    build = builders[network, side]
    if task == "build":
        return build
    model = probabilities(build())
    images = np.random.default_rng(1).uniform(-1, 1, (batch_size, *model.input_shape[1:])).astype("float32")
    if task == "predict":
        return lambda: model.predict_on_batch(images)
    model.compile(keras.optimizers.SGD(), keras.losses.SparseCategoricalCrossentropy())
    return lambda: model.train_on_batch(images, np.arange(batch_size))


current, prepared = None, {}
for line in sys.stdin:
    network, side, task = line.split()
    if (network, task) != current:
        current, prepared = (network, task), {}
    work = prepared.get(side) or prepared.setdefault(side, prepare(network, side, task))
    # Like timeit: a collection of the garbage of earlier runs would be counted on whichever side it happens.
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    work()
    milliseconds = 1000 * (time.perf_counter() - start)
    gc.enable()
    print(milliseconds, flush=True)
