/** Settings of every op, valid and invalid, and TensorFlow.js's results for them. */
import * as tf from '@tensorflow/tfjs';
import { evaluate } from '../../src/expressions/evaluate.js';
import type { ExpressionFault, Value } from '../../src/expressions/expression.js';
import { IndexFunction } from '../../src/expressions/index-function.js';
import { parseExpression } from '../../src/expressions/parse.js';
import type { Layer } from '../../src/graph/graph.js';
import type { OpName } from '../../src/ops/index.js';
import { resampling, windows } from './resampling.js';
import { hasTransposedLayer, slidBack } from './transposed.js';

type Shape = readonly number[];

function indexFunction(text: string): IndexFunction {
  const expression = parseExpression(text);
  if (!('kind' in expression)) throw new Error(expression.message.text);
  return new IndexFunction(expression);
}

/** The value of a function of indices at a place. */
function valueAt({ expression }: IndexFunction, place: Shape): Value {
  const fail = (fault: ExpressionFault): never => {
    throw new Error(fault.message.text);
  };
  const lookup = ({ name }: { readonly name: string }) => place['ijkl'.indexOf(name)];
  const none = () => undefined;
  const value = evaluate(expression, { lookup, size: none, apply: none, report: fail, assume: none });
  if (value === undefined) throw new Error('no value');
  return value;
}

