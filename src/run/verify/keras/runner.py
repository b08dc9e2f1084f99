"""Builds and runs networks of modules that netspec generated.

Reads requests from standard input, one JSON object per line, and writes an answer for each to standard output. Tensors
are in files of the folder that the first answer names, which is removed at the end: values of float32, one tensor after
the other.
"""

import sys

# Files in the current folder are no modules.
sys.path[:] = [path for path in sys.path if path]

import importlib.util
import json
import os
import re
import tempfile
import time
import traceback

# Whatever else prints, prints to standard error.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

BACKENDS = ("jax", "torch", "tensorflow")


def answer(**values):
    print(json.dumps(values), file=answers, flush=True)


def is_installed(package):
    return importlib.util.find_spec(package) is not None


def choose_backend(wanted):
    """The back end that is asked for, or else the environment's, or else the first that is installed."""
    wanted = wanted or os.environ.get("KERAS_BACKEND")
    if wanted and wanted not in BACKENDS:
        raise ValueError(f"KERAS_BACKEND is {wanted}; expected {', '.join(BACKENDS)}")
    return wanted or next((name for name in BACKENDS if is_installed(name)), BACKENDS[0])


def start(wanted):
    """Imports Keras; or says which packages are missing."""
    backend = choose_backend(wanted)
    missing = [name for name in ("keras", backend) if not is_installed(name)]
    if missing:
        return {"missing": missing}
    os.environ["KERAS_BACKEND"] = backend
    import keras

    if int(keras.__version__.split(".")[0]) < 3:
        return {"missing": ["keras"]}
    # The user's keras.json may say otherwise.
    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    return {"backend": backend}


class Network:
    """A network, and its tensors by number."""

    def __init__(self, file, code, factory, arguments):
        import keras

        keras.utils.clear_session()
        self.bytes_before = peak_bytes()
        self.module = {"__name__": "netspec_generated"}
        exec(compile(code, file, "exec"), self.module)
        arguments = {key: tuple(value) if isinstance(value, list) else value for key, value in arguments.items()}
        self.model = self.module[factory](**arguments)
        self.tensors = []
        self.numbers = {}

    def number(self, tensor):
        if id(tensor) not in self.numbers:
            self.numbers[id(tensor)] = len(self.tensors)
            self.tensors.append(tensor)
        return self.numbers[id(tensor)]

    def describe(self):
        import keras

        model = self.model
        names = {id(one): name for name, one in self.module["variables_by_name"](model).items()}
        layers = []
        for operation in model.operations:
            calls = [
                {
                    "inputs": [self.number(one) for one in node.input_tensors],
                    "outputs": [self.number(one) for one in node.output_tensors],
                }
                for node in operation._inbound_nodes
            ]
            variables = operation.weights if isinstance(operation, keras.Layer) else []
            trainable = {id(one) for one in operation.trainable_weights} if variables else set()
            weights = [
                {"name": names[id(one)], "shape": tuple(one.shape), "trainable": id(one) in trainable}
                for one in variables
            ]
            layers.append({"name": operation.name, "calls": calls, "weights": weights})
        outputs = {name: self.number(one) for name, one in model.output.items()}
        inputs = [self.number(one) for one in model.inputs]
        tensors = [
            {"layer": one._keras_history.operation.name, "shape": tuple(one.shape)[1:], "dtype": one.dtype}
            for one in self.tensors
        ]
        return {"inputs": inputs, "outputs": outputs, "layers": layers, "tensors": tensors}

    def run(self, folder, weights, inputs, tensors):
        """Sets weights, and computes tensors and outputs."""
        import keras

        model = self.model
        self.module["load_weights"](model, read(folder, "weights", weights))
        given = read(folder, "inputs", inputs)
        given = {one.name: given[one.name].astype(one.dtype) for one in model.inputs}
        computed = {}
        if tensors:
            # Keras would take the tensor of a list with only one out of it.
            everything = keras.Model(model.inputs, {str(number): self.tensors[number] for number in tensors})
            computed = everything([given[one.name] for one in model.inputs])
        values = write(folder, "values", [keras.ops.convert_to_numpy(computed[str(number)]) for number in tensors])
        begin = time.perf_counter()
        results = model(given if isinstance(model.input, dict) else next(iter(given.values())))
        results = {name: keras.ops.convert_to_numpy(one) for name, one in results.items()}
        milliseconds = 1000 * (time.perf_counter() - begin)
        outputs = write(folder, "outputs", list(results.values()))
        return {
            "values": values,
            "outputs": [{"name": name, **one} for name, one in zip(results, outputs)],
            "milliseconds": milliseconds,
            "peak_bytes": peak_bytes() - self.bytes_before,
        }


def peak_bytes():
    """The most memory that this process has had; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def read(folder, name, entries):
    import numpy as np

    values = np.fromfile(os.path.join(folder, name), "<f4")
    tensors = {}
    begin = 0
    for entry in entries:
        end = begin + int(np.prod(entry["shape"], dtype=np.int64))
        tensors[entry["name"]] = values[begin:end].reshape(entry["shape"])
        begin = end
    return tensors


def write(folder, name, tensors):
    with open(os.path.join(folder, name), "wb") as file:
        for tensor in tensors:
            tensor.astype("<f4").tofile(file)
    return [{"shape": tuple(tensor.shape)} for tensor in tensors]


def words(error, file):
    """The error on one line, with the deepest place in the generated code."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", " ".join(traceback.format_exception_only(error)))
    text = re.sub(r"\s+", " ", text).strip()
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    if isinstance(error, SyntaxError):
        lines = []
    place = f" ({file}, line {lines[-1]})" if lines else ""
    return text[:400] + ("..." if len(text) > 400 else "") + place


def serve(folder):
    network = None
    file = None
    for line in sys.stdin:
        request = json.loads(line)
        task = request.pop("task")
        try:
            if task == "start":
                answer(folder=folder, **start(**request))
            elif task == "build":
                file = request["file"]
                network = None
                network = Network(**request)
                answer(network=network.describe())
            else:
                answer(result=network.run(folder, **request))
        except Exception as error:
            answer(error=words(error, file))


with tempfile.TemporaryDirectory(prefix="netspec-") as folder:
    try:
        serve(folder)
    except (KeyboardInterrupt, BrokenPipeError):
        pass
