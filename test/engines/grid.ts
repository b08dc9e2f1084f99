/** The grid that the sweep draws from: for each op its attributes and its inputs, alone or beside what engines fuse with it. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { activations } from '../../src/ops/companions.js';
import { findOp, type OpName } from '../../src/ops/index.js';
import { namedOutputs } from '../../src/ops/outputs.js';
import { takesNothing } from '../../src/ops/ports.js';

type Shape = readonly number[];
type Attributes = Readonly<Record<string, unknown>>;

/** Layers in a row: the first takes the inputs, each other the one before it. */
export interface Combination {
  readonly inputs: readonly Shape[];
  /** Whether the spec leaves all sizes of its inputs open but the channels. */
  readonly isOpen: boolean;
  readonly layers: readonly Attributes[];
  /** Inputs are tokens below this, and else float32. */
  readonly below?: number;
  /** Only the last input is of tokens. */
  readonly isIndexed?: boolean;
  /** The last input is a mask. */
  readonly isMasked?: boolean;
  /** The outputs that the last layer is asked for, beside the first. */
  readonly outputs?: readonly string[];
}

const oneOf = fc.constantFrom;
const sides = oneOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16);
const small = oneOf(1, 2, 3);
const pair = (...choices: readonly number[]) => fc.tuple(oneOf(...choices), oneOf(...choices));
const image = fc.tuple(sides, sides, oneOf(1, 2, 3, 4, 6));
/** Depth, height, width and channels: small, since reference values of 3D windows take long. */
const volume = fc.tuple(oneOf(1, 2, 3, 5), oneOf(1, 3, 4, 6), oneOf(2, 3, 5), oneOf(1, 2, 4, 6));
const sequence = fc.tuple(sides, oneOf(1, 3, 4));
/** Frames, few and small: each is a step of a loop. */
const framesOf = {
  conv_lstm1d: fc.tuple(small, oneOf(1, 3, 4, 6), oneOf(1, 2, 3)),
  conv_lstm2d: fc.tuple(small, oneOf(1, 3, 4), oneOf(2, 3, 5), oneOf(1, 2)),
};
const vector = oneOf(1, 4, 5).map((size) => [size]);
const anyRank = fc.oneof(image, sequence, vector, fc.tuple(small, small, small, oneOf(1, 4)));

/** How many tokens there are. */
const tokens = 7;

const padding = oneOf('same', 'valid');
/** Numbers of padding at both ends of each axis, below those of the smallest windows but one. */
const ends = (axes: number) => fc.array(fc.tuple(oneOf(0, 1, 1, 2), oneOf(0, 1)), { minLength: axes, maxLength: axes });
const paddingOf = (axes: number) => fc.oneof({ weight: 2, arbitrary: padding }, ends(axes));
const rounding = oneOf('down', 'up');
/** The pool of averages with the attributes of one of maxima. */
const counting = (pool: fc.Arbitrary<Attributes>) =>
  fc.tuple(pool, fc.boolean()).map(([rest, count_padding]) => ({ ...rest, count_padding }));
const activation = oneOf<string | object>(
  ...activations,
  { leaky_relu: { negative_slope: 0.5 } },
  { gelu: { approximate: true } },
  { softmax: { axis: 1 } },
  { elu: { alpha: 0.5 } },
  { celu: { alpha: 2 } },
  { squareplus: { b: 1 } },
  { threshold: { threshold: 0.5, value: -1 } },
  { hard_shrink: { threshold: 0.25 } },
  { soft_shrink: { threshold: 0.25 } },
);
const epsilon = oneOf(0.001, 0.1);
const norm = fc.record({ epsilon, center: fc.boolean(), scale: fc.boolean() });
/** Of all that has batch norm and activation, half has none. */
const finish = {
  batch_norm: fc.oneof(fc.constant(false), norm),
  activation: fc.oneof(fc.constant('linear'), activation),
};
const kernel = fc.oneof(pair(1, 2, 3), pair(1, 2, 3, 4, 5, 7));
const moved = fc.oneof(
  fc.record({
    kernel_size: kernel,
    strides: pair(1, 2, 3, 4),
    padding: paddingOf(2),
    use_bias: fc.boolean(),
    ...finish,
  }),
  fc.record({
    kernel_size: kernel,
    dilation_rate: pair(1, 2, 3),
    padding: paddingOf(2),
    use_bias: fc.boolean(),
    ...finish,
  }),
);
/** Strides that are equal, for ops that take no others. */
const evenly = moved.map((attributes) => {
  const { strides, ...rest } = attributes as { strides?: readonly [number, number] };
  return strides ? { ...rest, strides: strides[0] } : rest;
});
const pool = fc.record({ pool_size: kernel, strides: pair(1, 2, 3, 4), padding: paddingOf(2), rounding });
const triple = (...choices: readonly number[]) => fc.tuple(oneOf(...choices), oneOf(...choices), oneOf(...choices));
const moved3d = fc.oneof(
  fc.record({
    kernel_size: triple(1, 2, 3),
    strides: triple(1, 2, 3),
    padding: paddingOf(3),
    use_bias: fc.boolean(),
    ...finish,
  }),
  fc.record({
    kernel_size: triple(1, 2, 3),
    dilation_rate: triple(1, 2),
    padding: paddingOf(3),
    use_bias: fc.boolean(),
    ...finish,
  }),
);
const pool3d = fc.record({ pool_size: triple(1, 2, 3), strides: triple(1, 2, 3), padding: paddingOf(3), rounding });
const keepdims = fc.record({ keepdims: fc.boolean() });
const margins = fc.tuple(pair(0, 1, 2, 3), pair(0, 1, 2, 3));
const margins3d = fc.tuple(pair(0, 1, 2), pair(0, 1, 2), pair(0, 1, 2));