/** A layer alone: what it says, and the shapes of its inputs. */
export interface Setting {
  readonly inputs: readonly Shape[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The inputs are tokens below this, and else float32. */
  readonly below?: number;
  /** The shape of the table of an embedding with which it shares its weights. */
  readonly tied?: Shape;
  /** The last input is a mask. */
  readonly isMasked?: true;
}

const one = (input: Shape, attributes: Setting['attributes'] = {}): Setting => ({ inputs: [input], attributes });

/** Every combination of one choice for each key. */
function combine(choices: Readonly<Record<string, readonly unknown[]>>): readonly Record<string, unknown>[] {
  return Object.entries(choices).reduce<readonly Record<string, unknown>[]>(
    (combinations, [key, values]) => combinations.flatMap((some) => values.map((value) => ({ ...some, [key]: value }))),
    [{}],
  );
}

const images: readonly Shape[] = [
  [5, 7, 4],
  [6, 6, 4],
  [2, 3, 4],
];
const overImages = (choices: Readonly<Record<string, readonly unknown[]>>): readonly Setting[] =>
  images.flatMap((image) => combine(choices).map((attributes) => one(image, attributes)));

const volumes: readonly Shape[] = [
  [3, 5, 4, 4],
  [1, 4, 4, 2],
];
const overVolumes = (choices: Readonly<Record<string, readonly unknown[]>>): readonly Setting[] =>
  volumes.flatMap((volume) => combine(choices).map((attributes) => one(volume, attributes)));

const padding = ['same', 'valid'];
const kernels = [1, 2, [3, 1], 5];
const strides = [1, 2, [1, 3]];
const square = [1, 2, 3];
const anyRank: readonly Shape[] = [[4], [3, 4], [5, 2, 4]];

const merges = ['none', 'concat', 'sum', 'mul', 'ave'];
const overSequences = (choices: Readonly<Record<string, readonly unknown[]>>): readonly Setting[] =>
  [
    [5, 4],
    [1, 2],
  ].flatMap((shape) => combine(choices).map((attributes) => one(shape, attributes)));

/** A recurrent layer with initial states of some sizes, which may not fit. */
const withStates = (attributes: Setting['attributes'], ...states: readonly (readonly number[])[]): readonly Setting[] =>
  states.map((sizes) => ({ inputs: [[5, 4], ...sizes.map((size) => [size])], attributes }));

/** Convolutions in each step, over frames of a shape. */
const overFrames = (
  frames: readonly number[],
  kernel_size: readonly unknown[],
  strides: readonly unknown[],
): readonly Setting[] =>
  [
    { kernel_size, strides, padding },
    { kernel_size: kernel_size.slice(1, 2), return_sequences: [true], use_bias: [false, true], bidirectional: merges },
  ].flatMap((choices) => combine({ filters: [3], ...choices }).map((attributes) => one(frames, attributes)));

/** Joins of inputs that have equal shapes, broadcast, or do neither. */
const joins: readonly Setting[] = [
  [
    [5, 2, 4],
    [5, 2, 4],
  ],
  [[4], [4], [4]],
  [
    [5, 2, 4],
    [1, 1, 4],
  ],
  [
    [1, 2, 4],
    [5, 2, 1],
  ],
  [
    [3, 1],
    [1, 4],
    [3, 4],
  ],
  [
    [5, 2, 4],
    [5, 2, 3],
  ],
].map((inputs) => ({ inputs, attributes: {} }));

export const settings: Readonly<Record<OpName, readonly Setting[]>> = {
  conv2d: [
    ...overImages({ filters: [6], kernel_size: kernels, strides, padding, use_bias: [true, false] }),
    ...overImages({
      filters: [6],
      kernel_size: kernels,
      dilation_rate: [2, [3, 1]],
      strides: [1, 2],
      padding,
      use_bias: [false],
    }),
    ...overImages({ filters: [4, 8, 6], kernel_size: [3], groups: [2, 3, 4], padding, use_bias: [false] }),
  ],
  depthwise_conv1d: [
    ...overSequences({
      kernel_size: [1, 2, 6],
      strides: [1, 2],
      padding,
      depth_multiplier: [1, 3],
      use_bias: [false],
    }),
    ...overSequences({ kernel_size: [2, 3], dilation_rate: [2], padding, use_bias: [false] }),
  ],
  separable_conv1d: overSequences({
    filters: [4],
    kernel_size: [1, 2, 6],
    strides: [1, 2],
    padding,
    depth_multiplier: [1, 3],
    use_bias: [false],
  }),
  depthwise_conv2d: [
    ...overImages({
      kernel_size: kernels,
      strides: square,
      padding,
      depth_multiplier: [1, 3],
      use_bias: [true, false],
    }),
    ...overImages({ kernel_size: kernels, dilation_rate: [2, [3, 1]], padding, use_bias: [false] }),
  ],
  separable_conv2d: [
    ...overImages({
      filters: [6],
      kernel_size: kernels,
      strides: square,
      padding,
      depth_multiplier: [1, 3],
      use_bias: [true, false],
    }),
    ...overImages({ filters: [6], kernel_size: kernels, dilation_rate: [2], padding }),
  ],
  conv2d_transpose: [
    ...overImages({
      filters: [6],
      kernel_size: kernels,
      strides: [...strides, 4],
      padding,
      use_bias: [true, false],
    }),
    ...overImages({
      filters: [6],
      kernel_size: [2, [3, 1]],
      strides,
      padding: [
        'valid',
        1,
        [
          [0, 2],
          [1, 0],
        ],
      ],
      output_padding: ['auto', 0, [1, 0], 2],
      dilation_rate: [1, [1, 2]],
      use_bias: [false],
    }),
    ...overImages({ filters: [4, 8, 6], kernel_size: [3], strides: [2], groups: [2, 3, 4], use_bias: [false] }),
  ],
  dense: anyRank.flatMap((input) =>
    combine({ units: [1, 6], use_bias: [true, false] }).map((attributes) => one(input, attributes)),
  ),
  // A vocabulary of 1 has no row for a token of 1.
  embedding: anyRank.flatMap((shape) =>
    combine({ vocabulary: [1, 2, 7], units: [1, 3] }).map((attributes) => ({ ...one(shape, attributes), below: 2 })),
  ),
  multi_head_attention: [
    ...combine({
      num_heads: [1, 2, 5],
      key_dim: [undefined, 3],
      value_dim: [undefined, 2],
      use_bias: [true, false],
    }).map((attributes) => one([3, 4], attributes)),
    one([2, 3, 4], { num_heads: 2, causal: true }),
    one([4], { num_heads: 2 }),
    ...[[5, 6], [2, 5, 6], [6]].map((value) => ({ inputs: [[3, 4], value], attributes: { num_heads: 2 } })),
    ...[
      [5, 2],
      [4, 2],
    ].map((key) => ({ inputs: [[3, 4], [5, 6], key], attributes: { num_heads: 2 } })),
    ...[[3], [3, 3], [4], [3, 4]].map(
      (mask): Setting => ({ inputs: [[3, 4], mask], attributes: { num_heads: 2 }, isMasked: true }),
    ),
    ...[[5], [3, 5], [3]].map(
      (mask): Setting => ({ inputs: [[3, 4], [5, 6], mask], attributes: { num_heads: 2 }, isMasked: true }),
    ),
    ...[
      [3, 3],
      [1, 3],
      [2, 3, 3],
      [1, 3, 1],
      [3, 4],
      [3, 3, 3],
      [2, 2, 3, 3],
    ].map((bias) => ({
      inputs: [[3, 4], bias],
      attributes: { num_heads: 2, biased: true },
    })),
    ...[
      [2, 3, 5],
      [3, 3],
    ].map(
      (bias): Setting => ({
        inputs: [[3, 4], [5, 6], bias, [5]],
        attributes: { num_heads: 2, biased: true },
        isMasked: true,
      }),
    ),
    one([3, 4], { num_heads: 2, biased: true }),
  ],
  grouped_query_attention: [
    ...combine({
      num_query_heads: [4, 2, 3],
      num_key_value_heads: [1, 2, 3],
      head_dim: [undefined, 2],
      use_bias: [true, false],
    }).map((attributes) => one([3, 4], attributes)),
    one([3, 12], { num_query_heads: 4, num_key_value_heads: 2, rotary: 'half' }),
    one([3, 16], { num_query_heads: 4, num_key_value_heads: 2, rotary: 'half', causal: true }),
    { inputs: [[3, 4], [5, 6], [5]], attributes: { num_query_heads: 2, num_key_value_heads: 1 }, isMasked: true },
  ],
  rotary_embedding: [
    ...anyRank.map((shape) => one(shape)),
    ...combine({ axis: [1, 2, -2, -1, 3], form: ['half', 'interleaved'] }).map((attributes) =>
      one([3, 2, 4], attributes),
    ),
    one([3, 5]),
  ],
  matmul: combine({ transpose_left: [false, true], transpose_right: [false, true] }).flatMap((attributes) =>
    [
      [
        [2, 3],
        [3, 4],
      ],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [4, 2, 3],
        [4, 3, 2],
      ],
      [
        [4, 2, 3],
        [2, 3, 2],
      ],
      [
        [4, 2, 3],
        [3, 2],
      ],
    ].map((inputs) => ({ inputs, attributes })),
  ),
  conv1d: [
    ...overSequences({
      filters: [4],
      kernel_size: [1, 2, 6],
      strides: [1, 2],
      padding: ['same', 'valid', 'causal'],
      use_bias: [true, false],
    }),
    ...overSequences({
      filters: [6, 5],
      kernel_size: [2],
      dilation_rate: [1, 2],
      groups: [1, 2, 3],
      use_bias: [false],
    }),
  ],
  conv1d_transpose: [
    ...overSequences({ filters: [3], kernel_size: [1, 3], strides: [1, 2, 4], padding }),
    ...overSequences({
      filters: [4],
      kernel_size: [2],
      strides: [1, 2],
      padding: [...padding, 1, [2, 0]],
      output_padding: [0, 1],
      dilation_rate: [1, 3],
      groups: [1, 2],
    }),
  ],
  max_pool1d: overSequences({ pool_size: [1, 2, 6], strides: [1, 2], padding }),
  avg_pool1d: overSequences({ pool_size: [1, 2, 6], strides: [1, 2], padding }),
  global_max_pool1d: overSequences({ keepdims: [false] }),
  global_avg_pool1d: overSequences({ keepdims: [false] }),
  zero_pad1d: overSequences({ padding: [0, 1, [2, 0]] }),
  cropping1d: overSequences({ cropping: [0, 1, [2, 0], [0, 5]] }),
  up_sampling1d: overSequences({ size: [1, 3] }),
  lstm: [
    ...overSequences({
      units: [1, 3],
      return_sequences: [true, false],
      use_bias: [true, false],
      bidirectional: merges,
    }),
    ...withStates({ units: 3 }, [3, 3], [3], [2, 2], [3, 2]),
  ],
  gru: [
    ...overSequences({
      units: [3],
      return_sequences: [true, false],
      use_bias: [true, false],
      reset_after: [true, false],
      bidirectional: merges,
    }),
    ...withStates({ units: 3, reset_after: false }, [3], [2]),
  ],
  simple_rnn: [
    ...overSequences({ units: [3], return_sequences: [true, false], bidirectional: merges }),
    ...withStates({ units: 2 }, [2], [3]),
  ],
  conv_lstm1d: overFrames([3, 5, 2], [1, 3, 6], [1, 2]),
  conv_lstm2d: overFrames([3, 5, 4, 2], [1, [3, 2], 6], [1, [2, 1]]),
  position_embedding: combine({ sequence_length: [1, 3, 5] }).flatMap((attributes) =>
    anyRank.map((shape) => one(shape, attributes)),
  ),
  unembedding: anyRank.flatMap((shape) =>
    [
      [5, 4],
      [1, 4],
      [4, 5],
    ].map((tied) => ({ ...one(shape), tied })),
  ),
  parameter: [[3, 4], [5, 2, 4], [4]].map((shape) => ({ inputs: [], attributes: { shape } })),
  constant: [
    { shape: [3, 4], value: 0.5 },
    { shape: [5, 2, 4], value: indexFunction('i * 10 - j / (k + 1)') },
    { shape: [3, 3], value: indexFunction('j <= i'), dtype: 'bool' },
    { shape: [2], value: indexFunction('i // 2'), dtype: 'int32' },
    { shape: [2], value: indexFunction('log(i)') },
    { shape: [2], value: indexFunction('i + j') },
    { value: [1, 2, 3] },
    { shape: [2, 2], value: [1, 2, 3, 4] },
  ].map((attributes) => ({ inputs: [], attributes })),
  max_pool2d: overImages({ pool_size: kernels, strides, padding }),
  avg_pool2d: overImages({ pool_size: kernels, strides, padding }),
  global_max_pool2d: overImages({ keepdims: [false] }),
  global_avg_pool2d: overImages({ keepdims: [false] }),
  conv3d: [
    ...overVolumes({
      filters: [6],
      kernel_size: [1, 3, [1, 3, 2]],
      strides: [1, [1, 2, 2]],
      padding,
      use_bias: [false],
    }),
    ...overVolumes({ filters: [4], kernel_size: [2, [1, 3, 3]], dilation_rate: [2, [1, 2, 1]], padding }),
    ...overVolumes({ filters: [4, 3], kernel_size: [2], groups: [2, 3], padding: ['same'] }),
  ],
  conv3d_transpose: [
    ...overVolumes({
      filters: [3],
      kernel_size: [2, [1, 3, 3]],
      strides: [1, 2, [1, 2, 3]],
      padding,
      use_bias: [false],
    }),
    ...overVolumes({
      filters: [4],
      kernel_size: [[2, 1, 3]],
      strides: [1, 2],
      padding: [[0, 0, 1]],
      output_padding: [0, 1],
      dilation_rate: [[2, 1, 2]],
      groups: [1, 2],
      use_bias: [false],
    }),
  ],
  max_pool3d: overVolumes({ pool_size: [1, 2, [1, 3, 2], 5], strides: [1, [1, 2, 2]], padding }),
  avg_pool3d: overVolumes({ pool_size: [1, 2, [1, 3, 2], 5], strides: [1, [1, 2, 2]], padding }),
  global_max_pool3d: overVolumes({ keepdims: [false] }),
  global_avg_pool3d: overVolumes({ keepdims: [true] }),
  zero_pad3d: overVolumes({
    padding: [
      0,
      1,
      [0, 1, 2],
      [
        [0, 1],
        [2, 0],
        [1, 1],
      ],
    ],
  }),
  cropping2d: overImages({
    cropping: [
      0,
      1,
      [0, 1],
      [
        [0, 1],
        [2, 0],
      ],
    ],
  }),
  cropping3d: overVolumes({
    cropping: [
      0,
      1,
      [0, 1, 1],
      [
        [0, 0],
        [2, 0],
        [1, 1],
      ],
    ],
  }),
  up_sampling3d: overVolumes({ size: [2, [1, 3, 2]] }),
  adaptive_avg_pool2d: overImages({ output_size: [1, 2, [3, 2], [5, 7], 8] }),
  rescaling: anyRank.flatMap((input) =>
    combine({ scale: [0.5, -1], offset: [0, 3] }).map((attributes) => one(input, attributes)),
  ),
  layer_scale: anyRank.map((input) => one(input)),
  batch_norm: anyRank.flatMap((input) =>
    combine({ center: [true, false], scale: [true, false] }).map((attributes) => one(input, attributes)),
  ),
  layer_norm: anyRank.flatMap((input) =>
    combine({ center: [true, false], scale: [true, false] }).map((attributes) => one(input, attributes)),
  ),
  group_norm: anyRank.flatMap((input) =>
    combine({ groups: [1, 2, 5], center: [true, false], scale: [true, false] }).map((attributes) =>
      one(input, attributes),
    ),
  ),
  rms_norm: anyRank.flatMap((input) => combine({ scale: [true, false] }).map((attributes) => one(input, attributes))),
  activation: anyRank.map((input) => one(input, { activation: 'relu' })),
  prelu: anyRank.flatMap((input) => [{}, { shared_axes: [1] }].map((attributes) => one(input, attributes))),
  dropout: anyRank.map((input) => one(input, { rate: 0.5 })),
  spatial_dropout1d: [one([3, 4], { rate: 0.5 })],
  spatial_dropout2d: [one([2, 3, 4], { rate: 0.5 })],
  spatial_dropout3d: [one([2, 1, 3, 4], { rate: 0.5 })],
  drop_path: anyRank.map((input) => one(input, { rate: 0.5 })),
  alpha_dropout: [one([3, 4], { rate: 0.5 })],
  gaussian_dropout: [one([3, 4], { rate: 0.5 })],
  gaussian_noise: [one([3, 4], { stddev: 0.5 })],
  unit_normalization: [one([4]), one([3, 4], { axis: [1] }), one([2, 3, 4], { axis: [1, 2] }), one([4], { axis: [2] })],
  local_response_norm: [one([4]), one([2, 3, 7], { size: 3, alpha: 1, beta: 0.5, k: 2 }), one([2, 2], { size: 9 })],
  space_to_depth: combine({ block_size: [2, 3], mode: ['dcr', 'crd'] }).map((attributes) => one([6, 4, 2], attributes)),
  depth_to_space: combine({ block_size: [2, 3], mode: ['dcr', 'crd'] }).map((attributes) => one([2, 3, 4], attributes)),
  resize: combine({
    interpolation: ['bilinear', 'nearest'],
    coordinates: ['half_pixel', 'align_corners', 'asymmetric'],
  }).map((attributes) => one([5, 7, 2], { size: [3, 8], ...attributes })),
  resize_like: ['bilinear', 'nearest'].flatMap((interpolation) =>
    ['half_pixel', 'align_corners'].map((coordinates): Setting => {
      const attributes = { interpolation, coordinates };
      return {
        inputs: [
          [5, 3, 2],
          [2, 6, 1],
        ],
        attributes,
      };
    }),
  ),
  adaptive_avg_pool1d: overSequences({ output_size: [2, 8] }),
  adaptive_max_pool1d: overSequences({ output_size: [2, 8] }),
  adaptive_max_pool2d: [one([5, 7, 4], { output_size: [3, 2] }), one([2, 3, 4], { output_size: 8 })],
  adaptive_avg_pool3d: [one([5, 7, 3, 4], { output_size: [3, 2, 2] }), one([2, 3, 1, 4], { output_size: 4 })],
  adaptive_max_pool3d: [one([5, 7, 3, 4], { output_size: [3, 2, 2] }), one([2, 3, 1, 4], { output_size: 4 })],
  concat: [
    {
      inputs: [
        [5, 2, 4],
        [5, 2, 3],
      ],
      attributes: {},
    },
    {
      inputs: [
        [5, 2, 4],
        [5, 2, 3],
        [5, 2, 1],
      ],
      attributes: { axis: 3 },
    },
    {
      inputs: [
        [5, 2, 4],
        [1, 2, 4],
      ],
      attributes: { axis: 1 },
    },
    { inputs: [[4], [3]], attributes: { axis: 1 } },
    {
      inputs: [
        [5, 2, 4],
        [5, 3, 4],
      ],
      attributes: {},
    },
    {
      inputs: [
        [5, 2, 4],
        [5, 4],
      ],
      attributes: {},
    },
  ],
  add: joins,
  subtract: joins.filter(({ inputs }) => inputs.length === 2),
  average: joins,
  maximum: joins,
  minimum: joins,
  multiply: joins,
  take: [
    ...combine({ index: [0, 2, -1, -5, 5, -6], axis: [1, -3] }).map((attributes) => one([5, 2, 4], attributes)),
    ...combine({ index: [0, -1], axis: [2, -1, 4, -4] }).map((attributes) => one([5, 2, 4], attributes)),
    one([4], { index: 0, axis: 1 }),
  ],
  flatten: anyRank.map((input) => one(input)),
  reshape: [
    one([5, 2, 4], { target_shape: [8, 5] }),
    one([5, 2, 4], { target_shape: [-1, 4] }),
    one([40], { target_shape: [5, 2, 4] }),
    one([40], { target_shape: [5, 2, 3] }),
    one([40], { target_shape: [-1, 3] }),
  ],
  squeeze: [
    one([1, 1, 4]),
    one([1, 3, 4], { axis: 1 }),
    one([3, 1, 4], { axis: -2 }),
    one([3, 4, 1], { axis: -1 }),
    one([1, 3, 4]),
    one([1, 1, 4], { axis: 4 }),
  ],
  permute: [one([5, 2, 4], { dims: [3, 1, 2] }), one([5, 4], { dims: [2, 1] }), one([4], { dims: [1] })],
  rearrange: [
    one([4, 6, 3], { pattern: '(h p) (w q) c -> (h w) (p q c)', sizes: { p: 2, q: 3 } }),
    one([5, 6], { pattern: 'l (n d) -> n l d', sizes: { n: 2 } }),
    one([2, 3, 4], { pattern: '... c -> c (...)', sizes: {} }),
    one([6], { pattern: '(a b) -> b 1 a', sizes: { a: 2 } }),
  ],
  repeat_vector: [one([4], { n: 3 })],
  reduce: combine({ reduction: ['mean', 'max', 'sum', 'min'], axis: [[1], [-1, 1]], keepdims: [true, false] }).map(
    (attributes) => one([5, 2, 4], attributes),
  ),
  split: [
    one([4], { parts: 2 }),
    one([5, 6], { parts: 3 }),
    one([5, 6], { parts: [1, 5] }),
    one([4, 6, 2], { parts: [1, 2, 3], axis: 2 }),
    one([4, 6, 2], { parts: 2, axis: 1 }),
    one([4, 6, 2], { parts: 2, axis: -2 }),
    one([4, 6], { parts: 4 }),
    one([4, 6], { parts: [2, 3] }),
    one([4, 6], { parts: 2, axis: 3 }),
  ],
  slice: [
    one([5], { start: 1, end: 3 }),
    one([5, 6], { start: -2 }),
    one([5, 6], { end: -1, axis: 1 }),
    one([4, 6, 2], { start: 1, end: 5, axis: 2 }),
    one([4, 6, 2], { start: 3, end: 7, axis: -2 }),
    one([4, 6], { start: 4, axis: 1 }),
    one([4, 6], { start: 3, end: 2 }),
    one([4, 6], { axis: 3 }),
  ],
  stack: [
    {
      inputs: [
        [5, 2, 4],
        [5, 2, 3],
      ],
      attributes: {},
    },
    { inputs: [[4], [4]], attributes: { axis: 1 } },
    {
      inputs: [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
      attributes: { axis: 2 },
    },
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
      attributes: { axis: -3 },
    },
    {
      inputs: [
        [2, 3],
        [2, 3],
      ],
      attributes: { axis: 4 },
    },
  ],
  roll: [
    ...combine({ shift: [[1], [-2], [7], [0]], axis: [[1], [-1], [2], [4]] }).map((attributes) =>
      one([5, 2, 4], attributes),
    ),
    one([5, 2, 4], { shift: [1], axis: [1, 2] }),
    one([5, 2, 4], { shift: [1, 2], axis: [1] }),
    one([4], { shift: [1], axis: [1] }),
  ],
  gather: [[3], [2, 2]].flatMap((places) =>
    combine({ axis: [1, 2, -1, -2, 3, 4] }).map((attributes) => ({
      inputs: [[5, 2, 4], places],
      attributes,
      below: 2,
    })),
  ),
  one_hot: anyRank.flatMap((shape) =>
    combine({ num_classes: [1, 2, 5] }).map((attributes) => ({ ...one(shape, attributes), below: 2 })),
  ),
  glu: [one([4], {}), one([5, 6], { gate: 'swish' }), one([2, 2, 4], { gate: 'gelu' }), one([2, 3], {})],
  channel_shuffle: [
    one([6], { groups: 2 }),
    one([5, 6], { groups: 3 }),
    one([2, 2, 4], { groups: 4 }),
    one([2, 2, 4], { groups: 3 }),
  ],
  zero_pad2d: overImages({
    padding: [
      1,
      [2, 0],
      [
        [0, 1],
        [2, 3],
      ],
    ],
  }),
  up_sampling2d: overImages({ size: [2, [3, 1]], interpolation: ['nearest', 'bilinear'] }),
};

