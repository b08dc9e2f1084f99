"""Holds ONNX files against ONNX's own checker, and prints the shapes that ONNX infers, by value, a line of JSON a file."""

import json
import sys

import onnx
from onnx import checker, shape_inference

for file in sys.argv[1:]:
    checker.check_model(file, full_check=True)
    graph = shape_inference.infer_shapes(onnx.load(file), strict_mode=True, data_prop=True).graph
    shapes = {
        value.name: [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
        for value in [*graph.input, *graph.value_info, *graph.output]
    }
    print(json.dumps(shapes))