const sampling = {
  interpolation: oneOf('bilinear', 'nearest'),
  coordinates: oneOf('half_pixel', 'align_corners', 'asymmetric'),
};

const attention = { causal: fc.boolean(), use_bias: fc.boolean() };
const alongSequence = fc.oneof(oneOf('same', 'valid', 'causal'), pair(0, 1, 2));
const pool1d = fc.record({
  pool_size: oneOf(1, 2, 3, 5),
  strides: oneOf(1, 2, 3, 4),
  padding: fc.oneof(padding, pair(0, 1, 2)),
  rounding,
});
const moved1d = fc.oneof(
  fc.record({
    kernel_size: small,
    strides: small,
    padding: fc.oneof(padding, pair(0, 1, 2)),
    use_bias: fc.boolean(),
    ...finish,
  }),
  fc.record({ kernel_size: small, dilation_rate: small, padding: fc.oneof(padding, pair(0, 1, 2)), ...finish }),
);
const stepActivation = oneOf('tanh', 'sigmoid', 'relu', 'hard_sigmoid', 'elu', 'linear');
const stepping = {
  return_sequences: fc.boolean(),
  bidirectional: oneOf('none', 'none', 'concat', 'sum', 'mul', 'ave'),
  activation: fc.oneof(fc.constant('tanh'), stepActivation),
  use_bias: fc.boolean(),
};
const recurrent = { units: oneOf(1, 2, 3, 5), ...stepping };
const gate = { recurrent_activation: oneOf('sigmoid', 'sigmoid', 'hard_sigmoid', 'tanh') };
const gated = { ...recurrent, ...gate };
/** A convolution in each step of a loop; `length` has a number for each axis of a frame. */
const convolving = <T>(length: fc.Arbitrary<T>) => {
  const steps = { filters: small, kernel_size: length, padding, ...stepping, ...gate };
  return fc.oneof(fc.record({ ...steps, strides: length }), fc.record({ ...steps, dilation_rate: length }));
};

/** Transposed convolutions: half of them with strides and padding alone. */
const transposed = (
  kernel_size: fc.Arbitrary<unknown>,
  strides: fc.Arbitrary<unknown>,
  padding: fc.Arbitrary<unknown>,
  output_padding: fc.Arbitrary<unknown>,
  dilation_rate: fc.Arbitrary<unknown>,
): fc.Arbitrary<Attributes> => {
  const usual = { kernel_size, strides, use_bias: fc.boolean(), ...finish };
  return fc.oneof(
    fc.record({ filters: small, ...usual, padding: oneOf('same', 'valid') }),
    fc
      .tuple(
        fc.record({ ...usual, padding, output_padding: fc.oneof(fc.constant('auto'), output_padding), dilation_rate }),
        oneOf(1, 2, 3),
        oneOf(1, 2),
      )
      .map(([rest, groups, filters]) => ({ ...rest, filters: groups * filters, groups })),
  );
};

