/** Which ops are layers of Keras, and how their weights are called there. Other ops are printed as classes. */
import { rowOf } from '../../../graph/layer-of.js';
import type { LayerForm } from '../../../lower/layer-forms.js';
import type { OpName } from '../../../ops/index.js';
import type { Op } from '../../../ops/op.js';
import { portsOf } from '../../../ops/ports.js';
import { printedNames } from '../printed/weights.js';

interface KerasRow {
  /** Whether Keras's layer computes the same as all layers of a network, whatever options its factory is given. */
  readonly fits?: (op: Op, forms: readonly LayerForm[]) => boolean;
  /** Attributes that Keras's layer does not have, since it is right for one value only. */
  readonly lacks?: readonly string[];
  /** Attributes that are always given, since their default in Keras is another, or there is none. */
  readonly otherDefaults?: readonly string[];
  /** Words for which an argument is left out. */
  readonly leavesOut?: Readonly<Record<string, string>>;
  /** The report's names of weights by their paths in Keras, if those differ: the layer's class, and what is below it. */
  readonly weights?: Readonly<Record<string, string>>;
}

/** The weights of a recurrent layer are in a cell; those of two directions are in layers with names that begin so. */
function ofCell(layer: string, op: OpName, cell = `${op}_cell`): KerasRow {
  const directions = [
    [`${layer}/`, ''],
    [`Bidirectional/forward_${op}/`, 'forward/'],
    [`Bidirectional/backward_${op}/`, 'backward/'],
  ];
  const names = directions.flatMap(([path, prefix]) =>
    ['kernel', 'recurrent_kernel', 'bias'].map((name) => [`${path}${cell}/${name}`, `${prefix}${name}`]),
  );
  return { weights: Object.fromEntries(names) };
}

/** Whether an attribute has one of the values in all layers. */
const isAlways =
  (key: string, ...values: readonly unknown[]) =>
  (_: Op, forms: readonly LayerForm[]): boolean =>
    forms.every(({ attributes }) => values.includes(attributes[key]));

/**
 * Keras's attention is over the second-last axis if there is none before it. Masks are either of keys or of pairs, and
 * there is no bias of the scores.
 */
function isOverSequences(op: Op, forms: readonly LayerForm[]): boolean {
  const masks = new Set<number | undefined>();
  for (const { ranks, attributes } of forms) {
    const ports = portsOf(op.inputs, ranks.length, attributes);
    if (ports.includes('bias')) return false;
    const at = ports.indexOf('mask');
    if (at >= 0) masks.add(ranks[at]);
  }
  return masks.size <= 1 && forms.every(({ ranks }) => ranks[0] === 2);
}

/** Whether pools have no padding in numbers, and round down. */
const isUsualPool = (op: Op, forms: readonly LayerForm[]): boolean =>
  isAlways('padding', 'valid', 'same')(op, forms) && isAlways('rounding', 'down')(op, forms);

/** Whether windows have as much padding on one side as on the other. Keras counts other padding on torch. */
const isPaddedEvenly = (op: Op, forms: readonly LayerForm[]): boolean =>
  isUsualPool(op, forms) &&
  forms.every(({ attributes: { padding, pool_size, strides } }) => {
    const isOdd = [pool_size].flat().every((size) => Number(size) % 2 === 1);
    return padding === 'valid' || (isOdd && [strides].flat().every((step) => step === 1));
  });

const averagePool: KerasRow = {
  fits: isPaddedEvenly,
  lacks: ['rounding', 'count_padding'],
  otherDefaults: ['pool_size'],
};

/**
 * Whether layers have one group, padding in words, output padding in all or none, and no dilation, which TensorFlow does
 * not have on a CPU, nor Keras with strides.
 */
const isUsualTransposed = (op: Op, forms: readonly LayerForm[]): boolean => {
  const isAdded = forms.map(({ attributes }) => attributes.output_padding !== 'auto');
  return (
    isAlways('padding', 'valid', 'same')(op, forms) &&
    isAlways('groups', 1)(op, forms) &&
    new Set(isAdded).size === 1 &&
    forms.every(({ attributes: { strides, dilation_rate, output_padding } }) => {
      const steps = [strides].flat().map(Number);
      const fits = [output_padding].flat().every((more, axis) => more === 'auto' || Number(more) < Number(steps[axis]));
      return fits && Math.max(...[dilation_rate].flat().map(Number)) === 1;
    })
  );
};

const transposed: KerasRow = { fits: isUsualTransposed, lacks: ['groups'], leavesOut: { output_padding: 'auto' } };

