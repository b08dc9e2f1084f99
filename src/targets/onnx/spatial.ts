/** The ops along axes that ONNX has ready-made: convolutions, pools, pads, crops and up-sampling. */
import { isKnown } from '../../expressions/shape.js';
import type { LayerOf } from '../../graph/layer-of.js';
import type { PoolName } from '../../ops/pool.js';
import { along, endsOf, type Rank } from '../../ops/spatial.js';
import { trimsOf } from '../../ops/transposed_windows.js';
import { itemAt } from '../../text/lookup.js';
import { TargetLimit } from '../target.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import { biasOf, channelsOf, type OnnxRows, type OpInputs, type OpLowering } from './lowering.js';
import { lastPosition } from './tensor-nodes.js';
import { crop, paddingOf, poolOf } from './windows.js';

type ConvolutionLayer = LayerOf<'conv1d' | 'conv2d' | 'conv3d' | 'depthwise_conv2d' | 'separable_conv2d'>;
type GlobalPoolName = `global_${'max' | 'avg'}_pool${Rank}d`;
type TransposedLayer = LayerOf<'conv1d_transpose' | 'conv2d_transpose' | 'conv3d_transpose'>;

// ---------------------------------------------------------------- convolutions

/** A convolution; `kernel` is the name of its weight. */
function convolve(
  input: GraphValue,
  kernel: readonly string[],
  group: number,
  { output: shape, attributes }: ConvolutionLayer,
  graph: GraphBuilder,
): GraphValue {
  const sizes = along(attributes.kernel_size);
  const dilations = along(attributes.dilation_rate);
  const window = { strides: along(attributes.strides), padding: attributes.padding, dilation_rate: dilations };
  const image = crop(graph.inLayout(input, 'first'), sizes, window, graph);
  const output = graph.node('Conv', [image.name, ...kernel], {
    kernel_shape: sizes,
    strides: window.strides,
    dilations,
    group,
    ...paddingOf(image.shape, sizes, window),
  });
  return { name: output, shape, layout: 'first' };
}

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

/** A kernel with output channels, input channels and then the sizes of the window, or with input channels first. */
function channelsFirst(layer: ConvolutionLayer | TransposedLayer, graph: GraphBuilder): string {
  const sizes = along(layer.attributes.kernel_size);
  return graph.weight(layer, 'kernel', [sizes.length + 1, sizes.length, ...sizes.keys()]);
}

const convolution: OpLowering<LayerOf<'conv1d' | 'conv2d' | 'conv3d'>> = ([input], layer, graph) =>
  convolve(input, [channelsFirst(layer, graph), ...biasOf(layer, graph)], layer.attributes.groups, layer, graph);

const transposedConvolution: OpLowering<TransposedLayer> = ([input], layer, graph) => {
  const { kernel_size, dilation_rate, groups: group } = layer.attributes;
  const strides = along(layer.attributes.strides);
  const trims = trimsOf<number>(layer.attributes, Number);
  // ONNX Runtime only takes an output padding below the strides: zeros after the input make room for more.
  const zeros = trims.map(([, after], axis) => Math.floor(Math.max(-after, 0) / itemAt(strides, axis)));
  const left = trims.map(([, after], axis) => after + itemAt(zeros, axis) * itemAt(strides, axis));
  const { name } = graph.inLayout(input, 'first');
  const none = [0, 0, ...zeros.map(() => 0)];
  const padded = zeros.some((count) => count > 0)
    ? graph.node('Pad', [name, graph.integers('pads', [...none, 0, 0, ...zeros])])
    : name;
  const output = graph.node('ConvTranspose', [padded, channelsFirst(layer, graph), ...biasOf(layer, graph)], {
    kernel_shape: along(kernel_size),
    strides,
    dilations: along(dilation_rate),
    group,
    pads: [...trims.map(([before]) => before), ...left.map((after) => Math.max(after, 0))],
    // Zeros after the last place that the kernel reaches.
    output_padding: left.map((after) => Math.max(-after, 0)),
  });
  return { name: output, shape: layer.output, layout: 'first' };
};