const attributesOf: Readonly<Record<OpName, fc.Arbitrary<Attributes>>> = {
  conv2d: fc.tuple(moved, oneOf(1, 1, 2, 3), oneOf(1, 2, 3)).map(([rest, groups, filters]) => ({
    ...rest,
    filters: groups * filters,
    ...(groups > 1 ? { groups } : {}),
  })),
  depthwise_conv1d: fc.tuple(moved1d, small).map(([rest, depth_multiplier]) => ({ ...rest, depth_multiplier })),
  separable_conv1d: fc
    .tuple(moved1d, small, small)
    .map(([rest, filters, depth_multiplier]) => ({ ...rest, filters, depth_multiplier })),
  depthwise_conv2d: fc.tuple(evenly, small).map(([rest, depth_multiplier]) => ({ ...rest, depth_multiplier })),
  separable_conv2d: fc
    .tuple(evenly, small, small)
    .map(([rest, filters, depth_multiplier]) => ({ ...rest, filters, depth_multiplier })),
  conv2d_transpose: transposed(kernel, pair(1, 2, 3, 4), paddingOf(2), pair(0, 1, 2), pair(1, 2, 3)),
  conv1d_transpose: transposed(
    oneOf(1, 2, 3, 5),
    oneOf(1, 2, 3, 4),
    fc.oneof(padding, pair(0, 1, 2)),
    oneOf(0, 1, 2),
    small,
  ),
  conv3d: fc.tuple(moved3d, oneOf(1, 1, 2), small).map(([rest, groups, filters]) => ({
    ...rest,
    filters: groups * filters,
    ...(groups > 1 ? { groups } : {}),
  })),
  conv3d_transpose: transposed(triple(1, 2, 3), triple(1, 2, 3), paddingOf(3), triple(0, 1, 2), triple(1, 2)),
  dense: fc.record({ units: oneOf(1, 3, 8), use_bias: fc.boolean(), ...finish }),
  embedding: fc.record({ vocabulary: oneOf(tokens, tokens + 3), units: oneOf(1, 3, 8) }),
  multi_head_attention: fc
    .tuple(oneOf(1, 2, 3), fc.record(attention), oneOf(0, 0, 3), oneOf(0, 0, 2))
    .map(([num_heads, rest, key, value]) => ({
      num_heads,
      ...rest,
      ...(key > 0 ? { key_dim: key } : {}),
      ...(value > 0 ? { value_dim: value } : {}),
    })),
  grouped_query_attention: fc
    .tuple(
      oneOf([1, 1], [2, 1], [2, 2], [6, 2]),
      fc.record(attention),
      oneOf(0, 0, 4),
      oneOf('none', 'half', 'interleaved'),
    )
    .map(([[num_query_heads, num_key_value_heads], rest, head_dim, rotary]) => ({
      num_query_heads,
      num_key_value_heads,
      ...rest,
      ...(head_dim > 0 ? { head_dim } : {}),
      ...(rotary === 'none' ? {} : { rotary, max_wavelength: 100 }),
    })),
  rotary_embedding: fc.record({
    axis: oneOf(1, 2, -2),
    form: oneOf('half', 'interleaved'),
    max_wavelength: oneOf(10000, 10),
  }),
  matmul: fc.record({
    transpose_left: fc.boolean(),
    transpose_right: fc.boolean(),
    activation: finish.activation,
  }),
  conv1d: fc
    .tuple(
      fc.oneof(
        fc.record({
          kernel_size: oneOf(1, 2, 3, 5),
          strides: small,
          padding: alongSequence,
          use_bias: fc.boolean(),
          ...finish,
        }),
        fc.record({ kernel_size: small, dilation_rate: small, padding: alongSequence, ...finish }),
      ),
      oneOf(1, 1, 2, 3),
      small,
    )
    .map(([rest, groups, filters]) => ({ ...rest, filters: groups * filters, ...(groups > 1 ? { groups } : {}) })),
  max_pool1d: pool1d,
  avg_pool1d: counting(pool1d),
  global_max_pool1d: keepdims,
  global_avg_pool1d: keepdims,
  zero_pad1d: fc.record({ padding: pair(0, 1, 2, 3) }),
  cropping1d: fc.record({ cropping: pair(0, 1, 2, 3) }),
  up_sampling1d: fc.record({ size: small }),
  lstm: fc.record(gated),
  gru: fc.record({ ...gated, reset_after: fc.boolean() }),
  simple_rnn: fc.record(recurrent),
  conv_lstm1d: convolving(small),
  conv_lstm2d: convolving(pair(1, 2, 3)),
  position_embedding: fc.record({ sequence_length: oneOf(7, 16) }),
  unembedding: fc.constant({}),
  // How many axes of the input its shape lacks.
  parameter: fc.record({ shape: oneOf(0, 1, 2) }),
  constant: fc.record({
    shape: oneOf(0, 1, 2),
    value: oneOf(
      0.5,
      '1 / 3',
      'i',
      'sin(i / 10 ** (i % 3)) - exp(-i) if i % 2 == 0 else sqrt(i) + log(i) * cos(i // 2)',
    ),
  }),
  max_pool3d: pool3d,
  avg_pool3d: counting(pool3d),
  global_max_pool3d: keepdims,
  global_avg_pool3d: keepdims,
  max_pool2d: pool,
  avg_pool2d: counting(pool),
  global_max_pool2d: keepdims,
  global_avg_pool2d: keepdims,
  adaptive_avg_pool2d: fc.record({ output_size: pair(1, 2, 3, 4, 5, 7) }),
  rescaling: fc.record({ scale: oneOf(0.17, -1, 2), offset: oneOf(0, -1, 0.5) }),
  layer_scale: fc.constant({}),
  batch_norm: fc.tuple(norm, finish.activation).map(([rest, activation]) => ({ ...rest, activation })),
  layer_norm: fc.tuple(norm, finish.activation).map(([rest, activation]) => ({ ...rest, activation })),
  group_norm: fc
    .tuple(norm, oneOf(1, 2, 4), finish.activation)
    .map(([rest, groups, activation]) => ({ ...rest, groups, activation })),
  rms_norm: fc.record({
    epsilon: oneOf(0.000001, 0.001, 0.1),
    scale: fc.boolean(),
    activation: finish.activation,
  }),
  activation: fc.record({ activation }),
  prelu: fc.oneof(fc.constant({}), fc.record({ shared_axes: oneOf([1], [1, 2], [1, 2, 3]) })),
  dropout: fc.constant({ rate: 0.5 }),
  spatial_dropout1d: fc.constant({ rate: 0.5 }),
  spatial_dropout2d: fc.constant({ rate: 0.5 }),
  spatial_dropout3d: fc.constant({ rate: 0.5 }),
  drop_path: fc.constant({ rate: 0.5 }),
  alpha_dropout: fc.constant({ rate: 0.5 }),
  gaussian_dropout: fc.constant({ rate: 0.5 }),
  gaussian_noise: fc.constant({ stddev: 0.5 }),
  unit_normalization: fc.record({ axis: oneOf([-1], [1], [1, 2], [-2], [3]) }),
  local_response_norm: fc.record({
    size: oneOf(1, 2, 3, 5),
    alpha: oneOf(0.0001, 1),
    beta: oneOf(0.75, 0.5),
    k: oneOf(1, 2),
    activation: finish.activation,
  }),
  space_to_depth: fc.record({ block_size: oneOf(1, 2, 3), mode: oneOf('dcr', 'crd') }),
  depth_to_space: fc.record({ block_size: oneOf(1, 2), mode: oneOf('dcr', 'crd') }),
  resize: fc.record({ size: pair(1, 2, 3, 5, 8), ...sampling }),
  resize_like: fc.record(sampling),
  adaptive_avg_pool1d: fc.record({ output_size: oneOf(1, 2, 3, 5, 7) }),
  adaptive_max_pool1d: fc.record({ output_size: oneOf(1, 2, 3, 5, 7) }),
  adaptive_max_pool2d: fc.record({ output_size: pair(1, 2, 3, 4, 5, 7) }),
  adaptive_avg_pool3d: fc.record({ output_size: triple(1, 2, 3, 5) }),
  adaptive_max_pool3d: fc.record({ output_size: triple(1, 2, 3, 5) }),
  concat: fc.record({ axis: oneOf(-1, -2, 1, 2, 3), activation: finish.activation }),
  add: fc.record({ activation: finish.activation }),
  multiply: fc.record({ activation: finish.activation }),
  subtract: fc.record({ activation: finish.activation }),
  average: fc.record({ activation: finish.activation }),
  maximum: fc.record({ activation: finish.activation }),
  minimum: fc.record({ activation: finish.activation }),
  flatten: fc.constant({}),
  reshape: fc.record({ target_shape: oneOf([-1], [-1, 2], [2, -1], [1, -1, 1], [1, 1, -1]) }),
  squeeze: fc.oneof(fc.constant({}), fc.record({ axis: oneOf([1], [2], [1, 2], [-2], [-3], [-1]) })),
  permute: fc.record({ dims: oneOf([1], [2, 1], [1, 2], [3, 1, 2], [2, 1, 3], [2, 3, 1]) }),
  rearrange: oneOf<Attributes>(
    { pattern: 'h w c -> (h w) c' },
    { pattern: 'h w c -> c w h' },
    { pattern: '(h p) w c -> h w (p c)', sizes: { p: 2 } },
    { pattern: '(h p) (w q) c -> (h w) (p q c)', sizes: { p: 2, q: 1 } },
    { pattern: 'h w (q c) -> h (w q) c', sizes: { q: 3 } },
    { pattern: 'l c -> c l' },
    { pattern: 'l (n p) -> n l p', sizes: { n: 2 } },
    { pattern: 'c -> 1 c ()' },
    { pattern: '... c -> c ...' },
    { pattern: '... c -> (...) 1 c' },
  ),
  repeat_vector: fc.record({ n: small }),
  split: fc.record({
    parts: oneOf<number | readonly number[]>(2, 3, [1, 2], [1, 3], [2, 1, 1]),
    axis: oneOf(-1, -2, 1, 2, 3),
  }),
  reduce: fc.record({
    reduction: oneOf('mean', 'max', 'sum', 'min'),
    axis: oneOf([-1], [1], [1, 2], [-2], [-1, -2], [3]),
    keepdims: fc.boolean(),
  }),
  take: fc.record({ index: oneOf(0, 1, -1, -2), axis: oneOf(1, 2, -1, -2) }),
  slice: fc.record({ start: oneOf(0, 1, -1, -2, -3), end: oneOf(0, -1, 2, 3), axis: oneOf(-1, -2, 1, 2, 3) }),
  stack: fc.record({ axis: oneOf(-1, -2, 1, 2, 3, 4) }),
  roll: fc
    .tuple(oneOf([1], [2], [-1], [1, 2], [-1, 1]), oneOf([0], [1], [-1], [2], [-3], [5], [16], [1, -2]))
    .map(([axis, shift]) => ({ axis, shift })),
  gather: fc.record({ axis: oneOf(1, 1, 2, -1, -2, 3) }),
  one_hot: fc.record({ num_classes: oneOf(tokens, tokens + 3) }),
  glu: fc.record({ gate: oneOf('sigmoid', 'swish', 'gelu', 'relu', 'tanh', 'linear') }),
  channel_shuffle: fc.record({ groups: oneOf(1, 2, 3) }),
  zero_pad2d: fc.record({ padding: margins }),
  zero_pad3d: fc.record({ padding: margins3d }),
  cropping2d: fc.record({ cropping: margins }),
  cropping3d: fc.record({ cropping: margins3d }),
  up_sampling3d: fc.record({ size: triple(1, 2, 3) }),
  up_sampling2d: fc.record({ size: pair(1, 2, 3), interpolation: oneOf('nearest', 'bilinear') }),
};

