/** Layers in a few words, as figures of papers have them. */

import type { LayerEntry } from '../../analysis/report.js';
import type { OpName } from '../../ops/index.js';

/** What kind of work an op does, by which it is coloured. */
export type Family = 'convolution' | 'dense' | 'pool' | 'join' | 'pointwise' | 'shape';

type Attributes = Readonly<Record<string, unknown>>;

interface Look {
  readonly family: Family;
  readonly words: (attributes: Attributes) => readonly string[];
}

const pair = (value: unknown): string => (Array.isArray(value) ? value.join('×') : String(value));
const isOne = (value: unknown): boolean => value === undefined || pair(value) === '1×1';
const strided = ({ strides }: Attributes): readonly string[] =>
  isOne(strides) ? [] : [`/${new Set(strides as number[]).size === 1 ? (strides as number[])[0] : pair(strides)}`];
const dilated = ({ dilation_rate }: Attributes): readonly string[] =>
  isOne(dilation_rate) ? [] : [`dilated ${pair(dilation_rate)}`];

/** The size of a layer's window and how far it moves, `3×3 /2`; empty without a window. */
export const windowLabel = ({ attributes }: Pick<LayerEntry, 'attributes'>): string => {
  const window = attributes.kernel_size ?? attributes.pool_size;
  return window === undefined ? '' : [pair(window), ...strided(attributes), ...dilated(attributes)].join(' ');
};

const convolution = (name: string): Look => ({
  family: 'convolution',
  words: (all) => [
    name,
    pair(all.kernel_size),
    ...strided(all),
    ...dilated(all),
    ...(all.filters === undefined ? [] : [`→ ${all.filters}`]),
  ],
});

const pool = (name: string): Look => ({
  family: 'pool',
  words: (all) => [name, ...(all.pool_size === undefined ? [] : [pair(all.pool_size)]), ...strided(all)],
});

const plain = (family: Family, ...words: readonly string[]): Look => ({ family, words: () => words });

const looks: Readonly<Record<OpName, Look>> = {
  conv2d: convolution('conv'),
  depthwise_conv2d: convolution('depthwise'),
  separable_conv2d: convolution('separable'),
  conv2d_transpose: convolution('transposed'),
  dense: { family: 'dense', words: ({ units }) => ['dense', `→ ${units}`] },
  max_pool2d: pool('max pool'),
  avg_pool2d: pool('avg pool'),
  global_max_pool2d: pool('global max pool'),
  global_avg_pool2d: pool('global avg pool'),
  adaptive_avg_pool2d: { family: 'pool', words: ({ output_size }) => ['adaptive avg pool', `→ ${pair(output_size)}`] },
  batch_norm: plain('pointwise', 'batch norm'),
  layer_norm: plain('pointwise', 'layer norm'),
  layer_scale: plain('pointwise', 'layer scale'),
  rescaling: { family: 'pointwise', words: ({ scale }) => ['scale', String(Number((scale as number).toPrecision(3)))] },
  activation: { family: 'pointwise', words: ({ activation }) => [String(activation)] },
  dropout: { family: 'pointwise', words: ({ rate }) => ['dropout', String(Number((rate as number).toPrecision(3)))] },
  concat: plain('join', 'concat'),
  add: plain('join', 'add'),
  multiply: plain('join', 'multiply'),
  flatten: plain('shape', 'flatten'),
  reshape: plain('shape', 'reshape'),
  squeeze: plain('shape', 'squeeze'),
  zero_pad2d: plain('shape', 'zero pad'),
  up_sampling2d: { family: 'shape', words: ({ size }) => ['upsample', pair(size)] },
};

const lookOf = (op: string): Look => looks[op as OpName];

export const familyOf = ({ op }: LayerEntry): Family => lookOf(op).family;

/** `conv 3×3 /2 → 64`. Of several layers in the same place of a block: `conv 3×3 → 64|96`. */
export function describe(layers: readonly Pick<LayerEntry, 'op' | 'attributes'>[]): string {
  const texts = layers.map(({ op, attributes }) => lookOf(op).words(attributes));
  const [first = []] = texts;
  if (texts.some((words) => words.length !== first.length))
    return oneOf(
      texts.map((words) => words.join(' ')),
      ' … ',
    );
  return first.map((_, index) => oneOf(texts.map((words) => words[index] as string))).join(' ');
}

/** What is the same everywhere, or `→ 64|96`, or the first and the last of more. */
export function oneOf(words: readonly string[], ellipsis = '…'): string {
  const [first = '', ...others] = new Set(words);
  if (others.length === 0) return first;
  const arrow = first.startsWith('→ ') ? '→ ' : '';
  const values = [first, ...others].map((word) => word.slice(arrow.length));
  return arrow + (values.length === 2 ? values.join('|') : values[0] + ellipsis + values.at(-1));
}

/** `35×35×192`, with a ? for what is not known. */
export const shapeLabel = (shape: readonly (number | null)[]): string => shape.map((size) => size ?? '?').join('×');
