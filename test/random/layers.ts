/** What a random layer says: for each op the attributes that it needs, and some of those that it may have. */

import { activations } from '../../src/ops/companions.js';
import type { OpName } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import type { joins } from '../../src/spec/schema/language.js';
import type { Chance } from './chance.js';

export type Shape = readonly number[];
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
export type Yaml = { [key: string]: Plain };
export type JoinName = (typeof joins)[number];

/** Inputs of int32 are below this. */
export const tokens = 10;

/** What a layer may draw on. */
export interface Means {
  readonly chance: Chance;
  readonly input: Shape;
  /** A whole number, or an expression with that value. */
  number(value: number): Plain;
  /** The name of a parameter that has the value. */
  parameter(value: number): string;
}

/**
 * A layer's attributes for an input of a rank that the op takes; a window may turn out not to fit. Only inputs of the
 * network are embedded or indices, and a learned tensor takes nothing.
 */
export const attributesOf: Readonly<
  Record<
    Exclude<
      OpName,
      | JoinName
      | 'embedding'
      | 'unembedding'
      | 'parameter'
      | 'constant'
      | 'matmul'
      | 'resize_like'
      | 'gather'
      | 'one_hot'
    >,
    (means: Means) => Yaml
  >
> = {
  conv2d(means) {
    const { chance, input } = means;
    const groups = chance.percent(30) ? chance.pick(...divisors(input.at(-1) as number)) : 1;
    const filters = means.number(groups * chance.integer(1, 4));
    return { filters, ...window('kernel_size', means), ...(groups > 1 ? { groups } : {}) };
  },
  depthwise_conv1d: (means) => ({
    ...alongSteps(means),
    ...(means.chance.percent(40) ? { depth_multiplier: means.number(means.chance.integer(1, 3)) } : {}),
  }),
  separable_conv1d: (means) => ({
    filters: means.number(means.chance.integer(1, 4)),
    ...alongSteps(means),
    ...(means.chance.percent(40) ? { depth_multiplier: means.chance.integer(1, 2) } : {}),
  }),
  depthwise_conv2d: (means) => ({
    ...window('kernel_size', means, { squareStrides: true }),
    depth_multiplier: means.number(means.chance.integer(1, 3)),
  }),
  separable_conv2d: (means) => ({
    filters: means.number(means.chance.integer(1, 8)),
    ...window('kernel_size', means, { squareStrides: true }),
    ...(means.chance.percent(40) ? { depth_multiplier: means.chance.integer(1, 3) } : {}),
  }),
  conv2d_transpose: (means) => ({ ...window('kernel_size', means), ...transposed(means, 2) }),
  conv1d_transpose: (means) => ({ ...alongSteps(means), ...transposed(means, 1) }),
  conv3d(means) {
    const { chance, input } = means;
    const groups = chance.percent(30) ? chance.pick(...divisors(input.at(-1) as number)) : 1;
    const filters = means.number(groups * chance.integer(1, 3));
    return { filters, ...window3d('kernel_size', means), ...(groups > 1 ? { groups } : {}) };
  },
  conv3d_transpose: (means) => ({ ...window3d('kernel_size', means), ...transposed(means, 3) }),
  dense: (means) => ({ units: means.number(means.chance.integer(1, 8)) }),
  multi_head_attention(means) {
    const { chance, input } = means;
    return {
      num_heads: means.number(chance.pick(...divisors(input.at(-1) as number))),
      ...(chance.percent(30) ? { key_dim: means.number(chance.integer(1, 4)) } : {}),
      ...(chance.percent(20) ? { value_dim: chance.integer(1, 3) } : {}),
      ...(chance.percent(40) ? { causal: chance.percent(70) } : {}),
      ...(chance.percent(20) ? { dropout: 0.5 } : {}),
    };
  },
  grouped_query_attention(means) {
    const { chance, input } = means;
    const heads = chance.pick(...divisors(input.at(-1) as number));
    return {
      num_query_heads: means.number(heads),
      num_key_value_heads: means.number(chance.pick(...divisors(heads))),
      ...(chance.percent(50) ? { head_dim: 2 * chance.integer(1, 2), rotary: chance.pick('half', 'interleaved') } : {}),
      ...(chance.percent(40) ? { causal: chance.percent(70) } : {}),
    };
  },
  rotary_embedding: ({ chance, input }) => ({
    form: chance.pick('half', 'interleaved'),
    ...(input.length > 2 && chance.percent(50) ? { axis: chance.pick(2, -2) } : {}),
    ...(chance.percent(30) ? { max_wavelength: 100 } : {}),
  }),
  conv1d(means) {
    const { chance, input } = means;
    const groups = chance.percent(30) ? chance.pick(...divisors(input.at(-1) as number)) : 1;
    const filters = means.number(groups * chance.integer(1, 4));
    const causal = chance.percent(20) ? { padding: 'causal' } : {};
    return { filters, ...alongSteps(means), ...causal, ...(groups > 1 ? { groups } : {}) };
  },
  max_pool1d: (means) => pool1d(means),
  avg_pool1d: (means) => ({ ...pool1d(means), ...counting(means) }),
  global_max_pool1d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  global_avg_pool1d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  zero_pad1d: ({ chance }) => ({ padding: chance.pick<Plain>(1, [0, 2], [2, 1]) }),
  cropping1d: ({ chance }) => ({ cropping: chance.pick<Plain>(1, [0, 1], [1, 0], 0) }),
  up_sampling1d: (means) => ({ size: means.number(means.chance.integer(1, 3)) }),
  lstm: (means) => gated(means),
  gru: (means) => ({ ...gated(means), ...(means.chance.percent(40) ? { reset_after: means.chance.percent(50) } : {}) }),
  simple_rnn: (means) => recurrent(means),
  conv_lstm1d: (means) => convolving(means, 1),
  conv_lstm2d: (means) => convolving(means, 2),
  max_pool2d: (means) => ({ ...window('pool_size', means, { canDilate: false }), ...rounding(means) }),
  avg_pool2d: (means) => ({
    ...window('pool_size', means, { canDilate: false }),
    ...rounding(means),
    ...counting(means),
  }),
  global_max_pool2d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  global_avg_pool2d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  max_pool3d: (means) => ({ ...window3d('pool_size', means, false), ...rounding(means) }),
  avg_pool3d: (means) => ({ ...window3d('pool_size', means, false), ...rounding(means), ...counting(means) }),
  global_max_pool3d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  global_avg_pool3d: ({ chance }) => (chance.percent(50) ? { keepdims: true } : {}),
  adaptive_avg_pool2d: ({ chance }) => ({ output_size: pair(chance, chance.integer(1, 5), chance.integer(1, 5)) }),
  rescaling: (means) => ({
    scale: means.chance.pick<Plain>(0.17, -1, `1 / ${means.parameter(4)}`),
    ...(means.chance.percent(50) ? { offset: means.chance.pick(-1, 0.5) } : {}),
  }),
  layer_scale: ({ chance }) => (chance.percent(50) ? { init_values: chance.pick(1, 0.1) } : {}),
  batch_norm: ({ chance }) => normalization(chance),
  prelu: ({ chance, input }) =>
    chance.percent(50) ? { shared_axes: [1, 2, 3].slice(0, chance.integer(1, Math.min(input.length, 3))) } : {},
  group_norm({ chance, input }) {
    const { momentum: _, ...settings } = normalization(chance);
    return { groups: chance.pick(...divisors(input.at(-1) as number)), ...settings };
  },
  layer_norm({ chance }) {
    const { momentum: _, ...settings } = normalization(chance);
    return settings;
  },
  rms_norm({ chance }) {
    const { momentum: _, center: __, ...settings } = normalization(chance);
    return settings;
  },
  activation: ({ chance }) => ({ activation: activation(chance) }),
  dropout: (means) => ({ rate: means.chance.percent(50) ? 0.5 : `1 - 0.1 * ${means.parameter(5)}` }),
  flatten: () => ({}),
  reshape({ chance, input }) {
    const total = product(input);
    const first = chance.pick(...divisors(total));
    const second = chance.pick(...divisors(total / first));
    const shape = [first, second, total / first / second];
    return { target_shape: chance.pick<Plain>(size(chance, shape), [first, -1], [total], -1, [1, 1, total]) };
  },
  squeeze({ chance, input }) {
    const ones = input.flatMap((size, axis) => (size === 1 ? [axis + 1, axis - input.length] : []));
    return chance.percent(50) || ones.length === 0 ? {} : { axis: chance.pick<Plain>(...ones, ones.slice(-1)) };
  },
  permute: ({ chance, input }) => ({ dims: chance.pick(...ordersOf(input.map((_, axis) => axis + 1))) }),
  rearrange(means) {
    const { chance, input } = means;
    if (chance.percent(15)) {
      const wider = input.length < 3 ? ['z ... -> ... 1 z'] : [];
      return { pattern: chance.pick('... z -> z ...', '... z -> (... z)', '... -> ...', ...wider) };
    }
    const names = ['a', 'b2', 'c_c', 'd', 'e'].slice(0, input.length);
    const sizes: Yaml = {};
    const before = names.map((name, axis) => {
      if (chance.percent(60)) return name;
      const part = chance.pick(...divisors(input[axis] ?? 1));
      sizes[`${name}x`] = means.number(part);
      return `(${chance.pick(`${name} ${name}x`, `${name}x ${name}`)})`;
    });
    const parts = before.flatMap((one) => one.match(/\w+/g) ?? []);
    const after: string[] = [];
    for (let rest = parts; rest.length > 0; ) {
      const next = chance.pick(...rest);
      rest = rest.filter((one) => one !== next);
      // Tensors of TensorFlow.js have at most five dimensions besides the batch.
      const isMerged = after.length > 0 && (after.length >= 5 || chance.percent(30));
      const last = isMerged ? `${after.pop()}`.replaceAll(/[()]/g, '') : '';
      after.push(isMerged ? `(${last} ${next})` : next);
    }
    if (after.length < 5 && chance.percent(15)) after.push(chance.pick('1', '()'));
    const pattern = `${before.join(' ')} -> ${after.join(' ')}`;
    return { pattern, ...(Object.keys(sizes).length > 0 ? { sizes } : {}) };
  },
  split({ chance, input }) {
    const axis = chance.integer(1, input.length);
    const size = input[axis - 1] ?? 1;
    const parts = chance.pick(2, 3, ...divisors(size));
    return {
      parts: chance.percent(30) && size % parts === 0 ? Array.from({ length: parts }, () => size / parts) : parts,
      ...(axis === input.length && chance.percent(50) ? {} : { axis: chance.pick(axis, axis - 1 - input.length) }),
    };
  },
  slice({ chance, input }) {
    const axis = chance.integer(1, input.length);
    const size = input[axis - 1] ?? 1;
    const start = chance.integer(0, size - 1);
    const end = chance.integer(start + 1, size);
    return {
      ...(start === 0 && chance.percent(50) ? {} : { start: chance.pick(start, start - size) }),
      ...(end === size && chance.percent(50) ? {} : { end: chance.pick(end, end - size) }),
      ...(axis === input.length && chance.percent(50) ? {} : { axis: chance.pick(axis, axis - 1 - input.length) }),
    };
  },
  roll({ chance, input }) {
    const axis = chance.integer(1, input.length);
    const isBoth = input.length > 1 && chance.percent(30);
    return {
      shift: chance.pick<Plain>(1, -1, 2, -3, [9], isBoth ? [2, -1] : 0),
      axis: isBoth ? [1, -1] : chance.pick<Plain>(axis, [axis - 1 - input.length]),
    };
  },
  glu: ({ chance }) =>
    chance.percent(50) ? { gate: chance.pick('sigmoid', 'swish', 'gelu', 'relu', 'tanh', 'linear') } : {},
  channel_shuffle: (means) => ({
    groups: means.number(means.chance.pick(...divisors(means.input.at(-1) as number))),
  }),
  repeat_vector: (means) => ({ n: means.number(means.chance.integer(1, 3)) }),
  reduce: ({ chance, input }) => ({
    reduction: chance.pick('mean', 'max', 'sum', 'min'),
    axis: chance.pick<Plain>(-1, 1, [1], input.length > 1 ? [-2] : -1, input.length > 2 ? [1, 2] : 1),
    ...(chance.percent(50) ? { keepdims: true } : {}),
  }),
  position_embedding: (means) => ({
    sequence_length: means.number((means.input.at(-2) ?? 1) + means.chance.integer(0, 2)),
  }),
  take: ({ chance, input }) => ({
    index: chance.pick(0, -1, (input[0] ?? 1) - 1),
    axis: chance.pick(1, -input.length),
  }),
  zero_pad2d: ({ chance }) => ({
    padding: chance.pick<Plain>(
      1,
      '0x1',
      [2, 1],
      [
        [0, 1],
        [0, 1],
      ],
      [chance.integer(0, 2), [chance.integer(0, 2), 1]],
    ),
  }),
  cropping2d: ({ chance }) => ({ cropping: chance.pick<Plain>(1, '0x1', [0, [1, 0]], [[chance.integer(0, 1), 0], 0]) }),
  zero_pad3d: ({ chance }) => ({ padding: chance.pick<Plain>(1, '0x1x1', [[0, chance.integer(0, 2)], 0, [1, 0]]) }),
  cropping3d: ({ chance }) => ({ cropping: chance.pick<Plain>(0, '0x1x0', [[0, 1], 0, [chance.integer(0, 1), 0]]) }),
  up_sampling3d: ({ chance }) => ({ size: chance.pick<Plain>(1, 2, '1x2x1', [2, 1, chance.integer(1, 3)]) }),
  up_sampling2d: ({ chance }) => ({
    size: pair(chance, chance.integer(1, 3), chance.integer(1, 3)),
    interpolation: chance.pick('nearest', 'bilinear'),
  }),
  spatial_dropout1d: () => ({ rate: 0.25 }),
  spatial_dropout2d: () => ({ rate: 0.25 }),
  spatial_dropout3d: () => ({ rate: 0.25 }),
  drop_path: (means) => ({ rate: means.chance.percent(50) ? 0.2 : `1 - 0.1 * ${means.parameter(5)}` }),
  alpha_dropout: () => ({ rate: 0.1 }),
  gaussian_dropout: () => ({ rate: 0.3 }),
  gaussian_noise: () => ({ stddev: 0.1 }),
  unit_normalization: ({ chance, input }) =>
    chance.percent(50) ? { axis: chance.pick<Plain>(input.length, [1], -1, [-input.length]) } : {},
  local_response_norm: ({ chance }) => ({
    ...(chance.percent(50) ? { size: chance.pick(1, 3, 5) } : {}),
    ...(chance.percent(50) ? { alpha: chance.pick<Plain>(1, '1 / 2'), beta: 0.5, k: 2 } : {}),
  }),
  space_to_depth: (means) => ({ block_size: means.number(blockOf(means)), ...blockMode(means) }),
  depth_to_space: (means) => ({
    block_size: means.number((means.input[2] ?? 1) % 4 === 0 ? means.chance.integer(1, 2) : 1),
    ...blockMode(means),
  }),
  resize: ({ chance }) => ({
    size: pair(chance, chance.integer(1, 7), chance.integer(1, 7)),
    ...sampling(chance),
  }),
  adaptive_avg_pool1d: (means) => ({ output_size: means.number(means.chance.integer(1, 5)) }),
  adaptive_max_pool1d: (means) => ({ output_size: means.number(means.chance.integer(1, 5)) }),
  adaptive_avg_pool3d: ({ chance }) => ({
    output_size: size(
      chance,
      [1, 2, 3].map(() => chance.integer(1, 3)),
    ),
  }),
  adaptive_max_pool3d: ({ chance }) => ({
    output_size: size(
      chance,
      [1, 2, 3].map(() => chance.integer(1, 3)),
    ),
  }),
  adaptive_max_pool2d: ({ chance }) => ({ output_size: pair(chance, chance.integer(1, 5), chance.integer(1, 5)) }),
};