/** An op's checked attributes. */
export type Values = Layer['attributes'];
export type Reference = tf.layers.Layer | Compute;
type Compute = (inputs: readonly tf.Tensor[], weights: readonly tf.Tensor[]) => tf.Tensor;
type Pair = [number, number];
type Padding = 'same' | 'valid';
type Triple = [number, number, number];

const windowOf = ({ strides, padding, dilation_rate }: Values) =>
  ({ strides: strides as Pair, padding: padding as Padding, dilation: dilation_rate as Pair }) as const;

/** Attributes as the layers of TensorFlow.js call them, without those that it has no layer for. */
const config = (values: Values): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => !/initializer|regularizer|batch_norm/.test(key))
      .map(([key, value]) => [key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]),
  );

const reductions = { mean: tf.mean, max: tf.max, sum: tf.sum, min: tf.min };

type Recurrent = (config: never) => Reference;

/** A layer of TensorFlow.js, or two of which one reads from the end. */
function recurrent(values: Values, make: Recurrent): Reference {
  const { bidirectional, return_sequences } = values;
  const made = () => make(config(values) as never);
  if (bidirectional === 'none') return made();
  const run = (layer: Reference, x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor => {
    if (typeof layer === 'function') return layer([x], weights);
    layer.apply(x);
    layer.setWeights([...weights]);
    return layer.apply(x) as tf.Tensor;
  };
  return ([x], weights) => {
    const half = weights.length / 2;
    const forward = run(made(), x as tf.Tensor, weights.slice(0, half));
    const last = run(made(), tf.reverse(x as tf.Tensor, 1), weights.slice(half));
    const backward = return_sequences ? tf.reverse(last, 1) : last;
    if (bidirectional === 'concat') return tf.concat([forward, backward], -1);
    if (bidirectional === 'mul') return tf.mul(forward, backward);
    const sum = tf.add(forward, backward);
    return bidirectional === 'ave' ? tf.div(sum, 2) : sum;
  };
}

/** A GRU as in Keras 3, which tf.layers.gru refuses. */
const gruWithResetAfter =
  ({ units, returnSequences }: { units: number; returnSequences: boolean }): Reference =>
  ([x], [kernel, recurrentKernel, bias]) => {
    const [ofInput = 0, ofState = 0] = bias ? tf.unstack(bias) : [];
    let state: tf.Tensor = tf.zeros([1, units]);
    const states = tf.unstack(x as tf.Tensor, 1).map((step) => {
      const given = tf.split(tf.add(tf.matMul(step, kernel as tf.Tensor), ofInput), 3, 1);
      const kept = tf.split(tf.add(tf.matMul(state, recurrentKernel as tf.Tensor), ofState), 3, 1);
      const gate = (index: 0 | 1) => tf.sigmoid(tf.add(given[index] as tf.Tensor, kept[index] as tf.Tensor));
      const candidate = tf.tanh(tf.add(given[2] as tf.Tensor, tf.mul(gate(1), kept[2] as tf.Tensor)));
      state = tf.add(tf.mul(gate(0), state), tf.mul(tf.sub(1, gate(0)), candidate));
      return state;
    });
    return returnSequences ? tf.stack(states, 1) : state;
  };

/** Each channel of a sequence by itself, as a convolution of one channel. */
function slidEach(x: tf.Tensor, kernel: tf.Tensor, { strides, padding: pad, dilation_rate }: Values): tf.Tensor {
  const kernels = tf.unstack(kernel, 1).map((one) => tf.expandDims(one, 1) as tf.Tensor3D);
  return tf.concat(
    tf.unstack(x, 2).map((one, channel) => {
      const sequence = tf.expandDims(one, 2) as tf.Tensor3D;
      const window = kernels[channel] as tf.Tensor3D;
      return tf.conv1d(sequence, window, Number(strides), pad as 'same', 'NWC', Number(dilation_rate));
    }),
    2,
  );
}

/**
 * TensorFlow.js's own version of each op: a layer, or, if it has none or a wrong one, a computation with weights of
 * netspec's shapes.
 */
export const references: Readonly<Record<OpName, (values: Values) => Reference>> = {
  conv2d(values) {
    const groups = values.groups as number;
    const { strides, padding, dilation } = windowOf(values);
    if (groups === 1) return tf.layers.conv2d(config(values) as never);
    return ([x], [kernel]) => {
      const parts = tf.split(x as tf.Tensor4D, groups, 3) as tf.Tensor4D[];
      const kernels = tf.split(kernel as tf.Tensor4D, groups, 3) as tf.Tensor4D[];
      return tf.concat(
        parts.map((part, group) => tf.conv2d(part, kernels[group] as tf.Tensor4D, strides, padding, 'NHWC', dilation)),
        3,
      );
    };
  },
  depthwise_conv1d:
    (values) =>
    ([x], [kernel]) =>
      slidEach(x as tf.Tensor, kernel as tf.Tensor, values),
  separable_conv1d:
    (values) =>
    ([x], [kernel, pointwise]) =>
      tf.conv1d(
        slidEach(x as tf.Tensor, kernel as tf.Tensor, values) as tf.Tensor3D,
        pointwise as tf.Tensor3D,
        1,
        'same',
      ),
  depthwise_conv2d(values) {
    const { strides, padding, dilation } = windowOf(values);
    if (Math.max(...dilation) === 1) return tf.layers.depthwiseConv2d(config(values) as never);
    return ([x], [kernel]) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, padding, 'NHWC', dilation);
  },
  separable_conv2d: (values) => tf.layers.separableConv2d(config(values) as never),
  conv2d_transpose: (values) =>
    hasTransposedLayer(values) ? tf.layers.conv2dTranspose(config(values) as never) : slidBack(values),
  dense: (values) => tf.layers.dense(config(values) as never),
  embedding: ({ vocabulary, units }) =>
    tf.layers.embedding({ inputDim: vocabulary as number, outputDim: units as number }),
  multi_head_attention:
    ({ causal, key_dim, use_bias, biased }) =>
    (inputs, weights) => {
      const mask = inputs.find(({ dtype }) => dtype === 'bool');
      const others = inputs.filter(({ dtype }) => dtype !== 'bool');
      const bias = biased ? others.pop() : undefined;
      const [query, value = query, key = value] = others;
      return attention({ query, value, key, mask, bias } as AttentionInputs, weights as tf.Tensor[], {
        causal: causal === true,
        keyDim: Number(key_dim),
        hasBias: use_bias === true,
      });
    },
  grouped_query_attention:
    ({ num_query_heads, num_key_value_heads, head_dim, causal, use_bias, rotary }) =>
    (inputs, weights) => {
      const [queries, groups] = [Number(num_query_heads), Number(num_key_value_heads)];
      if (queries % groups !== 0 || (rotary !== 'none' && Number(head_dim) % 2 > 0))
        throw new Error('they do not divide');
      const mask = inputs.find(({ dtype }) => dtype === 'bool');
      const [query, value = query, key = value] = inputs.filter(({ dtype }) => dtype !== 'bool') as tf.Tensor[];
      // Each head of queries has a head of keys and values of its own.
      const own = (weights as tf.Tensor[]).map((weight, index) => {
        const isOfKeys = (use_bias ? [2, 3, 4, 5] : [1, 2]).includes(index);
        if (!isOfKeys) return weight;
        const axis = weight.rank - 2;
        return tf.concat(
          tf.split(weight, groups, axis).flatMap((one) => Array(queries / groups).fill(one)),
          axis,
        );
      });
      return attention({ query, value, key, mask, bias: undefined } as AttentionInputs, own, {
        causal: causal === true,
        keyDim: Number(head_dim),
        hasBias: use_bias === true,
      });
    },
  // Only the shape is compared: the golden values have the rest.
  rotary_embedding:
    ({ axis }) =>
    ([x]) => {
      const { rank, shape } = x as tf.Tensor;
      const place = Number(axis) < 0 ? rank + Number(axis) : Number(axis);
      if (place < 1 || place > rank - 2 || Number(shape.at(-1)) % 2 > 0) throw new Error('there is no such axis');
      return x as tf.Tensor;
    },
  matmul:
    ({ transpose_left, transpose_right }) =>
    ([left, right]) => {
      const [a, b] = [left as tf.Tensor, right as tf.Tensor];
      if (a.shape.slice(0, -2).join() !== b.shape.slice(0, -2).join()) throw new Error('TensorFlow.js broadcasts');
      return tf.matMul(a, b, transpose_left === true, transpose_right === true);
    },
  conv1d:
    ({ strides, padding, dilation_rate, groups, kernel_size }) =>
    ([x], [kernel]) => {
      const before = padding === 'causal' ? (Number(kernel_size) - 1) * Number(dilation_rate) : 0;
      const padded = tf.pad(x as tf.Tensor, [
        [0, 0],
        [before, 0],
        [0, 0],
      ]);
      const parts = tf.split(padded, Number(groups), 2) as tf.Tensor3D[];
      const kernels = tf.split(kernel as tf.Tensor, Number(groups), 2) as tf.Tensor3D[];
      const pad = padding === 'same' ? 'same' : 'valid';
      return tf.concat(
        parts.map((part, group) =>
          tf.conv1d(part, kernels[group] as tf.Tensor3D, Number(strides), pad, 'NWC', Number(dilation_rate)),
        ),
        2,
      );
    },
  conv1d_transpose: (values) => slidBack(values),
  // With zeros between the samples of the kernel, since native TensorFlow has no dilation along the depth.
  conv3d:
    ({ strides, padding, dilation_rate, groups }) =>
    ([x], [kernel]) => {
      const samples = (dilation_rate as Triple).reduce((spread, rate, axis) => {
        const [first, ...others] = tf.unstack(spread, axis);
        const zeros = Array.from({ length: rate - 1 }, () => tf.zerosLike(first as tf.Tensor));
        return tf.stack([first as tf.Tensor, ...others.flatMap((one) => [...zeros, one])], axis);
      }, kernel as tf.Tensor);
      const kernels = tf.split(samples, Number(groups), 4) as tf.Tensor5D[];
      const parts = tf.split(x as tf.Tensor, Number(groups), 4) as tf.Tensor5D[];
      const convolved = parts.map((part, group) =>
        tf.conv3d(part, kernels[group] as tf.Tensor5D, strides as Triple, padding as Padding),
      );
      return tf.concat(convolved, 4);
    },
  conv3d_transpose: (values) =>
    hasTransposedLayer(values) ? tf.layers.conv3dTranspose(config(values) as never) : slidBack(values),
  max_pool3d: (values) => tf.layers.maxPooling3d(config(values) as never),
  avg_pool3d: (values) => tf.layers.averagePooling3d(config(values) as never),
  global_max_pool3d:
    () =>
    ([x]) =>
      tf.max(x as tf.Tensor, [1, 2, 3]),
  global_avg_pool3d:
    () =>
    ([x]) =>
      tf.mean(x as tf.Tensor, [1, 2, 3], true),
  zero_pad3d:
    ({ padding: ends }) =>
    ([x]) =>
      tf.pad(x as tf.Tensor, [[0, 0], ...(ends as Pair[]), [0, 0]]),
  cropping2d: (values) => tf.layers.cropping2D(config(values) as never),
  cropping3d:
    ({ cropping }) =>
    ([x]) => {
      const { shape } = x as tf.Tensor;
      const ends = cropping as Pair[];
      const sizes = ends.map(([before, after], axis) => (shape[axis + 1] ?? 0) - before - after);
      if (Math.min(...sizes) < 1) throw new Error('nothing is left');
      return tf.slice(x as tf.Tensor, [0, ...ends.map(([before]) => before), 0], [-1, ...sizes, -1]);
    },
  up_sampling3d:
    ({ size }) =>
    ([x]) =>
      (size as Triple).reduce((y, times, axis) => {
        const places = tf.unstack(y, axis + 1);
        return tf.stack(
          places.flatMap((place) => Array.from({ length: times }, () => place)),
          axis + 1,
        );
      }, x as tf.Tensor),
  max_pool1d: (values) => tf.layers.maxPooling1d(config(values) as never),
  avg_pool1d: (values) => tf.layers.averagePooling1d(config(values) as never),
  global_max_pool1d: () => tf.layers.globalMaxPooling1d({}),
  global_avg_pool1d: () => tf.layers.globalAveragePooling1d({}),
  zero_pad1d:
    ({ padding: ends }) =>
    ([x]) =>
      tf.pad(x as tf.Tensor, [[0, 0], ends as Pair, [0, 0]]),
  cropping1d:
    ({ cropping }) =>
    ([x]) => {
      const [before, after] = cropping as Pair;
      const [, length = 0] = (x as tf.Tensor).shape;
      if (length <= before + after) throw new Error('nothing is left');
      return tf.slice(x as tf.Tensor, [0, before, 0], [-1, length - before - after, -1]);
    },
  up_sampling1d:
    ({ size }) =>
    ([x]) => {
      const places = tf.unstack(x as tf.Tensor, 1);
      return tf.stack(
        places.flatMap((place) => Array.from({ length: Number(size) }, () => place)),
        1,
      );
    },
  lstm: (values) => recurrent(values, tf.layers.lstm),
  gru: (values) => recurrent(values, values.reset_after ? gruWithResetAfter : tf.layers.gru),
  simple_rnn: (values) => recurrent(values, tf.layers.simpleRNN),
  conv_lstm1d: (values) => {
    const { kernel_size, strides, dilation_rate } = values;
    const flat = { ...values, kernel_size: [1, kernel_size], strides: [1, strides], dilation_rate: [1, dilation_rate] };
    return recurrent(flat, (settings) => {
      const layer = tf.layers.convLstm2d(settings as never);
      // Sequences as images of one row.
      return ([x], weights) => {
        const frames = tf.expandDims(x as tf.Tensor, 2);
        layer.apply(frames);
        layer.setWeights(weights.map((weight) => (weight.rank > 1 ? tf.expandDims(weight, 0) : weight)));
        const y = layer.apply(frames) as tf.Tensor;
        return tf.squeeze(y, [y.rank - 3]);
      };
    });
  },
  conv_lstm2d: (values) => recurrent(values, (settings) => tf.layers.convLstm2d(settings as never)),
  position_embedding:
    () =>
    ([x], [table]) => {
      const length = x?.shape.at(-2) ?? 0;
      if ((x?.rank ?? 0) < 3) throw new Error('there are no positions');
      return tf.add(x as tf.Tensor, tf.slice(table as tf.Tensor, [0, 0], [length, -1]));
    },
  unembedding:
    () =>
    ([x], [table]) => {
      const { shape } = x as tf.Tensor;
      const rows = tf.reshape(x as tf.Tensor, [-1, shape.at(-1) ?? 0]);
      const scores = tf.matMul(rows, table as tf.Tensor2D, false, true);
      return tf.reshape(scores, [...shape.slice(0, -1), table?.shape[0] ?? 0]);
    },
  parameter:
    () =>
    (_, [value]) =>
      tf.expandDims(value as tf.Tensor),
  constant:
    ({ shape, value, dtype }) =>
    () => {
      const sizes = shape as number[];
      const at = (place: readonly number[]): unknown =>
        place.length < sizes.length
          ? Array.from({ length: sizes[place.length] ?? 0 }, (_, index) => at([...place, index]))
          : value instanceof IndexFunction
            ? valueAt(value, place)
            : value;
      const nested = Array.isArray(value) ? value : at([]);
      const tensor = tf.tensor(nested as number[]);
      if (sizes.length > 0 && tensor.shape.join() !== sizes.join()) throw new Error('another shape');
      return tf.expandDims(tf.cast(tensor, dtype as 'float32'));
    },
  max_pool2d: (values) => tf.layers.maxPooling2d(config(values) as never),
  avg_pool2d: (values) => tf.layers.averagePooling2d(config(values) as never),
  global_max_pool2d: () => tf.layers.globalMaxPooling2d({}),
  global_avg_pool2d: () => tf.layers.globalAveragePooling2d({}),
  // Each window by itself, row by row.
  adaptive_avg_pool2d:
    ({ output_size }) =>
    ([x]) => {
      const [height = 0, width = 0] = x?.shape.slice(1) ?? [];
      const [rows, columns] = output_size as Pair;
      const means = windows(height, rows).map(([top, bottom]) =>
        windows(width, columns).map(([left, right]) =>
          tf.mean(tf.slice(x as tf.Tensor, [0, top, left, 0], [-1, bottom - top, right - left, -1]), [1, 2]),
        ),
      );
      return tf.stack(
        means.map((row) => tf.stack(row, 1)),
        1,
      );
    },
  rescaling: (values) => tf.layers.rescaling(config(values) as never),
  layer_scale:
    () =>
    ([x], [gamma]) =>
      tf.mul(x as tf.Tensor, gamma as tf.Tensor),
  batch_norm: (values) => tf.layers.batchNormalization(config(values)),
  layer_norm: (values) => tf.layers.layerNormalization(config(values)),
  group_norm:
    ({ groups, epsilon, center, scale }) =>
    ([x], weights) => {
      const shape = (x as tf.Tensor).shape;
      const grouped = tf.stack(tf.split(x as tf.Tensor, Number(groups), -1), shape.length - 1);
      const axes = [...shape.keys()].slice(1, -1).concat(shape.length);
      const { mean, variance } = tf.moments(grouped, axes, true);
      const normal = tf.div(tf.sub(grouped, mean), tf.sqrt(tf.add(variance, Number(epsilon))));
      const [gamma, beta] = [scale ? weights[0] : undefined, center ? weights.at(-1) : undefined];
      const scaled = tf.mul(tf.reshape(normal, shape), gamma ?? 1);
      return tf.add(scaled, beta ?? 0);
    },
  rms_norm:
    ({ epsilon }) =>
    ([x], [gamma]) => {
      const meanSquare = tf.mean(tf.square(x as tf.Tensor), -1, true);
      const normal = tf.mul(x as tf.Tensor, tf.rsqrt(tf.add(meanSquare, Number(epsilon))));
      return tf.mul(normal, gamma ?? 1);
    },
  activation: (values) => tf.layers.activation(config(values) as never),
  prelu: ({ shared_axes }) => tf.layers.prelu({ sharedAxes: shared_axes as number[] }),
  dropout: (values) => tf.layers.dropout(config(values) as never),
  spatial_dropout1d: (values) => tf.layers.spatialDropout1d(config(values) as never),
  spatial_dropout2d: (values) => tf.layers.dropout(config(values) as never),
  spatial_dropout3d: (values) => tf.layers.dropout(config(values) as never),
  drop_path: (values) => tf.layers.dropout(config(values) as never),
  alpha_dropout: (values) => tf.layers.alphaDropout(config(values) as never),
  gaussian_dropout: (values) => tf.layers.gaussianDropout(config(values) as never),
  gaussian_noise: (values) => tf.layers.gaussianNoise(config(values) as never),
  unit_normalization:
    ({ axis }) =>
    ([x]) => {
      const { rank } = x as tf.Tensor;
      const axes = (axis as number[]).map((one) => (one < 0 ? one + rank : one));
      if (axes.some((one) => one >= rank)) throw new Error('no such axis');
      return tf.div(x as tf.Tensor, tf.norm(x as tf.Tensor, 'euclidean', axes, true));
    },
  // Channel by channel.
  local_response_norm:
    ({ size, alpha, beta, k }) =>
    ([x]) => {
      const channels = tf.split(x as tf.Tensor, x?.shape.at(-1) ?? 1, -1);
      const [before, count] = [Math.floor(Number(size) / 2), Number(size)];
      const all = channels.map((channel, index) => {
        const near = channels.slice(Math.max(0, index - before), index - before + count);
        const mean = tf.div(tf.addN(near.map((one) => tf.square(one))), count);
        return tf.div(channel, tf.pow(tf.add(tf.mul(mean, Number(alpha)), Number(k)), Number(beta)));
      });
      return tf.concat(all, -1);
    },
  ...resampling,
  concat: (values) => tf.layers.concatenate(config(values)),
  add: () => tf.layers.add(),
  multiply: () => tf.layers.multiply(),
  subtract:
    () =>
    ([left, right]) =>
      tf.sub(left as tf.Tensor, right as tf.Tensor),
  average: () => tf.layers.average(),
  maximum: () => tf.layers.maximum(),
  minimum: () => tf.layers.minimum(),
  take:
    ({ index, axis }) =>
    ([x]) => {
      const { shape } = x as tf.Tensor;
      const [at, along] = [Number(index), Number(axis)];
      const places = along < 0 ? shape.length + along : along;
      const size = shape[places] ?? 0;
      if (places === 0 || shape.length === 2 || at < -size || at >= size) throw new Error('out of range');
      return tf.unstack(x as tf.Tensor, places).at(at) as tf.Tensor;
    },
  // The layer refuses what is flat already.
  flatten:
    () =>
    ([x]) =>
      tf.reshape(x as tf.Tensor, [1, -1]),
  reshape: (values) => tf.layers.reshape(config(values) as never),
  squeeze:
    ({ axis }) =>
    ([x]) =>
      tf.squeeze(x as tf.Tensor4D, axis as number[]),
  permute: ({ dims }) => tf.layers.permute({ dims: dims as number[] }),
  rearrange:
    ({ pattern, sizes }) =>
    ([x]) =>
      rearrange(x as tf.Tensor, String(pattern), sizes as Record<string, number>),
  repeat_vector: ({ n }) => tf.layers.repeatVector({ n: Number(n) }),
  reduce:
    ({ reduction, axis, keepdims }) =>
    ([x]) =>
      reductions[reduction as keyof typeof reductions](x as tf.Tensor, axis as number[], keepdims === true),
  split:
    ({ parts, axis }) =>
    ([x]) => {
      const [count = 1, ...others] = parts as number[];
      const [first] = tf.split(x as tf.Tensor, others.length > 0 ? (parts as number[]) : count, Number(axis));
      return first as tf.Tensor;
    },
  slice:
    ({ start, end, axis }) =>
    ([x]) => {
      const { shape } = x as tf.Tensor;
      const place = Number(axis) < 0 ? shape.length + Number(axis) : Number(axis);
      const size = shape[place] as number;
      const positions = tf.range(0, size).arraySync() as number[];
      const kept = positions.slice(Number(start), Number(end) === 0 ? undefined : Number(end));
      const isInside = Number(end) <= size && Math.abs(Number(start)) <= size;
      return tf.gather(x as tf.Tensor, isInside ? kept : [], place);
    },
  stack:
    ({ axis }) =>
    (xs) =>
      tf.stack([...xs], Number(axis) < 0 ? Number(axis) + (xs[0] as tf.Tensor).rank + 1 : Number(axis)),
  roll:
    ({ shift, axis }) =>
    ([x]) => {
      const [shifts, axes] = [shift as number[], axis as number[]];
      if (shifts.length > 1 && shifts.length !== axes.length) throw new Error('another count');
      return axes.reduce((y, one, index) => {
        const place = one < 0 ? one + y.rank : one;
        const size = y.shape[place] as number;
        const from = Array.from(
          { length: size },
          (_, at) => (at - (shifts[index] ?? shifts[0] ?? 0) + 7 * size) % size,
        );
        return tf.gather(y, from, place);
      }, x as tf.Tensor);
    },
  gather:
    ({ axis }) =>
    ([x, indices]) => {
      const { rank } = x as tf.Tensor;
      const place = Number(axis) < 0 ? rank + Number(axis) : Number(axis);
      if (place < 1 || place >= rank) throw new Error('there is no such axis');
      const ofExamples = tf.unstack(x as tf.Tensor).map((one, example) => {
        const at = tf.unstack(indices as tf.Tensor)[example] as tf.Tensor;
        return tf.gather(one, at, place - 1);
      });
      return tf.stack(ofExamples);
    },
  one_hot:
    ({ num_classes }) =>
    ([x]) => {
      const flat = tf.reshape(x as tf.Tensor, [-1]);
      if (Number(tf.max(flat).dataSync()[0]) >= Number(num_classes)) throw new Error('too few');
      const rows = tf.gather(tf.eye(Number(num_classes)), tf.cast(flat, 'int32'));
      return tf.reshape(rows, [...(x as tf.Tensor).shape, Number(num_classes)]);
    },
  glu:
    ({ gate }) =>
    ([x]) => {
      const [value, other] = tf.split(x as tf.Tensor, 2, -1) as [tf.Tensor, tf.Tensor];
      const activated = tf.layers.activation({ activation: gate === 'gelu' ? 'gelu' : (gate as 'relu') });
      return tf.mul(value, activated.apply(other) as tf.Tensor);
    },
  channel_shuffle:
    ({ groups }) =>
    ([x]) => {
      const { shape } = x as tf.Tensor;
      return tf.reshape(tf.stack(tf.split(x as tf.Tensor, Number(groups), -1), -1), shape);
    },
  zero_pad2d: (values) => tf.layers.zeroPadding2d(config(values) as never),
  up_sampling2d: (values) => tf.layers.upSampling2d(config(values) as never),
};