const rows: Readonly<Partial<Record<OpName, KerasRow>>> = {
  conv1d: {},
  conv2d: {},
  conv3d: {},
  depthwise_conv1d: { weights: { 'DepthwiseConv1D/kernel': 'depthwise_kernel' } },
  depthwise_conv2d: { weights: { 'DepthwiseConv2D/kernel': 'depthwise_kernel' } },
  separable_conv1d: {},
  separable_conv2d: {},
  conv1d_transpose: transposed,
  conv2d_transpose: transposed,
  conv3d_transpose: transposed,
  dense: {},
  embedding: {},
  lstm: ofCell('LSTM', 'lstm'),
  gru: ofCell('GRU', 'gru'),
  simple_rnn: ofCell('SimpleRNN', 'simple_rnn'),
  conv_lstm1d: ofCell('ConvLSTM1D', 'conv_lstm1d', 'conv_lstm_cell'),
  conv_lstm2d: ofCell('ConvLSTM2D', 'conv_lstm2d', 'conv_lstm_cell'),
  multi_head_attention: { fits: isOverSequences },
  grouped_query_attention: {
    // Keras's has as many channels in its value as in its query.
    fits: (op, forms) =>
      isAlways('rotary', 'none')(op, forms) &&
      isOverSequences(op, forms) &&
      forms.every(({ ranks, attributes }) => !portsOf(op.inputs, ranks.length, attributes).includes('value')),
    lacks: ['rotary', 'max_wavelength'],
  },
  max_pool1d: { fits: isUsualPool, lacks: ['rounding'] },
  avg_pool1d: averagePool,
  global_max_pool1d: {},
  global_avg_pool1d: {},
  max_pool2d: { fits: isUsualPool, lacks: ['rounding'] },
  avg_pool2d: averagePool,
  global_max_pool2d: {},
  global_avg_pool2d: {},
  max_pool3d: { fits: isUsualPool, lacks: ['rounding'] },
  avg_pool3d: averagePool,
  global_max_pool3d: {},
  global_avg_pool3d: {},
  rescaling: {},
  batch_norm: {},
  layer_norm: {},
  group_norm: {},
  unit_normalization: {},
  // Keras's has a scale in any case.
  rms_norm: { fits: isAlways('scale', true), lacks: ['scale'], weights: { 'RMSNormalization/scale': 'gamma' } },
  prelu: {},
  dropout: {},
  spatial_dropout1d: {},
  spatial_dropout2d: {},
  spatial_dropout3d: {},
  drop_path: {},
  alpha_dropout: {},
  gaussian_dropout: {},
  gaussian_noise: {},
  concat: {},
  add: {},
  multiply: {},
  subtract: {},
  average: {},
  maximum: {},
  minimum: {},
  flatten: {},
  reshape: {},
  // A reshape to what is after the two axes.
  squeeze: {
    fits: (_, forms) => forms.every(({ ranks, attributes: { axis } }) => ranks[0] === 3 && String(axis) === '1,2'),
  },
  permute: {},
  repeat_vector: {},
  zero_pad1d: {},
  cropping1d: {},
  up_sampling1d: {},
  zero_pad2d: {},
  cropping2d: { otherDefaults: ['cropping'] },
  zero_pad3d: {},
  cropping3d: {},
  up_sampling3d: {},
  // Keras's bilinear interpolation places pixels otherwise.
  up_sampling2d: { fits: isAlways('interpolation', 'nearest') },
};

/** Whether the layers of an op, which have these forms, are layers of Keras. */
export function isReadyMade(op: Op, forms: readonly LayerForm[]): boolean {
  const row = rowOf(rows, op);
  return row !== undefined && (row.fits?.(op, forms) ?? true);
}

/** Whether Keras's layer of an op, of which layers have these forms, takes an attribute. */
export function takesAttribute(op: Op, key: string, forms: readonly LayerForm[]): boolean {
  const { lacks = [], leavesOut = {} } = rowOf(rows, op) ?? {};
  const word = leavesOut[key];
  return !lacks.includes(key) && (word === undefined || !isAlways(key, word)(op, forms));
}

/** Whether Keras's layer has not the default that the op has for an attribute. */
export const hasOtherDefault = (op: Op, key: string): boolean => rowOf(rows, op)?.otherDefaults?.includes(key) ?? false;

/**
 * The report's names of weights by the layer's class in Keras and the path below the layer: `LSTM/lstm_cell/kernel` is
 * `kernel`. Those that are not in it have the same name.
 */
export function weightNames(op: Op, forms: readonly LayerForm[]): readonly (readonly [path: string, name: string])[] {
  if (!isReadyMade(op, forms)) return printedNames(op, forms);
  const isBidirectional = forms.some(({ attributes }) => attributes.bidirectional !== 'none');
  const isAlone = forms.some(
    ({ attributes }) => attributes.bidirectional === undefined || attributes.bidirectional === 'none',
  );
  return Object.entries(rowOf(rows, op)?.weights ?? {}).filter(([path]) =>
    path.startsWith('Bidirectional/') ? isBidirectional : isAlone,
  );
}
