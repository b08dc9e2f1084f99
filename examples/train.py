"""Trains a network that netspec has generated for Keras, and writes its weights as safetensors.

python examples/train.py generated/inception-v3/inception_v3.py photos --range -1 1
python examples/train.py generated/gpt2/gpt2.py corpus.npy --set "input_shape=(1024,)"
"""

import argparse
import ast
import importlib.util
import pathlib

import keras
from data import Images, Tokens
from devices import average_gradients, join
from safetensors.numpy import save_file

# The outputs that are trained, and how much each of them counts in the loss.
LOSS_WEIGHTS = {"logits": 1.0, "aux_logits": 0.4}


class Checkpoint(keras.callbacks.BackupAndRestore):
    """Saves after each epoch, in the first process alone. All processes resume from it."""

    def __init__(self, folder, is_first):
        super().__init__(folder, double_checkpoint=True, delete_checkpoint=False)
        self.is_first = is_first

    def on_epoch_end(self, epoch, logs=None):
        if self.is_first:
            distribution = keras.distribution.distribution()
            keras.distribution.set_distribution(None)  # the other processes do not take part in saving
            super().on_epoch_end(epoch, logs)
            keras.distribution.set_distribution(distribution)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    add = parser.add_argument
    add("module", type=pathlib.Path, help="a file written by netspec build --target keras")
    add("data", type=pathlib.Path, help="a folder with images in a folder per class, or a .npy file of tokens")
    add("--set", nargs="+", default=[], metavar="NAME=VALUE", help="arguments of the network")
    add("--range", nargs=2, type=float, default=(0, 255), help="the range of pixels, as in the spec's preprocess")
    add("--epochs", type=int, default=10)
    add("--batch-size", type=int, default=32, help="examples in a step, on all devices together")
    add("--optimizer", default="adam", help="the name of a Keras optimizer")
    add("--learning-rate", type=float, default=0.001)
    add("--precision", default="mixed_bfloat16", help="float32, mixed_bfloat16 or mixed_float16")
    add("--model-parallel", type=int, default=1, help="how many devices share the weights (JAX)")
    add("--seed", type=int, default=0)
    add("--out", type=pathlib.Path, default=pathlib.Path("trained"), help="the folder for checkpoints and weights")
    return parser.parse_args()


def create_network(file, settings):
    """Imports a generated module. Returns it and its network, created with settings such as `num_classes=5`."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    options = dict(setting.split("=", 1) for setting in settings)
    create = getattr(module, f"create_{file.stem}")
    return module, create(**{name: ast.literal_eval(value) for name, value in options.items()})


def main():
    args = parse_arguments()
    process, processes = join(args.model_parallel)
    keras.utils.set_random_seed(args.seed)
    keras.config.set_dtype_policy(args.precision)
    module, network = create_network(args.module, args.set)

    weights = {name: weight for name, weight in LOSS_WEIGHTS.items() if name in network.output}
    model = keras.Model(network.inputs, {name: network.output[name] for name in weights})
    if processes > 1 and keras.backend.backend() == "torch":
        model = average_gradients(model)
    optimizer = keras.optimizers.get(args.optimizer)
    optimizer.learning_rate = args.learning_rate
    model.compile(
        optimizer=optimizer,
        loss={name: keras.losses.SparseCategoricalCrossentropy(from_logits=True) for name in weights},
        loss_weights=weights,
        metrics={"logits": "accuracy"},
    )

    shape = network.inputs[0].shape[1:]
    options = {"outputs": weights, "batch_size": args.batch_size, "seed": args.seed}
    options |= {"process": process, "processes": processes}
    if args.data.is_dir():
        data = Images(args.data, shape[:2], args.range, **options)
    else:
        data = Tokens(args.data, shape[0], **options)

    is_first = process == 0
    checkpoint = Checkpoint(args.out / "checkpoint", is_first)
    order = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: data.shuffle(epoch))
    verbose = "auto" if is_first else 0
    model.fit(data, epochs=args.epochs, callbacks=[checkpoint, order], shuffle=False, verbose=verbose)

    if is_first:
        args.out.mkdir(exist_ok=True)
        save_file(module.read_weights(network), args.out / "weights.safetensors")
        print(f"wrote {args.out / 'weights.safetensors'}")


if __name__ == "__main__":
    main()