/** Moves each element to its place by a pattern of einops without the batch, which `...` stands for one axis in. */
function rearrange(x: tf.Tensor, pattern: string, sizes: Record<string, number>): tf.Tensor {
  const shape = [...x.shape];
  const [before = '', after = ''] = pattern.split('->').map((side) => `batch ${side}`);
  const dimensionsOf = (side: string) => Array.from(side.matchAll(/\(([^)]*)\)|\S+/g), ([one, group]) => group ?? one);
  const count = shape.length - dimensionsOf(before).length + 1;
  const spread = Array.from({ length: count }, (_, index) => `axis${index}`).join(' ');
  const [left, right] = [before, after].map((side) =>
    dimensionsOf(side.replace('...', spread)).map((axes) => axes.split(' ').filter((axis) => axis && axis !== '1')),
  ) as [string[][], string[][]];
  const sizeOf = new Map(Object.entries(sizes));
  left.forEach((axes, index) => {
    const open = axes.find((axis) => !sizeOf.has(axis));
    const known = axes.reduce((product, axis) => product * (sizeOf.get(axis) ?? 1), 1);
    if (open) sizeOf.set(open, (shape[index] as number) / known);
  });
  const product = (axes: readonly string[]) => axes.reduce((total, axis) => total * (sizeOf.get(axis) as number), 1);
  const values = x.dataSync();
  const moved = new Float32Array(values.length);
  values.forEach((value, index) => {
    let rest = index;
    const place = new Map<string, number>();
    for (const axis of left.flat().reverse()) {
      place.set(axis, rest % (sizeOf.get(axis) as number));
      rest = Math.floor(rest / (sizeOf.get(axis) as number));
    }
    const to = right.flat().reduce((at, axis) => at * (sizeOf.get(axis) as number) + (place.get(axis) as number), 0);
    moved[to] = value;
  });
  return tf.tensor(moved, right.map(product));
}

