"""Saves a network of a Python library with random weights, a random input, and what the library computes for it.

    python test/equality/make.py shufflenet-v2 FOLDER

writes FOLDER/weights.safetensors with the names of the library, FOLDER/input.npz and FOLDER/output.npz with the names
of the spec, channels last. Without arguments, it prints the networks whose libraries are installed.
"""

import importlib.util
import json
import os
import pathlib
import sys

import numpy as np

random = np.random.default_rng(1)


def images(*size):
    return random.normal(size=(1, *size, 3)).astype(np.float32)


def randomize(model):
    """No moving statistic is 0 or 1, as they are at first, and no scale or bias."""
    import torch

    generator = torch.Generator().manual_seed(1)
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 2.0, generator=generator)
        elif name.endswith("running_mean"):
            tensor.uniform_(-0.5, 0.5, generator=generator)
        elif tensor.is_floating_point() and tensor.ndim == 1:
            tensor.uniform_(0.5, 1.5, generator=generator)
            if name.endswith("bias"):
                tensor.sub_(1.0)
        elif tensor.is_floating_point():
            tensor.normal_(0, tensor[0].numel() ** -0.5, generator=generator)


def torchvision(name, size):
    """A network of torchvision that takes images and gives logits."""

    def make():
        import torch
        from torchvision import models

        with torch.inference_mode():
            model = getattr(models, name)().eval()
            randomize(model)
            x = images(size, size)
            logits = model(torch.from_numpy(x).permute(0, 3, 1, 2))
        return model.state_dict(), {"images": x}, {"logits": logits.numpy()}

    return make


def torchvision_video(name, frames, size):
    """A network of torchvision that takes videos and gives logits."""

    def make():
        import torch
        from torchvision.models import video

        with torch.inference_mode():
            model = getattr(video, name)().eval()
            randomize(model)
            x = images(frames, size, size)
            logits = model(torch.from_numpy(x).permute(0, 4, 1, 2, 3))
        return model.state_dict(), {"video": x}, {"logits": logits.numpy()}

    return make


def timm(name, size):
    """A network of timm that takes images and gives logits."""

    def make():
        import timm
        import torch

        with torch.inference_mode():
            model = timm.create_model(name).eval()
            randomize(model)
            x = images(size, size)
            logits = model(torch.from_numpy(x).permute(0, 3, 1, 2))
        return model.state_dict(), {"images": x}, {"logits": logits.numpy()}

    return make


def import_keras():
    """Keras on the back end that the environment names, or else one that is installed."""
    there = [name for name in ("jax", "torch", "tensorflow") if importlib.util.find_spec(name)]
    os.environ.setdefault("KERAS_BACKEND", there[0] if there else "jax")
    import keras

    return keras


def randomize_keras(model):
    """Sets random weights. No factor is 1 and no offset 0; kernels keep the magnitude of values."""
    for weight in model.weights:
        shape = weight.shape
        kind = weight.path.rsplit("/", 1)[-1]
        if kind == "moving_variance":
            value = random.uniform(0.5, 2.0, shape)
        elif kind == "gamma":
            value = random.uniform(0.5, 1.5, shape)
        elif len(shape) == 1:
            value = random.uniform(-0.5, 0.5, shape)
        else:
            fan_in = np.prod(shape[:-2] if kind == "depthwise_kernel" else shape[:-1])
            value = random.normal(0, fan_in**-0.5, shape)
        weight.assign(value.astype(np.float32))


def application(name, head="predictions"):
    """A network of Keras Applications. Its weights are named by their paths."""

    def make():
        keras = import_keras()
        model = getattr(keras.applications, name)(weights=None)
        randomize_keras(model)
        x = images(*model.input_shape[1:3])
        # Scales the logits, so that no class has all of the probability.
        last = model.get_layer(head)
        features = keras.ops.convert_to_numpy(keras.Model(model.input, last.input)(x))
        kernel, bias = last.get_weights()
        logits = features.reshape(-1) @ kernel.reshape(features.size, -1)
        last.set_weights([kernel * 3 / logits.std(), bias])
        weights = {weight.path: keras.ops.convert_to_numpy(weight) for weight in model.weights}
        return weights, {"images": x}, {"predictions": keras.ops.convert_to_numpy(model(x))}

    return make