const maxPool: OpLowering<LayerOf<PoolName>> = ([input], layer, graph) => poolOf('MaxPool', input, layer, graph);
const avgPool: OpLowering<LayerOf<PoolName>> = ([input], layer, graph) => {
  const counts = { count_padding: false, ...layer.attributes }.count_padding && layer.attributes.padding !== 'same';
  return poolOf('AveragePool', input, layer, graph, { count_include_pad: counts ? 1 : 0 });
};

const globalPool = (opType: string): OpLowering<LayerOf<GlobalPoolName>> => {
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
// ---------------------------------------------------------------- margins

const zeroPad: OpLowering<LayerOf<`zero_pad${Rank}d`>> = ([input], layer, graph) => {
  const ends = endsOf(layer.attributes.padding);
  const [before, after] = [ends.map(([count]) => count), ends.map(([, count]) => count)];
  const pads = graph.integers('pads', [0, 0, ...before, 0, 0, ...after]);
  const name = graph.node('Pad', [graph.inLayout(input, 'first').name, pads]);
  return { name, shape: layer.output, layout: 'first' };
};

const cropping: OpLowering<LayerOf<`cropping${Rank}d`>> = ([input], layer, graph) => {
  const ends = endsOf(layer.attributes.cropping);
  const { name, layout } = input;
  const axes = ends.map((_, axis) => axis + (layout === 'first' ? 2 : 1));
  const bounds = [
    graph.integers(
      'starts',
      ends.map(([before]) => before),
    ),
    graph.integers(
      'ends',
      ends.map(([, after]) => (after === 0 ? lastPosition : -after)),
    ),
    graph.integers('axes', axes),
  ];
  return { name: graph.node('Slice', [name, ...bounds]), shape: layer.output, layout };
};

const upSampling: OpLowering<LayerOf<`up_sampling${Rank}d`>> = ([input], layer, graph) => {
  const { size, interpolation } = { interpolation: 'nearest', ...layer.attributes };
  const scales = graph.floats('scales', [1, 1, ...along(size)]);
  const name = graph.node('Resize', [graph.inLayout(input, 'first').name, '', scales], {
    coordinate_transformation_mode: 'asymmetric',
    mode: interpolation === 'nearest' ? 'nearest' : 'linear',
    ...(interpolation === 'nearest' ? { nearest_mode: 'floor' } : {}),
  });
  return { name, shape: layer.output, layout: 'first' };
};
// ---------------------------------------------------------------- the ops

/** The rows of these ops. */
export const spatialRows: OnnxRows = {
  conv1d: convolution,
  conv2d: convolution,
  conv3d: convolution,

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

  conv1d_transpose: transposedConvolution,
  conv2d_transpose: transposedConvolution,
  conv3d_transpose: transposedConvolution,

  max_pool1d: maxPool,
  avg_pool1d: avgPool,
  max_pool2d: maxPool,
  avg_pool2d: avgPool,
  max_pool3d: maxPool,
  avg_pool3d: avgPool,
  global_max_pool1d: globalPool('GlobalMaxPool'),
  global_avg_pool1d: globalPool('GlobalAveragePool'),
  global_max_pool2d: globalPool('GlobalMaxPool'),
  global_avg_pool2d: globalPool('GlobalAveragePool'),
  global_max_pool3d: globalPool('GlobalMaxPool'),
  global_avg_pool3d: globalPool('GlobalAveragePool'),

  adaptive_avg_pool2d: poolAdaptively,

  zero_pad1d: zeroPad,
  zero_pad2d: zeroPad,
  zero_pad3d: zeroPad,
  cropping1d: cropping,
  cropping2d: cropping,
  cropping3d: cropping,

  up_sampling1d: upSampling,
  up_sampling2d: upSampling,
  up_sampling3d: upSampling,
};