interface AttentionInputs {
  readonly query: tf.Tensor;
  readonly value: tf.Tensor;
  readonly key: tf.Tensor;
  readonly mask: tf.Tensor | undefined;
  readonly bias: tf.Tensor | undefined;
}

/** The bias of the scores of one head; all heads may have the same. */
function biasOfHead(bias: tf.Tensor, { shape }: tf.Tensor, head: number, heads: number): tf.Tensor {
  const [own = 1] = bias.shape.slice(-3, -2);
  if (bias.rank === 3) return tf.broadcastTo(bias, shape);
  if (bias.rank !== 4 || (own !== 1 && own !== heads)) throw new Error('a bias of other heads');
  return tf.broadcastTo(tf.unstack(bias, 1)[own === 1 ? 0 : head] as tf.Tensor, shape);
}

/** Attention head by head, with weights in netspec's order. */
function attention(
  { query, value, key, mask, bias }: AttentionInputs,
  weights: readonly tf.Tensor[],
  { causal, keyDim, hasBias }: { causal: boolean; keyDim: number; hasBias: boolean },
): tf.Tensor {
  const kernels = weights.filter(({ rank }) => rank === 3) as tf.Tensor3D[];
  const biases = hasBias ? weights.filter(({ rank }) => rank < 3) : [];
  const [ofQuery, ofKey, ofValue, ofOutput] = kernels.map((kernel, index) => tf.unstack(kernel, index < 3 ? 1 : 0));
  const heads = (ofQuery ?? []).map((kernel, head) => {
    const project = (x: tf.Tensor, matrix: tf.Tensor | undefined, bias: tf.Tensor | undefined) => {
      const [depth = 1, size = 1] = matrix?.shape ?? [];
      const rows = tf.matMul(tf.reshape(x, [-1, depth]), matrix as tf.Tensor2D);
      const y = tf.reshape(rows, [...x.shape.slice(0, -1), size]);
      return bias ? tf.add(y, tf.unstack(bias)[head] as tf.Tensor) : y;
    };
    const [q, k, v] = [
      project(query, kernel, biases[0]),
      project(key, ofKey?.[head], biases[1]),
      project(value, ofValue?.[head], biases[2]),
    ];
    const scaled = tf.div(tf.matMul(q, k, false, true), Math.sqrt(keyDim));
    const products = bias ? tf.add(scaled, biasOfHead(bias, scaled, head, kernels[0]?.shape[1] ?? 1)) : scaled;
    const [rows = 1, columns = 1] = products.shape.slice(-2);
    const before = tf.linalg.bandPart(tf.ones([rows, columns]), -1, 0);
    const allowed = causal ? before : tf.ones([rows, columns]);
    const both = mask ? tf.mul(allowed, tf.cast(mask.rank === 2 ? tf.expandDims(mask, 1) : mask, 'float32')) : allowed;
    const shares = tf.softmax(tf.add(products, tf.mul(tf.sub(both, 1), 1e9)));
    return project(tf.matMul(shares, v), ofOutput?.[head], undefined);
  });
  const sum = tf.addN(heads);
  return biases[3] ? tf.add(sum, biases[3]) : sum;
}