/** A size of blocks that fit an image. */
const blockOf = ({ chance, input: [height = 1, width = 1] }: Means): number =>
  chance.pick(...divisors(height).filter((size) => width % size === 0 && size < 4));

const blockMode = ({ chance }: Means): Yaml => (chance.percent(50) ? { mode: chance.pick('dcr', 'crd') } : {});

/** How an image is resized. */
export const sampling = (chance: Chance): Yaml => ({
  ...(chance.percent(50) ? { interpolation: chance.pick('nearest', 'bilinear') } : {}),
  ...(chance.percent(50) ? { coordinates: chance.pick('half_pixel', 'align_corners', 'asymmetric') } : {}),
});

/** A window that convolves a sequence. */
const alongSteps = (means: Means): Yaml => {
  const { chance } = means;
  const dilation = chance.percent(30) ? chance.integer(2, 3) : 1;
  return {
    kernel_size: means.number(chance.integer(1, 3)),
    ...(dilation === 1 && chance.percent(50) ? { strides: chance.integer(1, 3) } : { dilation_rate: dilation }),
    ...(chance.percent(70) ? { padding: chance.pick('same', 'valid', margins(1, means)) } : {}),
  };
};

/** What transposed convolutions have beside their window. Most are those of layers of TensorFlow.js. */
function transposed(means: Means, rank: 1 | 2 | 3): Yaml {
  const { chance, input } = means;
  const groups = chance.percent(30) ? chance.pick(...divisors(input.at(-1) as number)) : 1;
  const isLonger = chance.percent(20);
  const strides = rank === 1 ? 2 : size(chance, Array(rank).fill(2));
  return {
    filters: means.number(groups * chance.integer(1, 3)),
    ...(groups > 1 ? { groups } : {}),
    ...(isLonger ? { strides, output_padding: chance.integer(0, 1) } : {}),
  };
}

