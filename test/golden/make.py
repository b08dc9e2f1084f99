"""Makes the golden files beside it: small layers with what Keras (on jax), PyTorch and einops compute for them.

    python -m venv venv && venv/bin/pip install einops keras jax torch && venv/bin/python test/golden/make.py

Each file is a list of cases: the op with its attributes as a spec has them, inputs and weights with a batch of one,
and the output. Weights have the names and shapes of netspec.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import einops
import keras
import numpy as np
import torch

folder = pathlib.Path(__file__).parent
random = np.random.default_rng(1)


def draw(*shape, low=-1.0, high=1.0):
    return np.round(random.uniform(low, high, shape), 2).astype(np.float32)


def tensor(array):
    """Six digits are more than float32 holds for certain."""
    array = np.asarray(array)
    return {"shape": list(array.shape), "data": [float(f"{value:.6g}") for value in array.flatten()]}


def case(op, attributes, inputs, weights, output):
    return {
        "op": op,
        "attributes": attributes,
        "inputs": [tensor(x) for x in inputs],
        "weights": {name: tensor(value) for name, value in weights.items()},
        "output": tensor(output),
    }


def of_parts(op, attributes, x, parts):
    """A case of an op whose outputs are numbered."""
    one = case(op, attributes, [x], {}, parts[0])
    return one | {"outputs": {str(index): tensor(part) for index, part in enumerate(parts)}}


def drawn(name, shape):
    if name == "moving_variance":
        return draw(*shape, low=0.5, high=2.0)
    return draw(*shape)


def of_layer(op, attributes, layer, *shapes, rename=lambda name: name, reach=1.0):
    """A case of a Keras layer, whose weights have netspec's names but for those that are renamed."""
    inputs = [draw(1, *shape, low=-reach, high=reach) for shape in shapes]
    given = inputs if len(inputs) > 1 else inputs[0]
    layer(given)
    values = [drawn(weight.name, weight.shape) for weight in layer.weights]
    layer.set_weights(values)
    weights = {rename(weight.name): value for weight, value in zip(layer.weights, values)}
    return case(op, attributes, inputs, weights, layer(given))


layers = keras.layers


def convolutions():
    yield from (
        of_layer("conv2d", attributes, layers.Conv2D(**attributes), shape)
        for attributes, shape in [
            ({"filters": 3, "kernel_size": [3, 2], "strides": [2, 1], "padding": "same"}, (6, 5, 2)),
            ({"filters": 2, "kernel_size": [2, 3], "strides": [2, 2], "padding": "valid", "use_bias": False}, (7, 8, 1)),
            ({"filters": 4, "kernel_size": [3, 3], "groups": 2, "padding": "same"}, (4, 4, 4)),
            ({"filters": 2, "kernel_size": [3, 2], "dilation_rate": [2, 3], "padding": "same"}, (6, 7, 2)),
            ({"filters": 2, "kernel_size": [1, 2], "strides": [2, 3], "padding": "same"}, (8, 5, 2)),
        ]
    )
    named = lambda name: {"kernel": "depthwise_kernel"}.get(name, name)
    yield from (
        of_layer("depthwise_conv2d", attributes, layers.DepthwiseConv2D(**attributes), shape, rename=named)
        for attributes, shape in [
            ({"kernel_size": [3, 2], "strides": 2, "padding": "same", "depth_multiplier": 2}, (5, 6, 2)),
            ({"kernel_size": [2, 2], "dilation_rate": [2, 1], "use_bias": False}, (5, 4, 3)),
        ]
    )
    yield from (
        of_layer("separable_conv2d", attributes, layers.SeparableConv2D(**attributes), shape)
        for attributes, shape in [
            ({"filters": 3, "kernel_size": [3, 3], "strides": 2, "padding": "same", "depth_multiplier": 2}, (5, 6, 2)),
            ({"filters": 2, "kernel_size": [2, 1], "dilation_rate": [1, 1], "use_bias": False}, (4, 3, 3)),
        ]
    )
    yield from (
        of_layer("conv2d_transpose", attributes, layers.Conv2DTranspose(**attributes), shape)
        for attributes, shape in [
            ({"filters": 2, "kernel_size": [3, 4], "strides": [2, 2], "padding": "same"}, (3, 4, 2)),
            ({"filters": 2, "kernel_size": [3, 2], "strides": [2, 1], "padding": "valid"}, (3, 2, 3)),
            ({"filters": 1, "kernel_size": [2, 2], "strides": [3, 2], "padding": "same", "use_bias": False}, (3, 3, 2)),
            ({"filters": 1, "kernel_size": [1, 2], "strides": [3, 3], "padding": "valid"}, (2, 3, 2)),
        ]
    )
    for shape in [(5,), (3, 4), (2, 2, 3)]:
        yield of_layer("dense", {"units": 3}, layers.Dense(3), shape)