const imagesOnly: readonly OpName[] = [
  'conv2d',
  'depthwise_conv2d',
  'separable_conv2d',
  'conv2d_transpose',
  'max_pool2d',
  'avg_pool2d',
  'global_max_pool2d',
  'global_avg_pool2d',
  'adaptive_avg_pool2d',
  'adaptive_max_pool2d',
  'spatial_dropout2d',
  'space_to_depth',
  'depth_to_space',
  'resize',
  'zero_pad2d',
  'cropping2d',
  'up_sampling2d',
];
const volumesOnly: readonly OpName[] = [
  'conv3d',
  'conv3d_transpose',
  'max_pool3d',
  'avg_pool3d',
  'global_max_pool3d',
  'global_avg_pool3d',
  'adaptive_avg_pool3d',
  'adaptive_max_pool3d',
  'spatial_dropout3d',
  'zero_pad3d',
  'cropping3d',
  'up_sampling3d',
];
const sequencesOnly: readonly OpName[] = [
  'conv1d',
  'depthwise_conv1d',
  'separable_conv1d',
  'conv1d_transpose',
  'max_pool1d',
  'avg_pool1d',
  'global_max_pool1d',
  'global_avg_pool1d',
  'zero_pad1d',
  'cropping1d',
  'up_sampling1d',
  'adaptive_avg_pool1d',
  'adaptive_max_pool1d',
  'spatial_dropout1d',
];
const joins: readonly OpName[] = ['concat', 'add', 'multiply', 'average', 'maximum', 'minimum', 'subtract', 'stack'];

