/** The ops that ONNX has ready-made. */

import { activationFrom } from '../../ops/companions.js';
import { activate, axisOf, normalise } from './companions.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import { biasOf, channelsOf, type OnnxRows, type OpInputs, type OpLowering } from './lowering.js';
import { addGru, addLstm, addSimpleRnn } from './recurrent.js';
import { spatialRows } from './spatial.js';

// ---------------------------------------------------------------- shapes

/** Values in one format: channels first if any has that. Axes of those that have fewer are aligned at the last. */
function together([first, ...others]: OpInputs, graph: GraphBuilder): OpInputs {
  const rank = Math.max(...[first, ...others].map(({ shape }) => shape.length));
  if ([first, ...others].some(({ shape }) => shape.length < rank)) {
    const widened = (value: GraphValue) => widen(graph.inLayout(value, 'last'), rank, graph);
    return [widened(first), ...others.map(widened)];
  }
  const isFirst = ({ layout, shape }: GraphValue) => layout === 'first' && shape.length > 1;
  const layout = [first, ...others].some(isFirst) ? 'first' : 'last';
  return [graph.inLayout(first, layout), ...others.map((value) => graph.inLayout(value, layout))];
}

/** A value with axes of size 1 after the batch, up to a rank. */
function widen(value: GraphValue, rank: number, graph: GraphBuilder): GraphValue {
  const { name, shape } = value;
  const missing = Array.from({ length: rank - shape.length }, (_, place) => place + 1);
  if (missing.length === 0) return value;
  const wide = graph.node('Unsqueeze', [name, graph.integers(`axes_${missing.join('_')}`, missing)]);
  return { ...value, name: wide, shape: [...missing.map(() => 1), ...shape] };
}

/** Combines inputs two by two: ONNX's arithmetic ops take only two. */
const elementwise = (opType: string): OpLowering => {
  return (inputs, layer, graph) => {
    const [first, ...others] = together(inputs, graph);
    const name = others.reduce((result, other) => graph.node(opType, [result, other.name]), first.name);
    return { name, shape: layer.output, layout: first.layout };
  };
};

/** Any number of inputs at once. */
const elementwiseOfAll = (opType: string): OpLowering => {
  return (inputs, layer, graph) => {
    const values = together(inputs, graph);
    const names = values.map(({ name }) => name);
    return { name: graph.node(opType, names), shape: layer.output, layout: values[0].layout };
  };
};

// ---------------------------------------------------------------- the ops

/** The ops that ONNX has ready-made; the nodes of others follow from what they compute. */
export const rows: OnnxRows = {
  ...spatialRows,

  dense([input], layer, graph) {
    const { name, shape } = graph.inLayout(input, 'last');
    const kernel = graph.weight(layer, 'kernel');
    const bias = biasOf(layer, graph);
    const value = { shape: layer.output, layout: 'last' } as const;
    // Not a MatMul: ONNX Runtime can lose the input of one that it fuses with batch norm.
    if (shape.length === 1) return { ...value, name: graph.node('Gemm', [name, kernel, ...bias]) };
    const product = graph.node('MatMul', [name, kernel]);
    return { ...value, name: bias.length > 0 ? graph.node('Add', [product, ...bias]) : product };
  },

  lstm: addLstm,
  gru: addGru,
  simple_rnn: addSimpleRnn,

  rescaling([input], layer, graph) {
    const number = (name: 'scale' | 'offset') => graph.floats(name, [layer.attributes[name]], []);
    const scaled = graph.node('Mul', [input.name, number('scale')]);
    return { ...input, name: layer.attributes.offset === 0 ? scaled : graph.node('Add', [scaled, number('offset')]) };
  },

  batch_norm: ([input], layer, graph) => normalise(input, layer, layer.attributes, '', graph),

  layer_norm([input], layer, graph) {
    const { epsilon, center, scale } = layer.attributes;
    const { name, shape } = graph.inLayout(input, 'last');
    const factor = scale ? graph.weight(layer, 'gamma') : graph.floats('ones', Array(channelsOf(input)).fill(1));
    const shift = center ? [graph.weight(layer, 'beta')] : [];
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    const output = graph.node('LayerNormalization', [name, factor, ...shift], attributes);
    return { name: output, shape, layout: 'last' };
  },

  activation: ([input], { attributes }, graph) => activate(input, activationFrom(attributes.activation), graph),

  concat(inputs, layer, graph) {
    const values = together(inputs, graph);
    const [first] = values;
    const axis = axisOf(layer.attributes.axis, first);
    const name = graph.node(
      'Concat',
      values.map((value) => value.name),
      { axis },
    );
    return { name, shape: layer.output, layout: first.layout };
  },

  add: elementwise('Add'),
  multiply: elementwise('Mul'),
  subtract: elementwise('Sub'),
  average: elementwiseOfAll('Mean'),
  maximum: elementwiseOfAll('Max'),
  minimum: elementwiseOfAll('Min'),

  split([input], layer, graph) {
    const { parts, axis } = layer.attributes;
    const names = Object.keys(layer.outputs).map(() => graph.name('Split'));
    const [first = '', ...others] = names;
    const sizes = parts.length > 1 ? [graph.integers('sizes', parts)] : [];
    graph.node('Split', [input.name, ...sizes], { axis: axisOf(axis, input) }, [first, ...others]);
    return Object.fromEntries(
      Object.entries(layer.outputs).map(([output, { shape }], index) => {
        return [output, { name: names[index] ?? '', shape, layout: input.layout }];
      }),
    );
  },

  flatten([input], layer, graph) {
    const { name } = graph.inLayout(input, 'last');
    return { name: graph.node('Flatten', [name]), shape: layer.output, layout: 'last' };
  },

  reshape([input], layer, graph) {
    const { name } = graph.inLayout(input, 'last');
    // 0 keeps the batch.
    const target = graph.integers('shape', [0, ...layer.attributes.target_shape]);
    return { name: graph.node('Reshape', [name, target]), shape: layer.output, layout: 'last' };
  },

  squeeze([input], layer, graph) {
    const rank = input.shape.length;
    const axes = layer.attributes.axis.map((axis) => (axis < 0 ? rank + 1 + axis : axis));
    const value = axes.includes(rank) ? graph.inLayout(input, 'last') : input;
    const gone = graph.integers(
      'axes',
      axes.map((axis) => axisOf(axis, value)),
    );
    return { name: graph.node('Squeeze', [value.name, gone]), shape: layer.output, layout: value.layout };
  },
};