const pool1d = (means: Means): Yaml => {
  const { chance } = means;
  return {
    pool_size: chance.integer(1, 3),
    ...(chance.percent(60) ? { strides: chance.integer(1, 3) } : {}),
    ...(chance.percent(70) ? { padding: chance.pick('same', 'valid', margins(1, means)) } : {}),
    ...rounding(means),
  };
};

const stepActivations = ['tanh', 'sigmoid', 'relu', 'hard_sigmoid', 'elu', 'linear'] as const;

const recurrent = (means: Means): Yaml => ({
  units: means.number(means.chance.integer(1, 5)),
  ...(means.chance.percent(60) ? { return_sequences: means.chance.percent(70) } : {}),
  ...(means.chance.percent(40) ? { bidirectional: means.chance.pick('none', 'concat', 'sum', 'mul', 'ave') } : {}),
  ...(means.chance.percent(20) ? { activation: means.chance.pick(...stepActivations) } : {}),
});

/** Convolutions in each step of a loop. */
function convolving(means: Means, rank: number): Yaml {
  const { chance } = means;
  const { units, ...stepping } = gated(means);
  const numbers = () => {
    const ofAxes = Array.from({ length: rank }, () => chance.integer(1, 3));
    return rank === 1 ? (ofAxes[0] ?? 1) : size(chance, ofAxes);
  };
  const moves = chance.percent(50) ? { strides: numbers() } : chance.percent(50) ? { dilation_rate: numbers() } : {};
  return {
    filters: units ?? 1,
    kernel_size: numbers(),
    padding: chance.pick('same', 'same', 'valid'),
    ...moves,
    ...stepping,
  };
}