/** What a join takes: two or three inputs of one shape, or with a dimension that is another, or 1. */
const joined = fc
  .tuple(anyRank, fc.integer({ min: 2, max: 3 }), fc.nat(), oneOf('same', 'one', 'other'))
  .map(([shape, count, place, kind]) =>
    Array.from({ length: count }, (_, index) =>
      shape.map((dim, axis) => {
        const isOdd = index > 0 && axis === place % shape.length;
        return !isOdd || kind === 'same' ? dim : kind === 'one' ? 1 : dim + 1;
      }),
    ),
  );

/** What engines fuse with an op that comes after it. */
const before = fc.oneof(
  fc.record({ op: fc.constant('zero_pad2d'), padding: margins }),
  fc.record({ op: fc.constant('activation'), activation }),
  norm.map((rest) => ({ op: 'batch_norm', ...rest })),
  counting(pool).map((rest) => ({ op: 'avg_pool2d', ...rest })),
);

/** And with one that comes before it. */
const after = fc.oneof(
  fc.record({ op: fc.constant('activation'), activation }),
  norm.map((rest) => ({ op: 'batch_norm', ...rest })),
  pool.map((rest) => ({ op: 'max_pool2d', ...rest })),
  fc.constant({ op: 'conv2d', filters: 2, kernel_size: 1 }),
);

