/** The ops that ONNX has ready-made. */

import { isKnown } from '../../expressions/shape.js';
import type { Layer } from '../../graph/graph.js';
import type { LayerOf, RowFunction } from '../../graph/layer-of.js';
import { activationFrom } from '../../ops/companions.js';
import type { OpName } from '../../ops/index.js';
import type { ByOutput } from '../../ops/op.js';
import { itemAt } from '../../text/lookup.js';
import { TargetLimit } from '../target.js';
import { activate, axisOf, normalise } from './companions.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import { addGru, addLstm, addSimpleRnn } from './recurrent.js';
import { crop, paddingOf, poolOf } from './windows.js';

/** Adds an op to a graph, without batch norm and activation; gives its only output, or several by name. */
export type OpLowering<L extends Layer = Layer> = RowFunction<
  [inputs: OpInputs, layer: L, graph: GraphBuilder],
  GraphValue | ByOutput<GraphValue>
>;

type OpInputs = readonly [GraphValue, ...GraphValue[]];

// ---------------------------------------------------------------- windows

type ConvolutionLayer = LayerOf<'conv2d' | 'depthwise_conv2d' | 'separable_conv2d'>;

/** A convolution; `kernel` is the name of its weight. */
function convolve(
  image: GraphValue,
  kernel: readonly string[],
  group: number,
  layer: ConvolutionLayer,
  graph: GraphBuilder,
): GraphValue {
  const convolution = layer.attributes;
  const { name, shape } = crop(graph.inLayout(image, 'first'), convolution.kernel_size, convolution, graph);
  const output = graph.node('Conv', [name, ...kernel], {
    kernel_shape: convolution.kernel_size,
    strides: convolution.strides,
    dilations: convolution.dilation_rate,
    group,
    ...paddingOf(shape, convolution.kernel_size, convolution),
  });
  return { name: output, shape: layer.output, layout: 'first' };
}

/** The name of a layer's bias, if it has one. */
const biasOf = (
  layer: ConvolutionLayer | LayerOf<'conv2d_transpose' | 'dense'>,
  graph: GraphBuilder,
): readonly string[] => (layer.attributes.use_bias ? [graph.weight(layer, 'bias')] : []);

/**
 * A kernel with one bank of filters per channel: from height, width, channels, multiplier to channels * multiplier, 1,
 * height, width.
 */
function depthwiseKernel(
  channels: number,
  layer: LayerOf<'depthwise_conv2d' | 'separable_conv2d'>,
  graph: GraphBuilder,
): string {
  const { kernel_size, depth_multiplier } = layer.attributes;
  const dims = [channels * depth_multiplier, 1, ...kernel_size];
  return graph.weight(layer, 'depthwise_kernel', [2, 3, 0, 1], dims);
}

const channelsOf = ({ shape }: GraphValue): number => shape.at(-1) as number;

const globalPool = (opType: string): OpLowering<LayerOf<'global_max_pool2d' | 'global_avg_pool2d'>> => {
  return ([image], layer, graph) => {
    const pooled = graph.node(opType, [graph.inLayout(image, 'first').name]);
    const name = layer.attributes.keepdims ? pooled : graph.node('Flatten', [pooled]);
    return { name, shape: layer.output, layout: 'first' };
  };
};

// ---------------------------------------------------------------- adaptive pools

/** A matrix whose rows compute the means of windows: from floor(i * size / rows) to ceil((i + 1) * size / rows). */
function windowMeans(size: number, rows: number): readonly (readonly number[])[] {
  return Array.from({ length: rows }, (_, row) => {
    const [begin, end] = [Math.floor((row * size) / rows), Math.ceil(((row + 1) * size) / rows)];
    return Array.from({ length: size }, (_, column) => (column >= begin && column < end ? 1 / (end - begin) : 0));
  });
}