const gated = (means: Means): Yaml => ({
  ...recurrent(means),
  ...(means.chance.percent(20) ? { recurrent_activation: means.chance.pick('sigmoid', 'hard_sigmoid', 'tanh') } : {}),
  ...(means.chance.percent(10) ? { recurrent_initializer: means.chance.pick('orthogonal', 'glorot_normal') } : {}),
});

/** Some of the attributes that an op has beyond those. */
export function extrasOf(op: Op, chance: Chance): Yaml {
  const initializer = () =>
    chance.pick<Plain>(
      'he_normal',
      'lecun_uniform',
      'zeros',
      { constant: 0.5 },
      { truncated_normal: { stddev: 0.01 } },
      { variance_scaling: { scale: 2.6, mode: 'fan_avg' } },
    );
  const regularizer = () => chance.pick<Plain>('none', { l2: 0.00002 }, { l1: 0.1 }, { l1_l2: { l1: 0.1, l2: 0.2 } });
  const extras: Readonly<Record<string, () => Plain>> = {
    use_bias: () => chance.percent(50),
    batch_norm: () => (chance.percent(20) ? chance.percent(50) : normalization(chance)),
    activation: () => activation(chance),
    kernel_initializer: initializer,
    depthwise_initializer: initializer,
    bias_initializer: () => chance.pick<Plain>('ones', { random_uniform: { minval: 0, maxval: 1 } }),
    embeddings_initializer: initializer,
    embeddings_regularizer: regularizer,
    kernel_regularizer: regularizer,
    pointwise_regularizer: regularizer,
  };
  const takes = (key: string) =>
    Object.hasOwn(op.attributes, key) && (key !== 'activation' || op.companions.includes(key));
  const chosen = Object.entries(extras).filter(([key]) => takes(key) && chance.percent(25));
  return Object.fromEntries(chosen.map(([key, value]) => [key, value()]));
}