const perhaps = (layer: fc.Arbitrary<Attributes>) =>
  fc.oneof(
    fc.constant([]),
    fc.constant([]),
    layer.map((one) => [one]),
  );

/** What moves tokens, and computes nothing with them. */
const moving = oneOf<Attributes>({ op: 'flatten' }, { op: 'reshape', target_shape: [-1, 1] });

/** Tokens, perhaps moved, and perhaps an embedding of them. */
const ofTokens = (embedding: fc.Arbitrary<Attributes>): fc.Arbitrary<Combination> =>
  fc
    .tuple(anyRank, perhaps(moving), embedding, perhaps(fc.constant({ op: 'rms_norm' })))
    .map(([shape, first, own, last]) => ({
      inputs: [shape],
      isOpen: false,
      layers: [...first, own, ...last],
      below: tokens,
    }));

/** Slices at tokens: of a learned tensor, of an input, or of other tokens. */
const gathering = (own: fc.Arbitrary<Attributes>): fc.Arbitrary<Combination> =>
  fc
    .tuple(anyRank, oneOf<Shape>([3], [2, 2], [1, 2, 3]), own, oneOf('learned', 'input', 'tokens'))
    .map(([shape, places, layer, from]) => {
      // Most axes have a slice for each token.
      const wide = shape.map((dim) => Math.max(dim, tokens));
      const of = { isOpen: false, below: tokens };
      if (from === 'learned') return { ...of, inputs: [places], layers: [{ op: 'parameter', shape: wide }, layer] };
      return { ...of, inputs: [wide, places], layers: [layer], isIndexed: from === 'input' };
    });

/** Inputs of attention: alone, or with a value, a key and a mask. */
const attending = fc
  .tuple(
    oneOf<Shape>([], [2], [2, 3]),
    oneOf<number>(1, 3, 5),
    oneOf<number>(2, 4),
    oneOf<number>(6, 12),
    oneOf('alone', 'value', 'key'),
    oneOf(0, 0, 1, 2, 3),
    oneOf(0, 0, 1, 2, 3),
  )
  .map(([batch, queries, length, channels, others, rank, ofBias]) => {
    const keys = others === 'alone' ? queries : length;
    const given = [[...batch, queries, channels]];
    if (others !== 'alone') given.push([...batch, keys, 5]);
    if (others === 'key') given.push([...batch, keys, 4]);
    const biases = [
      [queries, keys],
      [1, 1, keys],
      [...batch, 1, queries, 1],
    ];
    const bias = biases[ofBias - 1];
    const masks = [[keys], [queries, keys], [...batch, queries, keys]];
    const mask = masks[rank - 1];
    const inputs = [...given, ...(bias ? [bias] : []), ...(mask ? [mask] : [])];
    return { inputs, isMasked: mask !== undefined, biased: bias !== undefined };
  });
/** Whether a layer takes nothing. */
const isSource = ({ op }: Attributes = {}): boolean => takesNothing(findOp(String(op))?.inputs ?? { x: {} });