/** The means of windows, as products with matrices from the left and the right. */
function poolAdaptively([image]: OpInputs, layer: LayerOf<'adaptive_avg_pool2d'>, graph: GraphBuilder): GraphValue {
  const { name, shape } = graph.inLayout(image, 'first');
  const [rows, columns] = layer.attributes.output_size;
  const pooled = { shape: layer.output, layout: 'first' } as const;
  if (rows === 1 && columns === 1) return { ...pooled, name: graph.node('GlobalAveragePool', [name]) };
  const [height = 1, width = 1] = shape;
  if (!isKnown(height) || !isKnown(width))
    throw new TargetLimit(`ONNX has no adaptive pool for an image of unknown size, which ${layer.name} needs`);
  const down = windowMeans(height, rows);
  const across = windowMeans(width, columns);
  const left = graph.floats('rows', down.flat(), [rows, height]);
  const columnwise = Array.from({ length: width }, (_, column) => across.map((row) => itemAt(row, column)));
  const right = graph.floats('columns', columnwise.flat(), [width, columns]);
  return { ...pooled, name: graph.node('MatMul', [graph.node('MatMul', [left, name]), right]) };
}

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
export const rows: { readonly [N in OpName]?: OpLowering<LayerOf<N>> } = {
  conv2d([image], layer, graph) {
    const kernel = graph.weight(layer, 'kernel', [3, 2, 0, 1]);
    return convolve(image, [kernel, ...biasOf(layer, graph)], layer.attributes.groups, layer, graph);
  },

  depthwise_conv2d([image], layer, graph) {
    const channels = channelsOf(image);
    const kernel = depthwiseKernel(channels, layer, graph);
    return convolve(image, [kernel, ...biasOf(layer, graph)], channels, layer, graph);
  },

  separable_conv2d([image], layer, graph) {
    const channels = channelsOf(image);
    const between = convolve(image, [depthwiseKernel(channels, layer, graph)], channels, layer, graph);
    const pointwise = graph.weight(layer, 'pointwise_kernel', [3, 2, 0, 1]);
    const name = graph.node('Conv', [between.name, pointwise, ...biasOf(layer, graph)], { kernel_shape: [1, 1] });
    return { ...between, name };
  },

  conv2d_transpose([image], layer, graph) {
    const { kernel_size, strides, padding } = layer.attributes;
    const [height, width] = [kernel_size[0] - strides[0], kernel_size[1] - strides[1]];
    const totals = padding === 'same' ? [Math.max(height, 0), Math.max(width, 0)] : [0, 0];
    const kernel = graph.weight(layer, 'kernel', [3, 2, 0, 1]);
    const name = graph.node('ConvTranspose', [graph.inLayout(image, 'first').name, kernel, ...biasOf(layer, graph)], {
      kernel_shape: kernel_size,
      strides,
      pads: [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))],
      // A kernel smaller than its strides leaves rows after the last one that it reaches.
      output_padding: [Math.max(-height, 0), Math.max(-width, 0)],
    });
    return { name, shape: layer.output, layout: 'first' };
  },

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

  max_pool2d: ([image], layer, graph) => poolOf('MaxPool', image, layer, graph),
  avg_pool2d: ([image], layer, graph) => poolOf('AveragePool', image, layer, graph, { count_include_pad: 0 }),
  global_max_pool2d: globalPool('GlobalMaxPool'),
  global_avg_pool2d: globalPool('GlobalAveragePool'),

  adaptive_avg_pool2d: poolAdaptively,

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
  dropout: ([input]) => input,

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

  zero_pad2d([image], layer, graph) {
    const [[top, bottom], [left, right]] = layer.attributes.padding;
    const pads = graph.integers('pads', [0, 0, top, left, 0, 0, bottom, right]);
    const name = graph.node('Pad', [graph.inLayout(image, 'first').name, pads]);
    return { name, shape: layer.output, layout: 'first' };
  },

  up_sampling2d([image], layer, graph) {
    const { size, interpolation } = layer.attributes;
    const scales = graph.floats('scales', [1, 1, ...size]);
    const name = graph.node('Resize', [graph.inLayout(image, 'first').name, '', scales], {
      coordinate_transformation_mode: 'asymmetric',
      mode: interpolation === 'nearest' ? 'nearest' : 'linear',
      ...(interpolation === 'nearest' ? { nearest_mode: 'floor' } : {}),
    });
    return { name, shape: layer.output, layout: 'first' };
  },
};