def pools():
    for op, layer in [("max_pool2d", layers.MaxPooling2D), ("avg_pool2d", layers.AveragePooling2D)]:
        for attributes, shape in [
            ({"pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (5, 4, 2)),
            ({"pool_size": [2, 3], "strides": [2, 2], "padding": "valid"}, (5, 6, 2)),
        ]:
            yield of_layer(op, attributes, layer(**attributes), shape)
    for op, layer in [("global_max_pool2d", layers.GlobalMaxPooling2D), ("global_avg_pool2d", layers.GlobalAveragePooling2D)]:
        for keepdims in [False, True]:
            yield of_layer(op, {"keepdims": keepdims}, layer(keepdims=keepdims), (3, 4, 2))
    for size, output in [((7, 5, 2), [3, 2]), ((4, 4, 1), [4, 3]), ((3, 2, 2), [5, 4])]:
        x = draw(1, *size)
        y = torch.nn.AdaptiveAvgPool2d(output)(torch.from_numpy(x).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        yield case("adaptive_avg_pool2d", {"output_size": output}, [x], {}, y)


def normalization():
    for attributes, shape in [
        ({"epsilon": 0.1}, (3, 2, 4)),
        ({"epsilon": 0.001, "center": False}, (5,)),
        ({"epsilon": 0.01, "scale": False}, (2, 3)),
    ]:
        yield of_layer("batch_norm", attributes, layers.BatchNormalization(**attributes), shape)
        yield of_layer("layer_norm", attributes, layers.LayerNormalization(**attributes), shape)
    x, gamma = draw(1, 2, 2, 3), draw(3)
    yield case("layer_scale", {}, [x], {"gamma": gamma}, torch.from_numpy(x) * torch.from_numpy(gamma))
    yield of_layer("rescaling", {"scale": 2.5, "offset": -0.5}, layers.Rescaling(2.5, -0.5), (2, 3, 2))
    yield of_layer("dropout", {"rate": 0.5}, layers.Dropout(0.5), (2, 3))


def activations():
    words = ["linear", "relu", "relu6", "elu", "swish", "sigmoid", "hard_sigmoid", "tanh", "softmax"]
    functions = {word: layers.Activation(word) for word in words}
    functions["leaky_relu"] = layers.LeakyReLU(negative_slope=0.2)
    functions["gelu"] = lambda x: keras.activations.gelu(x, approximate=False)
    functions["hard_swish"] = layers.Activation("hard_swish")
    for word, function in functions.items():
        x = draw(1, 3, 7, low=-8, high=8)
        yield case("activation", {"activation": word}, [x], {}, function(x))
    for word, function in [("gelu", torch.nn.GELU()), ("hard_swish", torch.nn.Hardswish()), ("softmax", torch.nn.Softmax(-1))]:
        x = draw(1, 2, 5, low=-4, high=4)
        yield case("activation", {"activation": word}, [x], {}, function(torch.from_numpy(x)))


def shapes():
    for axis in [-1, 1, 2]:
        sizes = [[2, 3, 2], [2, 3, 2]]
        sizes[1][axis if axis < 0 else axis - 1] = 3
        yield of_layer("concat", {"axis": axis}, layers.Concatenate(axis=axis), *sizes)
    yield of_layer("add", {}, layers.Add(), (2, 3), (2, 3), (2, 3))
    yield of_layer("multiply", {}, layers.Multiply(), (2, 3, 2), (1, 1, 2))
    yield of_layer("flatten", {}, layers.Flatten(), (2, 3, 2))
    yield of_layer("reshape", {"target_shape": [3, -1]}, layers.Reshape((3, -1)), (2, 3, 2))
    x = draw(1, 1, 4, 1)
    yield case("squeeze", {"axis": [1, -1]}, [x], {}, np.squeeze(x, (1, -1)))
    margins = [[1, 0], [2, 1]]
    yield of_layer("zero_pad2d", {"padding": margins}, layers.ZeroPadding2D(margins), (2, 3, 2))
    for size in [[2, 3], [1, 2]]:
        nearest = {"size": size, "interpolation": "nearest"}
        yield of_layer("up_sampling2d", nearest, layers.UpSampling2D(size), (2, 3, 2))


def whole_layers():
    """An op, its batch norm and its activation."""
    x = draw(1, 4, 4, 2)
    convolution = layers.Conv2D(3, 2, use_bias=False)
    norm = layers.BatchNormalization(epsilon=0.05, scale=False)
    norm(convolution(x))
    weights = {}
    for prefix, layer in [("", convolution), ("BatchNorm/", norm)]:
        values = [drawn(weight.name, weight.shape) for weight in layer.weights]
        layer.set_weights(values)
        weights.update((prefix + weight.name, value) for weight, value in zip(layer.weights, values))
    attributes = {
        "filters": 3,
        "kernel_size": 2,
        "use_bias": False,
        "batch_norm": {"epsilon": 0.05, "scale": False},
        "activation": "swish",
    }
    yield case("conv2d", attributes, [x], weights, keras.activations.silu(norm(convolution(x))))


def group_norm():
    for attributes, shape in [
        ({"groups": 2, "epsilon": 0.1}, (3, 2, 4)),
        ({"groups": 3, "epsilon": 0.01, "center": False}, (6,)),
        ({"groups": 4, "scale": False}, (2, 4)),
        ({"groups": 1, "epsilon": 0.001}, (2, 3, 2, 3)),
    ]:
        yield of_layer("group_norm", attributes, layers.GroupNormalization(**attributes), shape)
    x, gamma, beta = draw(1, 3, 2, 4), draw(4), draw(4)
    norm = torch.nn.GroupNorm(2, 4, eps=0.05)
    norm.weight.data, norm.bias.data = torch.from_numpy(gamma), torch.from_numpy(beta)
    y = norm(torch.from_numpy(x).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).detach()
    yield case("group_norm", {"groups": 2, "epsilon": 0.05}, [x], {"gamma": gamma, "beta": beta}, y)


def rms_norm():
    for attributes, shape in [({}, (3, 2, 4)), ({"epsilon": 0.1}, (5,)), ({"epsilon": 0.01}, (2, 3))]:
        layer = layers.RMSNormalization(**attributes)
        yield of_layer("rms_norm", attributes, layer, shape, rename={"scale": "gamma"}.get)
    # Small enough that epsilon decides, also where PyTorch has its default.
    x, gamma = draw(1, 2, 3, 4) / 1000, draw(4)
    for epsilon, scale in [(1e-6, True), (1.1920929e-7, False)]:
        norm = torch.nn.RMSNorm(4, eps=epsilon if scale else None, elementwise_affine=scale)
        if scale:
            norm.weight.data = torch.from_numpy(gamma)
        y = norm(torch.from_numpy(x)).detach()
        attributes = {} if scale else {"epsilon": epsilon, "scale": False}
        yield case("rms_norm", attributes, [x], {"gamma": gamma} if scale else {}, y)


def prelu():
    for axes, shape in [([], (3,)), ([1], (2, 3)), ([1, 2], (2, 3, 4)), ([], (2, 3, 2))]:
        attributes = {"shared_axes": axes} if axes else {}
        yield of_layer("prelu", attributes, layers.PReLU(**attributes), shape)
    x, alpha = draw(1, 2, 3, 4), draw(4)
    function = torch.nn.PReLU(4)
    function.weight.data = torch.from_numpy(alpha)
    y = function(torch.from_numpy(x).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).detach()
    yield case("prelu", {"shared_axes": [1, 2]}, [x], {"alpha": alpha.reshape(1, 1, 4)}, y)


def joins():
    for op, layer in [("average", layers.Average), ("maximum", layers.Maximum), ("minimum", layers.Minimum)]:
        for shapes in [[(4,), (4,)], [(2, 3, 2)] * 3]:
            yield of_layer(op, {}, layer(), *shapes)
    yield of_layer("subtract", {}, layers.Subtract(), (2, 3), (2, 3))


def takes():
    for index, axis, shape in [(0, 1, (3, 4)), (-1, 1, (3, 4)), (1, 2, (2, 3, 4)), (-2, -1, (2, 3, 4)), (2, 3, (2, 1, 3))]:
        x = draw(1, *shape)
        yield case("take", {"index": index, "axis": axis}, [x], {}, keras.ops.take(x, index, axis=axis))


def tables():
    for rows, shape in [(3, (3, 4)), (7, (5, 2)), (4, (2, 3, 2))]:
        x, table = draw(1, *shape), draw(rows, shape[-1])
        positions = torch.nn.Embedding.from_pretrained(torch.from_numpy(table))(torch.arange(shape[-2]))
        yield case("position_embedding", {"sequence_length": rows}, [x], {"embeddings": table}, torch.from_numpy(x) + positions)
    for rows, shape in [(3, (4,)), (5, (3, 2)), (2, (2, 3, 4))]:
        x, table = draw(1, *shape), draw(rows, shape[-1])
        y = torch.nn.functional.linear(torch.from_numpy(x), torch.from_numpy(table))
        yield case("unembedding", {}, [x], {"embeddings": table}, y)


def parameters():
    value = draw(2, 3)
    yield case("parameter", {"shape": [2, 3]}, [], {"value": value}, torch.nn.Parameter(torch.from_numpy(value)).detach().unsqueeze(0))


def constants():
    # The encodings of "Attention Is All You Need", as PyTorch's tutorial computes them.
    length, units = 6, 8
    position = torch.arange(length).unsqueeze(1)
    rates = torch.exp(torch.arange(0, units, 2) * (-np.log(10000.0) / units))
    encoding = torch.zeros(1, length, units)
    encoding[0, :, 0::2] = torch.sin(position * rates)
    encoding[0, :, 1::2] = torch.cos(position * rates)
    angle = f"i / 10000 ** (2 * (j // 2) / {units})"
    value = f"sin({angle}) if j % 2 == 0 else cos({angle})"
    yield case("constant", {"shape": [length, units], "value": value}, [], {}, encoding)
    yield case("constant", {"shape": [4, 4], "value": "1 if j <= i else 0"}, [], {}, torch.tril(torch.ones(4, 4)).unsqueeze(0))
    grid = torch.stack(torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"), -1).unsqueeze(0) + 0.5
    yield case("constant", {"shape": [2, 3, 2], "value": "(i if k == 0 else j) + 0.5"}, [], {}, grid)
    # Distances of the positions in a window, as in Swin Transformer.
    window = 3
    places = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
    apart = (places[:, :, None] - places[:, None, :]).permute(1, 2, 0) + window - 1
    index = apart[:, :, 0] * (2 * window - 1) + apart[:, :, 1]
    value = "(i // 3 - j // 3 + 2) * 5 + i % 3 - j % 3 + 2"
    yield case("constant", {"shape": [9, 9], "value": value, "dtype": "int32"}, [], {}, index.unsqueeze(0))
    mean = [0.485, 0.456, 0.406]
    yield case("constant", {"value": mean}, [], {}, torch.tensor(mean).unsqueeze(0))
    yield case("constant", {"shape": [2, 3], "value": -0.25}, [], {}, torch.full((1, 2, 3), -0.25))


def broadcasts():
    for op, layer in [
        ("add", layers.Add), ("subtract", layers.Subtract), ("multiply", layers.Multiply),
        ("average", layers.Average), ("maximum", layers.Maximum), ("minimum", layers.Minimum),
    ]:
        yield of_layer(op, {}, layer(), (2, 3, 4), (1, 1, 4))
        yield of_layer(op, {}, layer(), (1, 3), (2, 1))
        if op != "subtract":
            yield of_layer(op, {}, layer(), (3, 1, 2), (1, 2, 2), (3, 2, 1))


def axes():
    for dims, shape in [([2, 1], (2, 3)), ([3, 1, 2], (2, 3, 4)), ([2, 3, 1], (2, 1, 3))]:
        yield of_layer("permute", {"dims": dims}, layers.Permute(dims), shape)
    yield of_layer("repeat_vector", {"n": 3}, layers.RepeatVector(3), (4,))
    for reduction in ["mean", "max", "sum", "min"]:
        function = getattr(keras.ops, reduction)
        for axis, keepdims, shape in [([-1], False, (2, 3)), ([1, 2], False, (2, 3, 2)), ([1, -1], True, (2, 3, 2))]:
            x = draw(1, *shape)
            attributes = {"reduction": reduction, "axis": axis, "keepdims": keepdims}
            yield case("reduce", attributes, [x], {}, function(x, axis=tuple(axis), keepdims=keepdims))


def slopes():
    for slope, function in [
        (0.1, layers.LeakyReLU(negative_slope=0.1)),
        (0.3, layers.LeakyReLU()),
        (0.01, torch.nn.LeakyReLU()),
    ]:
        x = draw(1, 2, 4, low=-8, high=8)
        y = function(torch.from_numpy(x) if slope == 0.01 else x)
        yield case("activation", {"activation": {"leaky_relu": {"negative_slope": slope}}}, [x], {}, y)


def approximations():
    for function in [lambda x: keras.activations.gelu(x, approximate=True), torch.nn.GELU(approximate="tanh")]:
        x = draw(1, 3, 5, low=-5, high=5)
        y = function(torch.from_numpy(x) if isinstance(function, torch.nn.Module) else x)
        yield case("activation", {"activation": {"gelu": {"approximate": True}}}, [x], {}, y)


def softmax_axes():
    for axis, shape in [(1, (3, 2)), (2, (3, 2)), (-2, (2, 3)), (1, (2, 3, 4)), (2, (2, 3, 4)), (-3, (2, 3, 2)), (1, (4,)), (3, (2, 3, 4, 5))]:
        x = draw(1, *shape, low=-5, high=5)
        activation = {"softmax": {"axis": axis}}
        yield case("activation", {"activation": activation}, [x], {}, layers.Softmax(axis)(x))
        yield case("activation", {"activation": activation}, [x], {}, torch.nn.Softmax(axis)(torch.from_numpy(x)))


def embedding():
    for vocabulary, units, shape in [(7, 3, (5,)), (4, 2, (2, 3)), (1, 4, (1,)), (3, 1, (2, 2, 2))]:
        tokens = random.integers(0, vocabulary, (1, *shape)).astype(np.int32)
        layer = layers.Embedding(vocabulary, units)
        layer(tokens)
        table = draw(vocabulary, units)
        layer.set_weights([table])
        attributes = {"vocabulary": vocabulary, "units": units}
        yield case("embedding", attributes, [tokens], {"embeddings": table}, layer(tokens))
    tokens, table = random.integers(0, 9, (1, 6)), draw(9, 2)
    y = torch.nn.Embedding.from_pretrained(torch.from_numpy(table))(torch.from_numpy(tokens))
    yield case("embedding", {"vocabulary": 9, "units": 2}, [tokens], {"embeddings": table}, y)


def splits():
    for parts, axis, shape in [(2, -1, (4,)), (3, 1, (6, 2)), (2, 3, (2, 3, 4)), (2, -2, (2, 4, 1))]:
        x = draw(1, *shape)
        yield of_parts("split", {"parts": [parts], "axis": axis}, x, keras.ops.split(x, parts, axis=axis))
    for parts, axis, shape in [([1, 3], -1, (2, 4)), ([2, 1, 2], 2, (2, 5, 2))]:
        x = draw(1, *shape)
        y = [np.asarray(part) for part in torch.split(torch.from_numpy(x), parts, dim=axis)]
        yield of_parts("split", {"parts": parts, "axis": axis}, x, y)


def attention():
    def keras_case(attributes, shapes, mask=None, **more):
        layer = layers.MultiHeadAttention(**{"key_dim": shapes[0][-1] // attributes["num_heads"], **more})
        inputs = [draw(1, *shape) for shape in shapes]
        query, value, key = inputs[0], inputs[min(1, len(inputs) - 1)], inputs[-1]
        # With scores, Keras takes the way that is right if keys and values differ in size.
        settings = {"use_causal_mask": attributes.get("causal", False), "return_attention_scores": True}
        if mask is not None:
            settings["attention_mask"] = mask[:, None] if mask.ndim == 2 else mask
        layer(query, value, key, **settings)
        values = [draw(*weight.shape) for weight in layer.weights]
        layer.set_weights(values)
        weights = {"/".join(weight.path.split("/")[-2:]): value for weight, value in zip(layer.weights, values)}
        y, _ = layer(query, value, key, **settings)
        one = case("multi_head_attention", attributes, inputs, weights, y)
        if mask is not None:
            one["inputs"].append({**tensor(mask.astype(np.float32)), "dtype": "bool"})
        return one

    def mask(*shape):
        drawn = random.integers(0, 2, (1, *shape)).astype(bool)
        drawn[..., 0] = True
        return drawn

    yield keras_case({"num_heads": 2}, [(4, 6)], num_heads=2)
    yield keras_case({"num_heads": 3, "causal": True}, [(5, 6)], num_heads=3)
    yield keras_case({"num_heads": 2, "use_bias": False}, [(3, 4), (5, 3)], num_heads=2, use_bias=False)
    yield keras_case({"num_heads": 2, "key_dim": 3, "value_dim": 1}, [(3, 4), (5, 2), (5, 3)], num_heads=2, key_dim=3, value_dim=1)
    yield keras_case({"num_heads": 2}, [(4, 6)], mask(4), num_heads=2)
    yield keras_case({"num_heads": 2, "causal": True}, [(4, 6)], mask(4, 4), num_heads=2)
    yield keras_case({"num_heads": 1}, [(3, 2), (5, 2)], mask(3, 5), num_heads=1)
    yield keras_case({"num_heads": 2}, [(2, 3, 4)], num_heads=2, attention_axes=(2,))
    # PyTorch: query, key and value are one weight, and a mask is true where it excludes.
    x, excluded = draw(1, 4, 6), ~mask(4)
    layer = torch.nn.MultiheadAttention(6, 3, batch_first=True)
    projections, biases, last, last_bias = draw(18, 6), draw(18), draw(6, 6), draw(6)
    layer.load_state_dict({
        "in_proj_weight": torch.from_numpy(projections),
        "in_proj_bias": torch.from_numpy(biases),
        "out_proj.weight": torch.from_numpy(last),
        "out_proj.bias": torch.from_numpy(last_bias),
    })
    given = torch.from_numpy(x)
    y, _ = layer(given, given, given, key_padding_mask=torch.from_numpy(excluded))
    weights = {"attention_output/kernel": last.T.reshape(3, 2, 6), "attention_output/bias": last_bias}
    for index, name in enumerate(["query", "key", "value"]):
        part = slice(6 * index, 6 * index + 6)
        weights[f"{name}/kernel"] = projections[part].T.reshape(6, 3, 2)
        weights[f"{name}/bias"] = biases[part].reshape(3, 2)
    one = case("multi_head_attention", {"num_heads": 3}, [x], weights, y.detach().numpy())
    one["inputs"].append({**tensor((~excluded).astype(np.float32)), "dtype": "bool"})
    yield one


def grouped_attention():
    def rotated(x, wavelength, interleaved):
        # As in transformers: GPT-NeoX and Llama rotate halves, GPT-J neighbors.
        x = torch.from_numpy(np.asarray(x))
        size = x.shape[-1]
        frequencies = 1.0 / wavelength ** (torch.arange(0, size, 2) / size)
        angles = torch.arange(x.shape[1])[:, None] * frequencies
        angles = angles.repeat_interleave(2, -1) if interleaved else torch.cat([angles, angles], -1)
        angles = angles.reshape(1, x.shape[1], *[1] * (x.ndim - 3), size)
        if interleaved:
            turned = torch.stack([-x[..., 1::2], x[..., ::2]], -1).flatten(-2)
        else:
            turned = torch.cat([-x[..., size // 2 :], x[..., : size // 2]], -1)
        return (x * torch.cos(angles) + turned * torch.sin(angles)).numpy()

    for interleaved, shape in [(False, (4, 6)), (True, (3, 4)), (False, (3, 2, 4)), (True, (2, 3, 2))]:
        x = draw(1, *shape)
        yield case("rotary_embedding", {"form": "interleaved" if interleaved else "half"}, [x], {}, rotated(x, 10000, interleaved))
    for attributes, shapes in [
        ({"num_query_heads": 4, "num_key_value_heads": 2}, [(4, 8)]),
        ({"num_query_heads": 3, "num_key_value_heads": 1, "head_dim": 2, "causal": True}, [(5, 4)]),
        ({"num_query_heads": 2, "num_key_value_heads": 2, "use_bias": False}, [(3, 4), (5, 3)]),
    ]:
        settings = {key: value for key, value in attributes.items() if key != "causal"}
        layer = layers.GroupQueryAttention(**{"head_dim": shapes[0][-1] // attributes["num_query_heads"], **settings})
        inputs = [draw(1, *shape) for shape in shapes]
        causal = attributes.get("causal", False)
        layer(inputs[0], inputs[-1], use_causal_mask=causal)
        values = [draw(*weight.shape) for weight in layer.weights]
        layer.set_weights(values)
        weights = {"/".join(weight.path.split("/")[-2:]): value for weight, value in zip(layer.weights, values)}
        yield case("grouped_query_attention", attributes, inputs, weights, layer(inputs[0], inputs[-1], use_causal_mask=causal))
    for interleaved in [False, True]:
        x = draw(1, 5, 6)
        shapes = {"query": (6, 4, 4), "key": (6, 2, 4), "value": (6, 2, 4), "attention_output": (4, 4, 6)}
        weights = {f"{name}/kernel": draw(*shape) for name, shape in shapes.items()}
        query, key, value = (np.einsum("blc,chd->blhd", x, weights[f"{name}/kernel"]) for name in ["query", "key", "value"])
        query, key = (rotated(part, 100, interleaved).transpose(0, 2, 1, 3) for part in [query, key])
        given = [torch.from_numpy(np.ascontiguousarray(part)) for part in [query, key, value.transpose(0, 2, 1, 3)]]
        y = torch.nn.functional.scaled_dot_product_attention(*given, is_causal=True, enable_gqa=True).numpy()
        y = np.einsum("bhld,hdc->blc", y, weights["attention_output/kernel"])
        attributes = {"num_query_heads": 4, "num_key_value_heads": 2, "head_dim": 4, "use_bias": False, "causal": True,
                      "rotary": "interleaved" if interleaved else "half", "max_wavelength": 100}
        yield case("grouped_query_attention", attributes, [x], weights, y)


def matrices():
    for attributes, axes, shapes in [
        ({}, (2, 1), [(2, 3), (3, 4)]),
        ({"transpose_right": True}, (2, 2), [(2, 3), (4, 3)]),
        ({"transpose_left": True}, (1, 1), [(3, 2), (3, 4)]),
    ]:
        yield of_layer("matmul", attributes, layers.Dot(axes), *shapes)
    x, y = draw(1, 2, 3, 4), draw(1, 2, 2, 4)
    yield case("matmul", {"transpose_right": True}, [x, y], {}, torch.from_numpy(x) @ torch.from_numpy(y).mT)


def state_names(op):
    return ["state_h", "state_c"] if op.endswith(("lstm", "lstm1d", "lstm2d")) else ["state"]


def of_states(op, attributes, inputs, weights, outputs):
    """A case of a recurrent layer: its output, then its last states."""
    names = ["output", *state_names(op)]
    return case(op, attributes, inputs, weights, outputs[0]) | {"outputs": {name: tensor(x) for name, x in zip(names, outputs)}}


def of_recurrent(op, attributes, kind, shape, starts=False):
    """A case of Keras's layer, or of its Bidirectional, of which states are joined: forward, then backward."""
    own = {key: value for key, value in attributes.items() if key != "bidirectional"}
    merge = attributes.get("bidirectional")
    layer = kind(**own, return_state=True)
    ways = 1
    if merge:
        layer, ways = layers.Bidirectional(layer, merge_mode=merge), 2
    x = draw(1, *shape)
    layer(x)
    values = [draw(*weight.shape) for weight in layer.weights]
    layer.set_weights(values)
    names = [weight.name for weight in layer.weights]
    if merge:
        names = [f"{way}/{name}" for way in ["forward", "backward"] for name in names[: len(names) // 2]]
    count = len(state_names(op))
    sizes = layer.compute_output_shape(x.shape)[-1][1:]
    initial = [draw(1, *sizes) for _ in range(ways * count)] if starts else []
    output, *last = layer(x, initial_state=initial) if starts else layer(x)
    joined = lambda states: [np.concatenate(states[index::count], axis=-1) for index in range(count)] if states else []
    return of_states(op, attributes, [x, *joined(initial)], dict(zip(names, values)), [output, *joined(last)])


def recurrent():
    kinds = {"lstm": layers.LSTM, "gru": layers.GRU, "simple_rnn": layers.SimpleRNN}
    for op, attributes, shape in [
        ("lstm", {"units": 3}, (4, 2)),
        ("lstm", {"units": 2, "return_sequences": True, "use_bias": False}, (5, 3)),
        ("lstm", {"units": 2, "activation": "relu", "recurrent_activation": "hard_sigmoid"}, (3, 2)),
        ("gru", {"units": 3}, (4, 2)),
        ("gru", {"units": 2, "return_sequences": True, "reset_after": False}, (5, 3)),
        ("gru", {"units": 2, "use_bias": False}, (3, 2)),
        ("gru", {"units": 2, "activation": "elu", "recurrent_activation": "tanh", "reset_after": False}, (3, 2)),
        ("simple_rnn", {"units": 3}, (4, 2)),
        ("simple_rnn", {"units": 2, "return_sequences": True, "activation": "linear"}, (1, 3)),
        ("simple_rnn", {"units": 2, "activation": "sigmoid", "use_bias": False}, (3, 2)),
    ]:
        yield of_recurrent(op, attributes, kinds[op], shape)
    for op, attributes, shape in [
        ("lstm", {"units": 2, "bidirectional": "concat", "return_sequences": True}, (4, 3)),
        ("lstm", {"units": 3, "bidirectional": "concat"}, (3, 2)),
        ("gru", {"units": 2, "bidirectional": "sum", "return_sequences": True}, (3, 2)),
        ("gru", {"units": 2, "bidirectional": "mul", "reset_after": False}, (3, 2)),
        ("simple_rnn", {"units": 2, "bidirectional": "ave", "return_sequences": True}, (3, 2)),
    ]:
        yield of_recurrent(op, attributes, kinds[op], shape)
    # PyTorch: rows are the gates (of an LSTM in Keras's order, of a GRU reset, update, candidate), and there are two biases.
    for op, kind, gates in [("lstm", torch.nn.LSTM, [0, 1, 2, 3]), ("gru", torch.nn.GRU, [1, 0, 2]), ("simple_rnn", torch.nn.RNN, [0])]:
        module = kind(3, 2, batch_first=True, bidirectional=True)
        x, weights = draw(1, 4, 3), {}
        for way, suffix in [("forward", ""), ("backward", "_reverse")]:
            values = {name: draw(*getattr(module, f"{name}_l0{suffix}").shape) for name in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]}
            for name, value in values.items():
                setattr(module, f"{name}_l0{suffix}", torch.nn.Parameter(torch.from_numpy(value)))
            ordered = {name: np.concatenate([np.split(value, len(gates))[gate] for gate in gates]) for name, value in values.items()}
            biases = [ordered["bias_ih"], ordered["bias_hh"]]
            weights[f"{way}/kernel"] = ordered["weight_ih"].T
            weights[f"{way}/recurrent_kernel"] = ordered["weight_hh"].T
            weights[f"{way}/bias"] = np.stack(biases) if op == "gru" else biases[0] + biases[1]
        attributes = {"units": 2, "bidirectional": "concat", "return_sequences": True}
        # States are directions x batch x units.
        before = [draw(2, 1, 2) for _ in state_names(op)]
        for given in [[], before]:
            initial = [torch.from_numpy(state) for state in given]
            output, last = module(torch.from_numpy(x), tuple(initial) if len(initial) > 1 else initial[0] if initial else None)
            after = [state.detach().numpy().reshape(1, 4) for state in (last if op == "lstm" else [last])]
            inputs = [x, *(state.reshape(1, 4) for state in given)]
            yield of_states(op, attributes, inputs, weights, [output.detach(), *after])
    # Initial states, Keras's order of which is that of the forward direction, then that of the backward one.
    for op, attributes, shape in [
        ("lstm", {"units": 3}, (4, 2)),
        ("lstm", {"units": 2, "bidirectional": "concat", "return_sequences": True}, (3, 2)),
        ("lstm", {"units": 2, "bidirectional": "ave"}, (3, 2)),
        ("gru", {"units": 3, "return_sequences": True}, (4, 2)),
        ("gru", {"units": 2, "bidirectional": "sum", "reset_after": False}, (3, 2)),
        ("simple_rnn", {"units": 3}, (1, 2)),
        ("simple_rnn", {"units": 2, "bidirectional": "mul"}, (3, 2)),
    ]:
        yield of_recurrent(op, attributes, kinds[op], shape, starts=True)


def videos():
    kinds = {"conv_lstm1d": layers.ConvLSTM1D, "conv_lstm2d": layers.ConvLSTM2D}
    for op, attributes, shape, starts in [
        ("conv_lstm1d", {"filters": 2, "kernel_size": 3}, (3, 5, 2), False),
        ("conv_lstm1d", {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "padding": "same", "return_sequences": True}, (2, 5, 1), True),
        ("conv_lstm2d", {"filters": 2, "kernel_size": [3, 3], "padding": "same"}, (3, 4, 3, 2), False),
        ("conv_lstm2d", {"filters": 1, "kernel_size": [2, 3], "strides": [2, 1], "return_sequences": True, "use_bias": False}, (2, 5, 4, 3), True),
        ("conv_lstm2d", {"filters": 2, "kernel_size": [3, 2], "dilation_rate": [1, 2], "activation": "relu", "recurrent_activation": "hard_sigmoid"}, (2, 4, 4, 1), False),
        ("conv_lstm2d", {"filters": 2, "kernel_size": [3, 3], "padding": "same", "bidirectional": "concat", "return_sequences": True}, (3, 3, 3, 1), False),
        ("conv_lstm2d", {"filters": 2, "kernel_size": [1, 1], "bidirectional": "mul"}, (2, 3, 3, 2), True),
    ]:
        yield of_recurrent(op, attributes, kinds[op], shape, starts=starts)


def shuffles():
    for groups, shape in [(2, (1, 4)), (3, (2, 6)), (2, (2, 3, 4))]:
        x = draw(1, *shape)
        y = torch.nn.ChannelShuffle(groups)(torch.from_numpy(x).movedim(-1, 1)).movedim(1, -1)
        yield case("channel_shuffle", {"groups": groups}, [x], {}, y)


def patterns():
    for pattern, sizes, shape in [
        ("h w c -> (h w) c", {}, (2, 3, 2)),
        ("(h w) c -> h w c", {"h": 2}, (6, 2)),
        ("(h p) (w q) c -> (h w) (p q c)", {"p": 2, "q": 1}, (4, 2, 3)),
        ("h w (p q c) -> (h p) (w q) c", {"p": 2, "c": 2}, (1, 2, 8)),
        ("l (n d) -> n l d", {"n": 2}, (3, 4)),
        ("... c -> c ...", {}, (2, 3, 4)),
        ("a ... -> (...) 1 a", {}, (2, 3, 2)),
        ("1 w c -> c w ()", {}, (1, 3, 2)),
        ("(a b c) -> c b a", {"a": 2, "b": 3, "c": 2}, (12,)),
    ]:
        x = draw(1, *shape)
        before, after = pattern.split("->")
        y = einops.rearrange(x, f"batch {before} -> batch {after}", **sizes)
        yield case("rearrange", {"pattern": pattern, "sizes": sizes}, [x], {}, y)


def sequences():
    yield from (
        of_layer("conv1d", attributes, layers.Conv1D(**attributes), shape)
        for attributes, shape in [
            ({"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}, (6, 2)),
            ({"filters": 2, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}, (5, 3)),
            ({"filters": 2, "kernel_size": 3, "padding": "causal", "strides": 2, "use_bias": False}, (6, 1)),
            ({"filters": 4, "kernel_size": 3, "groups": 2, "dilation_rate": 2}, (7, 4)),
            ({"filters": 1, "kernel_size": 2, "strides": 3, "padding": "same"}, (8, 2)),
        ]
    )
    for op, layer in [("max_pool1d", layers.MaxPooling1D), ("avg_pool1d", layers.AveragePooling1D)]:
        for attributes in [{"pool_size": 3, "strides": 2, "padding": "same"}, {"pool_size": 2, "strides": 1}, {"pool_size": 2}]:
            yield of_layer(op, attributes, layer(**attributes), (5, 2))
    for op, layer in [("global_max_pool1d", layers.GlobalMaxPooling1D), ("global_avg_pool1d", layers.GlobalAveragePooling1D)]:
        for keepdims in [False, True]:
            yield of_layer(op, {"keepdims": keepdims}, layer(keepdims=keepdims), (3, 2))
    for ends in [[1, 2], [0, 3]]:
        yield of_layer("zero_pad1d", {"padding": ends}, layers.ZeroPadding1D(tuple(ends)), (3, 2))
    for ends in [[1, 2], [2, 0]]:
        yield of_layer("cropping1d", {"cropping": ends}, layers.Cropping1D(tuple(ends)), (5, 2))
    yield of_layer("up_sampling1d", {"size": 3}, layers.UpSampling1D(3), (3, 2))


def volumes():
    for op, layer, cases in [
        ("conv3d", layers.Conv3D, [
            ({"filters": 3, "kernel_size": [2, 3, 2], "strides": [1, 2, 2], "padding": "same"}, (3, 4, 5, 2)),
            ({"filters": 2, "kernel_size": [2, 2, 3], "strides": [2, 1, 1], "use_bias": False}, (4, 3, 4, 1)),
            ({"filters": 4, "kernel_size": [1, 3, 3], "groups": 2, "padding": "same"}, (2, 3, 3, 4)),
            ({"filters": 2, "kernel_size": [2, 2, 2], "dilation_rate": [2, 1, 2], "padding": "same"}, (3, 3, 4, 2)),
            ({"filters": 1, "kernel_size": [1, 2, 1], "strides": [2, 3, 2], "padding": "same"}, (3, 5, 4, 2)),
        ]),
        ("conv3d_transpose", layers.Conv3DTranspose, [
            ({"filters": 2, "kernel_size": [3, 4, 2], "strides": [2, 2, 1], "padding": "same"}, (2, 3, 2, 2)),
            ({"filters": 2, "kernel_size": [3, 2, 1], "strides": [2, 1, 2], "use_bias": False}, (2, 3, 2, 3)),
            ({"filters": 1, "kernel_size": [2, 2, 3], "strides": [3, 2, 2], "padding": "same"}, (2, 2, 3, 2)),
        ]),
        ("conv1d_transpose", layers.Conv1DTranspose, [
            ({"filters": 2, "kernel_size": 4, "strides": 2, "padding": "same"}, (4, 3)),
            ({"filters": 3, "kernel_size": 3, "strides": 2}, (3, 2)),
            ({"filters": 1, "kernel_size": 2, "strides": 3, "padding": "same", "use_bias": False}, (3, 2)),
        ]),
        ("zero_pad3d", layers.ZeroPadding3D, [({"padding": [[0, 2], [1, 0], [1, 1]]}, (2, 1, 2, 2))]),
        ("cropping3d", layers.Cropping3D, [({"cropping": [[0, 1], [1, 0], [1, 1]]}, (3, 2, 4, 2))]),
        ("cropping2d", layers.Cropping2D, [({"cropping": [[0, 2], [1, 0]]}, (4, 3, 2)), ({"cropping": [[1, 1], [1, 1]]}, (3, 4, 1))]),
        ("up_sampling3d", layers.UpSampling3D, [({"size": [1, 2, 3]}, (2, 2, 1, 2))]),
    ]:
        for attributes, shape in cases:
            yield of_layer(op, attributes, layer(**attributes), shape)
    for op, layer in [("max_pool3d", layers.MaxPooling3D), ("avg_pool3d", layers.AveragePooling3D)]:
        for attributes, shape in [
            ({"pool_size": [2, 3, 2], "strides": [1, 2, 1], "padding": "same"}, (3, 5, 4, 2)),
            ({"pool_size": [1, 2, 2], "strides": [2, 1, 2], "padding": "valid"}, (3, 3, 4, 2)),
        ]:
            yield of_layer(op, attributes, layer(**attributes), shape)
    for op, layer in [("global_max_pool3d", layers.GlobalMaxPooling3D), ("global_avg_pool3d", layers.GlobalAveragePooling3D)]:
        for keepdims in [False, True]:
            yield of_layer(op, {"keepdims": keepdims}, layer(keepdims=keepdims), (2, 3, 2, 2))


def parts():
    for start, end, axis, shape in [(1, 3, -1, (5,)), (-2, 0, 1, (4, 3)), (0, -1, 2, (2, 3, 4)), (-3, -1, -2, (2, 4, 1))]:
        x = draw(1, *shape)
        index = [slice(None)] * x.ndim
        index[axis] = slice(start, end or None)
        yield case("slice", {"start": start, "end": end, "axis": axis}, [x], {}, torch.from_numpy(x)[tuple(index)])
    for axis, count, shape in [(-1, 2, (3,)), (1, 3, (2, 2)), (2, 2, (2, 3)), (-2, 2, (2, 2, 2))]:
        xs = [draw(1, *shape) for _ in range(count)]
        yield case("stack", {"axis": axis}, xs, {}, keras.ops.stack(xs, axis=axis))
    gates = {"swish": torch.nn.functional.silu, "gelu": torch.nn.functional.gelu, "relu": torch.relu, "linear": lambda x: x}
    x = draw(1, 2, 6, low=-3, high=3)
    yield case("glu", {}, [x], {}, torch.nn.GLU()(torch.from_numpy(x)))
    for gate, function in gates.items():
        value, other = torch.from_numpy(x).chunk(2, dim=-1)
        yield case("glu", {"gate": gate}, [x], {}, value * function(other))


def sparsemax(x):
    """Algorithm 1 of Martins and Astudillo (arXiv:1602.02068); Keras 3.15 adds up the sums of the whole support."""
    descending = -np.sort(-x.astype(float), axis=-1)
    sums = np.cumsum(descending, axis=-1)
    ranks = np.arange(1, x.shape[-1] + 1)
    last = np.sum(1 + ranks * descending > sums, axis=-1, keepdims=True)
    threshold = (np.take_along_axis(sums, last - 1, axis=-1) - 1) / last
    return np.maximum(x - threshold, 0)


def more_activations():
    words = "selu celu mish softplus squareplus sparse_plus log_sigmoid sparse_sigmoid hard_tanh softsign hard_shrink soft_shrink tanh_shrink exponential log_softmax"
    for word in words.split():
        x = draw(1, 3, 7, low=-4, high=4)
        yield case("activation", {"activation": word}, [x], {}, layers.Activation(word)(x))
    functions = keras.activations
    for word, settings, function in [
        ("elu", {"alpha": 0.5}, layers.ELU(0.5)),
        ("celu", {"alpha": 2}, lambda x: functions.celu(x, 2)),
        ("squareplus", {"b": 1}, lambda x: functions.squareplus(x, 1)),
        ("hard_shrink", {"threshold": 1}, lambda x: functions.hard_shrink(x, 1)),
        ("soft_shrink", {"threshold": 0.25}, lambda x: functions.soft_shrink(x, 0.25)),
        ("threshold", {"threshold": 0.5, "value": -1}, lambda x: functions.threshold(x, 0.5, -1)),
    ]:
        x = draw(1, 2, 6, low=-4, high=4)
        yield case("activation", {"activation": {word: settings}}, [x], {}, function(x))
    nn = torch.nn
    for word, function in [
        ("selu", nn.SELU()),
        ("celu", nn.CELU()),
        ("mish", nn.Mish()),
        ("softplus", nn.Softplus()),
        ("log_sigmoid", nn.LogSigmoid()),
        ("hard_tanh", nn.Hardtanh()),
        ("softsign", nn.Softsign()),
        ("threshold", nn.Threshold(1, 0)),
        ("hard_shrink", nn.Hardshrink()),
        ("soft_shrink", nn.Softshrink()),
        ("tanh_shrink", nn.Tanhshrink()),
        ("log_softmax", nn.LogSoftmax(-1)),
    ]:
        x = draw(1, 2, 5, low=-4, high=4)
        yield case("activation", {"activation": word}, [x], {}, function(torch.from_numpy(x)))
    for shape, limit in [((1, 2, 5), 4), ((1, 3, 7), 1), ((1, 6), 0.2)]:
        x = draw(*shape, low=-limit, high=limit)
        yield case("activation", {"activation": "sparsemax"}, [x], {}, sparsemax(x))


def noises():
    for op, attributes, layer, shape in [
        ("spatial_dropout1d", {"rate": 0.5}, layers.SpatialDropout1D(0.5), (3, 2)),
        ("spatial_dropout2d", {"rate": 0.5}, layers.SpatialDropout2D(0.5), (2, 3, 2)),
        ("spatial_dropout3d", {"rate": 0.5}, layers.SpatialDropout3D(0.5), (2, 1, 3, 2)),
        ("alpha_dropout", {"rate": 0.5}, layers.AlphaDropout(0.5), (2, 3)),
        ("gaussian_dropout", {"rate": 0.5}, layers.GaussianDropout(0.5), (2, 3)),
        ("gaussian_noise", {"stddev": 0.5}, layers.GaussianNoise(0.5), (2, 3)),
    ]:
        yield of_layer(op, attributes, layer, shape)
    x = draw(1, 2, 3)
    yield case("drop_path", {"rate": 0.5}, [x], {}, torch.nn.Dropout(0.5).eval()(torch.from_numpy(x)))


def channels_first(x):
    return torch.from_numpy(x).movedim(-1, 1)


def more_norms():
    for axis, shape in [(-1, (5,)), (1, (3, 2)), ((1, 2), (2, 3, 2)), (-2, (2, 3, 2))]:
        axes = list(axis) if isinstance(axis, tuple) else [axis]
        yield of_layer("unit_normalization", {"axis": axes}, layers.UnitNormalization(axis=axis), shape)
    x = draw(1, 3, 4)
    yield case("unit_normalization", {}, [x], {}, torch.nn.functional.normalize(torch.from_numpy(x), dim=-1))
    for attributes, shape in [
        ({}, (2, 2, 7)),
        ({"size": 3, "alpha": 1, "beta": 0.5, "k": 2}, (3, 2, 4)),
        ({"size": 4, "alpha": 2, "beta": 1}, (2, 6)),
        ({"size": 1, "alpha": 1}, (2, 3)),
    ]:
        x = draw(1, *shape, low=-3, high=3)
        norm = torch.nn.LocalResponseNorm(**({"size": 5} | attributes))
        yield case("local_response_norm", attributes, [x], {}, norm(channels_first(x)).movedim(1, -1))


def pixel_blocks():
    for block, shape in [(2, (4, 6, 3)), (3, (3, 6, 1))]:
        x = draw(1, *shape)
        y = torch.nn.PixelUnshuffle(block)(channels_first(x)).movedim(1, -1)
        yield case("space_to_depth", {"block_size": block, "mode": "crd"}, [x], {}, y)
        y = einops.rearrange(x, "n (h p) (w q) c -> n h w (p q c)", p=block, q=block)
        yield case("space_to_depth", {"block_size": block}, [x], {}, y)
    for block, shape in [(2, (2, 3, 8)), (3, (1, 2, 9))]:
        x = draw(1, *shape)
        y = torch.nn.PixelShuffle(block)(channels_first(x)).movedim(1, -1)
        yield case("depth_to_space", {"block_size": block, "mode": "crd"}, [x], {}, y)
        y = einops.rearrange(x, "n h w (p q c) -> n (h p) (w q) c", p=block, q=block)
        yield case("depth_to_space", {"block_size": block}, [x], {}, y)


def resizes():
    bilinear = {"half_pixel": {"mode": "bilinear"}, "align_corners": {"mode": "bilinear", "align_corners": True}}
    nearest = {"half_pixel": {"mode": "nearest-exact"}, "asymmetric": {"mode": "nearest"}}
    for shape, size in [((3, 4, 2), [6, 5]), ((5, 7, 1), [3, 4]), ((4, 2, 2), [1, 7]), ((1, 3, 1), [2, 3])]:
        for interpolation, forms in [("bilinear", bilinear), ("nearest", nearest)]:
            for coordinates, arguments in forms.items():
                x = draw(1, *shape)
                attributes = {"interpolation": interpolation, "coordinates": coordinates}
                y = torch.nn.functional.interpolate(channels_first(x), size=size, **arguments).movedim(1, -1)
                yield case("resize", attributes | {"size": size}, [x], {}, y)
                yield case("resize_like", attributes, [x, draw(1, *size, 1)], {}, y)
        for interpolation in ["bilinear", "nearest"]:
            attributes = {"size": size, "interpolation": interpolation}
            yield of_layer("resize", attributes, layers.Resizing(*size, interpolation=interpolation), shape)


def adaptive_pools():
    for size, output in [((7, 5, 2), [3, 2]), ((4, 4, 1), [4, 3]), ((3, 2, 2), [5, 4])]:
        x = draw(1, *size)
        y = torch.nn.AdaptiveMaxPool2d(output)(channels_first(x)).movedim(1, -1)
        yield case("adaptive_max_pool2d", {"output_size": output}, [x], {}, y)
        x = draw(1, size[0], size[2])
        for op, pool in [("adaptive_avg_pool1d", torch.nn.AdaptiveAvgPool1d), ("adaptive_max_pool1d", torch.nn.AdaptiveMaxPool1d)]:
            yield case(op, {"output_size": output[0]}, [x], {}, pool(output[0])(channels_first(x)).movedim(1, -1))
    for op, layer in [("adaptive_avg_pool1d", layers.AdaptiveAveragePooling1D), ("adaptive_max_pool1d", layers.AdaptiveMaxPooling1D)]:
        yield of_layer(op, {"output_size": 3}, layer(3), (7, 2))
    for op, pool in [("adaptive_avg_pool3d", torch.nn.AdaptiveAvgPool3d), ("adaptive_max_pool3d", torch.nn.AdaptiveMaxPool3d)]:
        for size, output in [((5, 4, 3, 2), [3, 2, 3]), ((2, 3, 1, 2), [3, 1, 2])]:
            x = draw(1, *size)
            yield case(op, {"output_size": output}, [x], {}, pool(output)(channels_first(x)).movedim(1, -1))
    yield of_layer("adaptive_max_pool2d", {"output_size": [3, 2]}, layers.AdaptiveMaxPooling2D((3, 2)), (7, 5, 2))


def attention_biases():
    # PyTorch adds a float mask to the scores; one of three dimensions has those of each head.
    for heads, units, length, shape in [(2, 4, 3, (3, 3)), (2, 6, 4, (2, 4, 4)), (3, 6, 2, (1, 2, 2)), (2, 4, 3, (2, 3, 1))]:
        x, bias = draw(1, length, units), draw(1, *shape, low=-3, high=3)
        layer = torch.nn.MultiheadAttention(units, heads, batch_first=True)
        projections, biases, last, last_bias = draw(3 * units, units), draw(3 * units), draw(units, units), draw(units)
        layer.load_state_dict({
            "in_proj_weight": torch.from_numpy(projections),
            "in_proj_bias": torch.from_numpy(biases),
            "out_proj.weight": torch.from_numpy(last),
            "out_proj.bias": torch.from_numpy(last_bias),
        })
        given, scores = torch.from_numpy(x), torch.from_numpy(np.broadcast_to(bias[0], (heads, length, length)).copy())
        y, _ = layer(given, given, given, attn_mask=scores)
        size = units // heads
        weights = {"attention_output/kernel": last.T.reshape(heads, size, units), "attention_output/bias": last_bias}
        for index, name in enumerate(["query", "key", "value"]):
            part = slice(units * index, units * (index + 1))
            weights[f"{name}/kernel"] = projections[part].T.reshape(units, heads, size)
            weights[f"{name}/bias"] = biases[part].reshape(heads, size)
        yield case("multi_head_attention", {"num_heads": heads, "biased": True}, [x, bias], weights, y.detach().numpy())


def indices():
    for shift, axis, shape in [([1], [1], (5, 2)), ([-2], [2], (2, 5)), ([2, -1], [1, 3], (3, 2, 4)), ([7], [-1], (3,)), ([-3], [1, 2], (4, 4, 2))]:
        x = draw(1, *shape)
        shifts = shift * len(axis) if len(shift) == 1 else shift
        yield case("roll", {"shift": shift, "axis": axis}, [x], {}, torch.roll(torch.from_numpy(x), shifts, axis))
    for axis, shape, places in [(1, (4, 2), (3,)), (1, (5, 3), (2, 2)), (-1, (2, 4), (3,)), (2, (2, 4, 3), (2, 1)), (-3, (4, 2, 2), (5,))]:
        x, at = draw(1, *shape), random.integers(0, 4, (1, *places)).astype(np.int32)
        axis_of_example = axis - 1 if axis > 0 else axis
        y = keras.ops.take(x[0], at[0], axis=axis_of_example)[None]
        yield case("gather", {"axis": axis}, [x, at], {}, y)
    for shape, classes in [((3,), 4), ((2, 3), 5), ((1,), 6)]:
        tokens = random.integers(0, 4, (1, *shape))
        y = torch.nn.functional.one_hot(torch.from_numpy(tokens), classes)
        yield case("one_hot", {"num_classes": classes}, [tokens], {}, y)


def channels_last(x):
    return x.permute(0, *range(2, x.ndim), 1).numpy()


def margins():
    convolve = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d, 3: torch.nn.functional.conv3d}
    for shape, kernel, padding, strides, groups in [
        ((6, 2), [3], [2], [2], 1),
        ((5, 7, 2), [3, 2], [1, 2], [2, 1], 1),
        ((4, 4, 4), [3, 3], [1, 1], [1, 1], 2),
        ((3, 4, 5, 2), [2, 3, 3], [1, 0, 2], [1, 2, 2], 1),
    ]:
        rank = len(kernel)
        x, w, b = draw(1, *shape), draw(*kernel, shape[-1] // groups, 4), draw(4)
        y = convolve[rank](
            channels_first(x),
            torch.from_numpy(w).permute(rank + 1, rank, *range(rank)),
            torch.from_numpy(b),
            stride=strides,
            padding=padding,
            groups=groups,
        )
        one = rank == 1
        attributes = {
            "filters": 4,
            "kernel_size": kernel[0] if one else kernel,
            "strides": strides[0] if one else strides,
            "padding": padding[0] if one else padding,
            "groups": groups,
        }
        yield case(f"conv{rank}d", attributes, [x], {"kernel": w, "bias": b}, channels_last(y))
    x, w = draw(1, 4, 3, 2), draw(3, 3, 2, 2)
    y = torch.nn.functional.conv2d(
        torch.nn.functional.pad(channels_first(x), (2, 0, 0, 1)),
        torch.from_numpy(w.reshape(3, 3, 1, 4)).permute(3, 2, 0, 1),
        groups=2,
    )
    attributes = {"kernel_size": [3, 3], "depth_multiplier": 2, "padding": [[0, 1], [2, 0]], "use_bias": False}
    yield case("depthwise_conv2d", attributes, [x], {"depthwise_kernel": w}, channels_last(y))
    for shape, size, strides, padding in [
        ((8, 2), [3], [2], [1]),
        ((6, 2), [2], [3], [0]),
        ((5, 2), [2], [2], [1]),
        ((6, 7, 2), [3, 3], [2, 2], [1, 1]),
        ((5, 8, 2), [2, 3], [2, 3], [0, 1]),
        ((5, 6, 2), [3, 3], [3, 2], [1, 0]),
        ((3, 4, 5, 2), [2, 2, 3], [2, 3, 2], [1, 0, 1]),
    ]:
        rank = len(size)
        pools = torch.nn.functional
        one = rank == 1
        attributes = {
            "pool_size": size[0] if one else size,
            "strides": strides[0] if one else strides,
            "padding": padding[0] if one else padding,
        }
        x = draw(1, *shape, low=-2.0, high=-0.5)
        for rounding in ["down", "up"]:
            settings = {"stride": strides, "padding": padding, "ceil_mode": rounding == "up"}
            rounded = attributes | {"rounding": rounding}
            y = getattr(pools, f"max_pool{rank}d")(channels_first(x), size, **settings)
            yield case(f"max_pool{rank}d", rounded, [x], {}, channels_last(y))
            for counts in [False, True]:
                y = getattr(pools, f"avg_pool{rank}d")(channels_first(x), size, count_include_pad=counts, **settings)
                yield case(f"avg_pool{rank}d", rounded | {"count_padding": counts}, [x], {}, channels_last(y))


def channels_of_sequences():
    named = lambda name: {"kernel": "depthwise_kernel"}.get(name, name)
    for attributes, shape in [
        ({"kernel_size": 3, "strides": 2, "padding": "same", "depth_multiplier": 2}, (6, 2)),
        ({"kernel_size": 2, "dilation_rate": 2, "use_bias": False}, (5, 3)),
    ]:
        yield of_layer("depthwise_conv1d", attributes, layers.DepthwiseConv1D(**attributes), shape, rename=named)
    for attributes, shape in [
        ({"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same", "depth_multiplier": 2}, (7, 2)),
        ({"filters": 2, "kernel_size": 2, "dilation_rate": 2, "use_bias": False}, (6, 3)),
    ]:
        yield of_layer("separable_conv1d", attributes, layers.SeparableConv1D(**attributes), shape)


def transposed():
    """Transposed convolutions: PyTorch's with padding in numbers, and Keras's with words."""
    convolve = {
        1: torch.nn.functional.conv_transpose1d,
        2: torch.nn.functional.conv_transpose2d,
        3: torch.nn.functional.conv_transpose3d,
    }
    # Input, kernel, strides, padding, output padding, dilation, groups.
    for shape, kernel, strides, padding, more, dilation, groups in [
        ((3, 2), [3], [2], [1], [1], [1], 1),
        ((3, 4), [2], [3], [0], [2], [2], 2),
        ((5, 4), [4], [1], [3], [1], [2], 4),
        ((3, 2, 2), [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], 1),
        ((2, 3, 4), [4, 3], [2, 3], [1, 2], [0, 2], [1, 1], 2),
        ((3, 3, 6), [2, 3], [2, 1], [1, 2], [1, 1], [3, 2], 3),
        ((2, 3, 2), [1, 2], [3, 2], [0, 1], [2, 1], [1, 2], 2),
        ((2, 2, 3, 4), [3, 2, 2], [2, 1, 2], [1, 0, 1], [1, 0, 1], [1, 2, 1], 2),
        ((2, 3, 2, 2), [2, 3, 1], [1, 2, 3], [1, 1, 0], [1, 0, 2], [2, 1, 1], 1),
    ]:
        rank = len(kernel)
        filters = 2 * groups
        x, w, b = draw(1, *shape), draw(*kernel, filters // groups, shape[-1]), draw(filters)
        weights = torch.from_numpy(w).permute(rank + 1, rank, *range(rank)), torch.from_numpy(b)
        y = convolve[rank](channels_first(x), *weights, strides, padding, more, groups, dilation)
        attributes = {
            "filters": filters,
            "kernel_size": kernel,
            "strides": strides,
            "padding": padding,
            "output_padding": more,
            "dilation_rate": dilation,
            "groups": groups,
        }
        if rank == 1:
            attributes = {key: value[0] if isinstance(value, list) else value for key, value in attributes.items()}
        yield case(f"conv{rank}d_transpose", attributes, [x], {"kernel": w, "bias": b}, channels_last(y))
    # Other margins on each side are those of the whole output.
    x, w = draw(1, 3, 2, 2), draw(3, 4, 3, 2)
    whole = channels_last(convolve[2](channels_first(x), torch.from_numpy(w).permute(3, 2, 0, 1), stride=2))
    attributes = {"filters": 3, "kernel_size": [3, 4], "strides": [2, 2], "use_bias": False}
    margins = {"padding": [[0, 2], [3, 1]]}
    yield case("conv2d_transpose", {**attributes, **margins}, [x], {"kernel": w}, whole[:, :-2, 3:-1])
    for rank, attributes, shape in [
        (1, {"kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1}, (3, 2)),
        (1, {"kernel_size": 4, "strides": 3, "padding": "valid", "output_padding": 2}, (3, 2)),
        (1, {"kernel_size": 3, "padding": "same", "dilation_rate": 2}, (3, 2)),
        (2, {"kernel_size": [3, 4], "strides": [2, 3], "padding": "same", "output_padding": [0, 2]}, (2, 3, 2)),
        (2, {"kernel_size": [2, 5], "strides": [3, 2], "padding": "same", "output_padding": [1, 0]}, (2, 3, 2)),
        (2, {"kernel_size": [2, 1], "strides": [3, 3], "padding": "valid", "output_padding": [2, 0]}, (2, 2, 2)),
        (2, {"kernel_size": [3, 2], "padding": "same", "dilation_rate": [1, 3]}, (3, 3, 2)),
        (2, {"kernel_size": [2, 2], "padding": "valid", "dilation_rate": [2, 2]}, (2, 3, 2)),
        (3, {"kernel_size": [2, 3, 1], "strides": [2, 2, 3], "padding": "same", "output_padding": [1, 1, 2]}, (2, 2, 2, 1)),
    ]:
        layer = {1: layers.Conv1DTranspose, 2: layers.Conv2DTranspose, 3: layers.Conv3DTranspose}[rank]
        yield of_layer(f"conv{rank}d_transpose", {"filters": 2, **attributes}, layer(2, **attributes), shape)


def write(make):
    cases = [json.dumps(one, separators=(",", ":")) for one in make()]
    (folder / f"{make.__name__}.json").write_text("[\n" + ",\n".join(cases) + "\n]\n")


for make in [convolutions, pools, normalization, activations, shapes, whole_layers, group_norm, prelu, slopes, rms_norm, joins, embedding, axes, broadcasts, splits, attention]:
    write(make)

# Each draws from a sequence of its own, so that one more changes none of the others.
for make in [recurrent, approximations, softmax_axes, takes, parameters, constants, shuffles, patterns, sequences, parts, grouped_attention, matrices, tables, volumes, more_activations, noises, more_norms, pixel_blocks, resizes, adaptive_pools, indices, attention_biases, margins, channels_of_sequences, videos, transposed]:
    random = np.random.default_rng(list(make.__name__.encode()))
    write(make)