/** An unembedding after an embedding with its table, of tokens that are perhaps moved. */
const tied = (own: fc.Arbitrary<Attributes>): fc.Arbitrary<Combination> =>
  fc.tuple(anyRank, perhaps(moving), attributesOf.embedding, own).map(([shape, first, embedding, layer]) => ({
    inputs: [shape],
    isOpen: false,
    layers: [...first, { op: 'embedding', weights: 'table', ...embedding }, { weights: 'table', ...layer }],
    below: tokens,
  }));

/** A learned tensor or a constant, joined with an input of a rank that is as high or higher. */
const sources = (own: fc.Arbitrary<Attributes>): fc.Arbitrary<Combination> =>
  fc.tuple(image, own, oneOf('add', 'subtract', 'multiply', 'maximum')).map(([shape, layer, op]) => ({
    inputs: [shape],
    isOpen: false,
    layers: [{ ...layer, shape: shape.slice(Number(layer.shape)) }, { op }],
  }));

/** A recurrent layer, perhaps with initial states, and perhaps asked for its last ones. */
const recurring = (
  op: OpName,
  sequences: fc.Arbitrary<Shape>,
  own: fc.Arbitrary<Attributes>,
): fc.Arbitrary<Combination> =>
  fc.tuple(sequences, own, fc.boolean(), fc.boolean(), fc.boolean()).map(([shape, layer, isOpen, isGiven, isAsked]) => {
    const channels = Number(layer.units ?? layer.filters) * (layer.bidirectional === 'none' ? 1 : 2);
    const size = [...shape.slice(1, -1).map((length, axis) => convolvedLength(length, axis, layer)), channels];
    const [, ...states] = namedOutputs(findOp(op) ?? { outputs: ['output'] });
    return {
      inputs: [shape, ...(isGiven ? states.map(() => size) : [])],
      isOpen: isOpen && !isGiven,
      layers: [layer],
      ...(isAsked ? { outputs: states } : {}),
    };
  });

/** How many places a convolution has along an axis. */
function convolvedLength(length: number, axis: number, layer: Attributes): number {
  const [kernel = 1, stride = 1, rate = 1] = [layer.kernel_size, layer.strides, layer.dilation_rate].map((numbers) =>
    Number([numbers ?? 1].flat()[axis] ?? 1),
  );
  const lost = layer.padding === 'valid' ? (kernel - 1) * rate : 0;
  return Math.ceil((length - lost) / stride);
}

/** Two stacks of matrices, of which some fit. */
const matrices = fc
  .tuple(oneOf<Shape>([], [2], [2, 3]), oneOf(2, 3), oneOf(2, 3), oneOf(2, 3), oneOf(2, 3))
  .map(([batch, ...[rows, inner, other, columns]]) => [
    [...batch, rows, inner],
    [...batch, other, columns],
  ]);

function shapesOf(op: OpName): fc.Arbitrary<Shape> {
  if (imagesOnly.includes(op)) return image;
  if (sequencesOnly.includes(op)) return sequence;
  if (volumesOnly.includes(op)) return volume;
  return op === 'repeat_vector' ? vector : anyRank;
}

/** An op of volumes beside what engines fuse with it. */
const besideVolumes = (own: fc.Arbitrary<Attributes>): fc.Arbitrary<Combination> =>
  fc
    .tuple(
      volume,
      perhaps(fc.record({ op: fc.constant('zero_pad3d'), padding: margins3d })),
      own,
      perhaps(
        fc.oneof(
          fc.record({ op: fc.constant('activation'), activation }),
          norm.map((rest) => ({ op: 'batch_norm', ...rest })),
          pool3d.map((rest) => ({ op: 'max_pool3d', ...rest })),
        ),
      ),
      fc.boolean(),
    )
    .map(([shape, first, layer, last, isOpen]) => ({ inputs: [shape], isOpen, layers: [...first, layer, ...last] }));