/** A word, or one with its settings. */
const activation = (chance: Chance): Plain =>
  chance.pick<Plain>(
    // Several exponentials in a row overflow.
    ...activations.filter((word) => word !== 'exponential'),
    { leaky_relu: chance.pick<Plain>(0.1, { negative_slope: 0.5 }, '1 / 4') },
    { gelu: { approximate: true } },
    { softmax: { axis: 1 } },
    { [chance.pick('elu', 'celu')]: { alpha: chance.pick<Plain>(0.5, '3 / 2') } },
    { [chance.pick('hard_shrink', 'soft_shrink', 'threshold')]: { threshold: chance.pick<Plain>(0.25, '1 / 8') } },
  );

/** Every combination of scale and center. */
function normalization(chance: Chance): Yaml {
  return {
    ...(chance.percent(40) ? { epsilon: chance.pick(0.001, 0.1, 1) } : {}),
    ...(chance.percent(40) ? { momentum: chance.pick(0.9, 0.9997, 0) } : {}),
    ...(chance.percent(70) ? { center: chance.percent(50) } : {}),
    ...(chance.percent(70) ? { scale: chance.percent(50) } : {}),
  };
}

/** A padding in numbers, in one of the ways to write it. */
function margins(rank: 1 | 2 | 3, means: Means): Plain {
  const { chance } = means;
  const ends = () => [chance.integer(0, 1), chance.integer(0, 2)];
  const each = rank === 1 ? ends() : Array.from({ length: rank }, ends);
  return chance.pick<Plain>(1, each, `\${${means.parameter(1)}}`, `${means.parameter(1)} + 0`);
}