def bilstm_imdb():
    """Keras's example bidirectional_lstm_imdb, whose weights are named by their paths."""
    keras = import_keras()
    layers = keras.layers
    inputs = keras.Input(shape=(None,), dtype="int32")
    x = layers.Embedding(20000, 128)(inputs)
    x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(x)
    x = layers.Bidirectional(layers.LSTM(64))(x)
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
    # Larger than at first, so that reviews differ.
    model.set_weights([random.normal(0, 0.3, weight.shape).astype(np.float32) for weight in model.weights])
    weights = {weight.path: keras.ops.convert_to_numpy(weight) for weight in model.weights}
    tokens = random.integers(0, 20000, (4, 200)).astype(np.int32)
    return weights, {"tokens": tokens}, {"positive": keras.ops.convert_to_numpy(model(tokens))}


def gpt2():
    """GPT2LMHeadModel of transformers, with its head tied to the embedding."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    with torch.inference_mode():
        model = GPT2LMHeadModel(GPT2Config()).eval()
        randomize(model)
        tokens = random.integers(0, 50257, (2, 12)).astype(np.int32)
        logits = model(torch.from_numpy(tokens).long()).logits
    # The head is the same tensor.
    weights = {name: value for name, value in model.state_dict().items() if name != "lm_head.weight"}
    return weights, {"tokens": tokens}, {"logits": logits.numpy()}


def bert():
    """BertModel of transformers. The second text is shorter than the first."""
    import torch
    from transformers import BertConfig, BertModel

    with torch.inference_mode():
        model = BertModel(BertConfig()).eval()
        randomize(model)
        tokens = random.integers(0, 30522, (2, 12)).astype(np.int32)
        segments = np.repeat([[0, 1]], [5, 7], axis=1).repeat(2, axis=0).astype(np.int32)
        mask = np.arange(12) < np.array([[12], [8]])
        result = model(*(torch.from_numpy(each).long() for each in (tokens, mask, segments)))
    inputs = {"tokens": tokens, "segments": segments, "mask": mask}
    return (
        model.state_dict(),
        inputs,
        {"features": result.last_hidden_state.numpy(), "pooled": result.pooler_output.numpy()},
    )


def detr():
    """DetrForObjectDetection of transformers, with its own ResNet-50."""
    import torch
    from transformers import DetrConfig, DetrForObjectDetection, ResNetConfig

    backbone = ResNetConfig(out_features=["stage4"])
    config = DetrConfig(
        use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, backbone_config=backbone, num_labels=91
    )
    with torch.inference_mode():
        model = DetrForObjectDetection(config).eval()
        randomize(model)
        x = images(800, 1066)
        result = model(torch.from_numpy(x).permute(0, 3, 1, 2))
    return model.state_dict(), {"images": x}, {"logits": result.logits.numpy(), "boxes": result.pred_boxes.numpy()}


# By the name of the spec: the library, and a function that gives weights, inputs and outputs.
networks = {
    "bert-base": ("transformers", bert),
    "bilstm-imdb": ("keras", bilstm_imdb),
    "densenet121": ("keras", application("DenseNet121")),
    "detr-r50": ("transformers", detr),
    "gpt2": ("transformers", gpt2),
    "inception-resnet-v2": ("keras", application("InceptionResNetV2")),
    "inception-v3": ("keras", application("InceptionV3")),
    "mixer-b-16": ("timm", timm("mixer_b16_224", 224)),
    "mobilenet-v1": ("keras", application("MobileNet", head="conv_preds")),
    "mobilenet-v2": ("keras", application("MobileNetV2")),
    "mobilevit-s": ("timm", timm("mobilevit_s", 256)),
    "nasnet-mobile": ("keras", application("NASNetMobile")),
    "resnet50": ("keras", application("ResNet50")),
    "resnet50-v2": ("keras", application("ResNet50V2")),
    "r3d-18": ("torchvision", torchvision_video("r3d_18", 16, 112)),
    "shufflenet-v2": ("torchvision", torchvision("shufflenet_v2_x1_0", 224)),
    "swin-t": ("torchvision", torchvision("swin_t", 224)),
    "vgg16": ("keras", application("VGG16")),
    "vit-b-16": ("torchvision", torchvision("vit_b_16", 224)),
    "xception": ("keras", application("Xception")),
}


def save(make, folder):
    from safetensors.numpy import save_file

    weights, inputs, outputs = make()
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value) for name, value in weights.items()}, folder / "weights.safetensors")
    np.savez(folder / "input.npz", **inputs)
    np.savez(folder / "output.npz", **outputs)


if len(sys.argv) > 1:
    save(networks[sys.argv[1]][1], pathlib.Path(sys.argv[2]))
else:
    needed = lambda library: all(importlib.util.find_spec(one) for one in (library, "safetensors"))
    print(json.dumps([name for name, (library, _) in networks.items() if needed(library)]))