/** Combinations of one op. */
export function combinationsOf(op: OpName): fc.Arbitrary<Combination> {
  const own = attributesOf[op].map((attributes) => ({ op, ...attributes }));
  if (op === 'embedding' || op === 'one_hot') return ofTokens(own);
  if (op === 'gather') return gathering(own);
  if (op === 'matmul')
    return fc.tuple(matrices, own).map(([inputs, layer]) => ({ inputs, isOpen: false, layers: [layer] }));
  if (op === 'resize_like')
    return fc.tuple(image, image, own).map(([shape, like, layer]) => ({
      inputs: [shape, like],
      isOpen: false,
      layers: [layer],
    }));
  if (op === 'multi_head_attention' || op === 'grouped_query_attention')
    return fc.tuple(attending, own, fc.boolean()).map(([{ inputs, isMasked, biased }, layer, isOpen]) => ({
      inputs,
      isMasked,
      isOpen: isOpen && inputs.length === 1,
      layers: [biased ? { ...layer, biased } : layer],
    }));
  if (op === 'lstm' || op === 'gru' || op === 'simple_rnn') return recurring(op, sequence, own);
  if (op === 'conv_lstm1d' || op === 'conv_lstm2d') return recurring(op, framesOf[op], own);
  if (op === 'parameter' || op === 'constant') return sources(own);
  if (op === 'unembedding') return tied(own);
  if (joins.includes(op)) {
    return fc.tuple(joined, own).map(([inputs, layer]) => ({ inputs, isOpen: false, layers: [layer] }));
  }
  const shapes = shapesOf(op);
  const alone = fc.tuple(shapes, own, fc.boolean()).map(([shape, layer, isOpen]) => ({
    inputs: [shape],
    isOpen: isOpen && (shape.length === 3 || sequencesOnly.includes(op) || volumesOnly.includes(op)),
    layers: [layer],
  }));
  if (sequencesOnly.includes(op)) return alone;
  if (volumesOnly.includes(op)) return fc.oneof(alone, besideVolumes(own));
  const beside = fc
    .tuple(image, perhaps(before), own, perhaps(after), fc.boolean())
    .map(([shape, first, layer, last, isOpen]) => ({ inputs: [shape], isOpen, layers: [...first, layer, ...last] }));
  return fc.oneof(alone, beside);
}

/** The name of a combination in networks, so that its weights and inputs do not depend on what is beside it. */
export const idOf = (combination: Combination): string =>
  createHash('sha256').update(JSON.stringify(combination)).digest('hex').slice(0, 12);

/** The parts of a split in another order; undefined of what is none. */
function partsInReverse(name: string, { op, parts, axis }: Attributes = {}): Attributes | undefined {
  if (op !== 'split') return undefined;
  const count = Array.isArray(parts) ? parts.length : Number(parts);
  const input = Array.from({ length: count }, (_, part) => `${name}.${part}`).reverse();
  return { op: 'concat', input, axis };
}

function declaredOf(
  shape: Shape,
  { isOpen, below, isMask }: { isOpen: boolean; below: number | undefined; isMask: boolean | undefined },
): string | object {
  if (isMask) return { shape, dtype: 'bool' };
  if (below !== undefined) return { shape, dtype: 'int32', below };
  return shape.map((dim, axis) => (isOpen && axis < shape.length - 1 ? '?' : dim)).join('x');
}

/** Combinations side by side, each with inputs of its own and one output. */
export function specOf(combinations: readonly Combination[]): string {
  const inputs: [string, string | object][] = [];
  const layers: object[] = [];
  const outputs: [string, string][] = [];
  for (const combination of combinations) {
    const { inputs: shapes, isOpen, layers: chain, isIndexed, isMasked, outputs: asked = [] } = combination;
    const id = idOf(combination);
    const names = shapes.map((_, place) => `x${id}_${place}`);
    for (const [place, shape] of shapes.entries()) {
      const isLast = place === shapes.length - 1;
      const below = isIndexed && !isLast ? undefined : combination.below;
      inputs.push([names[place] as string, declaredOf(shape, { isOpen, below, isMask: isMasked && isLast })]);
    }
    for (const [place, layer] of chain.entries()) {
      const isJoin = isSource(chain[place - 1]);
      const first = isJoin ? [`L${id}_${place - 1}`, ...names] : names.length === 1 ? names[0] : names;
      const input = isSource(layer) || (place > 0 && !isJoin) ? {} : { input: first };
      const weights = layer.weights === undefined ? {} : { weights: `${layer.weights}${id}` };
      layers.push({ ...layer, name: `L${id}_${place}`, ...input, ...weights });
    }
    const last = `L${id}_${chain.length - 1}`;
    const joined = partsInReverse(last, chain.at(-1));
    if (joined) layers.push({ ...joined, name: `L${id}` });
    outputs.push([`y${id}`, joined ? `L${id}` : last]);
    for (const output of asked) outputs.push([`y${id}_${output}`, `${last}.${output}`]);
  }
  return JSON.stringify({
    netspec: 1,
    name: 'Net',
    inputs: Object.fromEntries(inputs),
    layers,
    outputs: Object.fromEntries(outputs),
  });
}