const rounding = ({ chance }: Means): Yaml => (chance.percent(40) ? { rounding: chance.pick('up', 'up', 'down') } : {});
const counting = ({ chance }: Means): Yaml => (chance.percent(30) ? { count_padding: chance.percent(70) } : {});

function window(
  kernel: 'kernel_size' | 'pool_size',
  means: Means,
  { squareStrides = false, canDilate = true } = {},
): Yaml {
  const { chance } = means;
  const dilation = canDilate && chance.percent(20) ? chance.integer(2, 3) : 1;
  const stride = dilation > 1 ? 1 : chance.integer(1, 3);
  const across = squareStrides || dilation > 1 || chance.percent(70) ? stride : chance.integer(1, 3);
  const side = (name: string) =>
    chance.percent(50) ? `min(in.${name}, ${chance.integer(1, 3)})` : means.number(chance.integer(1, 3));
  return {
    [kernel]: chance.percent(60)
      ? pair(chance, chance.integer(1, 3), chance.integer(1, 3))
      : [side('height'), side('width')],
    ...(chance.percent(60) ? { strides: pair(chance, stride, across) } : {}),
    ...(chance.percent(70) ? { padding: chance.pick('same', 'valid', margins(2, means)) } : {}),
    ...(dilation > 1 ? { dilation_rate: pair(chance, dilation, chance.pick(1, dilation)) } : {}),
  };
}

function window3d(kernel: 'kernel_size' | 'pool_size', means: Means, canDilate = true): Yaml {
  const { chance } = means;
  const triple = (most: number) =>
    chance.percent(40)
      ? chance.integer(1, most)
      : size(
          chance,
          [1, 2, 3].map(() => chance.integer(1, most)),
        );
  const isDilated = canDilate && chance.percent(20);
  return {
    [kernel]: triple(3),
    ...(!isDilated && chance.percent(60) ? { strides: triple(2) } : {}),
    ...(chance.percent(70) ? { padding: chance.pick('same', 'valid', margins(3, means)) } : {}),
    ...(isDilated ? { dilation_rate: triple(2) } : {}),
  };
}

/** All orders of some numbers; of many, the first of them. */
function ordersOf(numbers: readonly number[]): readonly (readonly number[])[] {
  if (numbers.length < 2) return [numbers];
  return numbers
    .flatMap((first) => ordersOf(numbers.filter((one) => one !== first)).map((rest) => [first, ...rest]))
    .slice(0, 24);
}

/** One of the ways to write a size. */
export function size(chance: Chance, dims: Shape): Plain {
  return dims.length > 1 && chance.percent(70) ? dims.join('x') : dims;
}

/** One of the ways to write height and width. */
export function pair(chance: Chance, height: number, width: number): Plain {
  return height === width && chance.percent(60) ? height : size(chance, [height, width]);
}

const product = (shape: Shape): number => shape.reduce((total, dim) => total * dim, 1);

const divisors = (n: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => index + 1).filter((candidate) => n % candidate === 0);
