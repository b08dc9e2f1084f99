"""Spreads training over devices: keras.distribution on JAX, DistributedDataParallel on PyTorch."""

import os

import keras

# How weights are divided among the devices of --model-parallel: here those of specs/gpt2.yaml, by attention heads and
# by hidden units. Other weights are copied to each device.
LAYOUT = {
    "attn/(query|key|value)/kernel": (None, "model", None),
    "attn/(query|key|value)/bias": ("model", None),
    "attn/attention_output/kernel": ("model", None, None),
    "c_fc/kernel": (None, "model"),
    "c_fc/bias": ("model",),
    "c_proj/kernel": ("model", None),
}


def join(model_parallel=1):
    """Joins the other processes, if there are any.

    Args:
        model_parallel: How many devices share the weights. 1 copies all weights to each device.

    Returns:
        The number of this process, and the number of processes.
    """
    backend = keras.backend.backend()
    if backend == "torch" and "RANK" in os.environ:  # started by torchrun
        import torch

        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        if not torch.distributed.is_initialized():  # Ray does it itself
            torch.distributed.init_process_group()
        return torch.distributed.get_rank(), torch.distributed.get_world_size()
    if backend != "jax":
        return 0, 1

    if "KERAS_DISTRIBUTION_NUM_PROCESSES" in os.environ:
        keras.distribution.initialize()
    if model_parallel == 1:
        distribution = keras.distribution.DataParallel(auto_shard_dataset=False)
    else:
        devices = keras.distribution.list_devices()
        shape = (len(devices) // model_parallel, model_parallel)
        layout = keras.distribution.LayoutMap(keras.distribution.DeviceMesh(shape, ("batch", "model"), devices))
        layout.update(LAYOUT)
        distribution = keras.distribution.ModelParallel(layout_map=layout, auto_shard_dataset=False)
    keras.distribution.set_distribution(distribution)
    if model_parallel > 1 and distribution.num_processes > 1:
        raise SystemExit("--model-parallel is for the devices of one process: its checkpoints need all weights")
    return distribution.data_shard_id, distribution.num_processes


def average_gradients(model):
    """Returns a model that averages the gradients of the processes of torchrun."""
    from torch.nn.parallel import DistributedDataParallel

    class Parallel(keras.Model):
        def __init__(self):
            super().__init__()
            self.model = model
            # Keras tracks the model. It would count the weights of the wrapper again, but does not look into functions.
            wrapper = DistributedDataParallel(model)
            self.forward_and_average = lambda inputs: wrapper(inputs, training=True)

        def call(self, inputs, training=None):
            return self.forward_and_average(inputs) if training else self.model(inputs)

    return Parallel()
