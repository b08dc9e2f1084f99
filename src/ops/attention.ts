/** Scaled dot-product attention (Vaswani et al., arXiv:1706.03762), which attention ops have in common. */
import type { Algebra } from '../algebra/algebra.js';
import * as messages from '../diagnostics/messages/attention.js';
import { type Dim, formatShape, isKnown, multiply, product, type Shape, sameDim, sum } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import type { Assume } from './op.js';
import { channelsOf, type TensorType } from './types.js';
import type { KernelAxes, WeightVariable } from './weights.js';

/** The ports of attention. The value is the query by default, and the key the value. */
export const attentionPorts = {
  query: { rank: [2, 4] },
  value: { rank: [2, 4], optional: true, like: 'query' },
  key: { rank: [2, 4], optional: true, like: 'value' },
  bias: { rank: [2, 5], optional: true, lastIf: 'biased' },
  mask: { rank: [1, 4], dtypes: ['bool'], optional: true, lastIf: 'masked' },
} as const;

const lastInput = 'give the mask as the last input: input: [Words, mask]';

const biasInput = 'give the bias as the last input, with biased: true';

export const attentionAttributes = {
  causal: attribute(
    { type: 'boolean' },
    {
      doc: 'Whether a position attends only to itself and to earlier ones.',
      default: false,
      aliases: ['is_causal', 'use_causal_mask', 'causal_mask', 'autoregressive', 'unidirectional'],
    },
  ),
  masked: attribute(
    { type: 'boolean' },
    {
      doc: 'Whether the last input is a mask: true for each position to attend to, as in Keras.',
      derived: { lastIs: 'bool' },
      aliases: [
        'use_mask',
        'has_mask',
        ['mask', lastInput],
        ['attention_mask', lastInput],
        ['attn_mask', `${lastInput}; true is what PyTorch's mask has as false`],
        ['key_padding_mask', `${lastInput}, with true for what is not padding`],
      ],
    },
  ),
  biased: attribute(
    { type: 'boolean' },
    {
      doc: 'Whether the last input, or the last before the mask, is a bias: numbers that are added to the scores.',
      default: false,
      aliases: [
        'has_bias',
        ['attn_bias', biasInput],
        ['attention_bias', biasInput],
        ['position_bias', biasInput],
        ['relative_position_bias', biasInput],
        ['rel_pos_bias', biasInput],
      ],
    },
  ),
  dropout: attribute(
    { type: 'number', minimum: 0, below: 1 },
    {
      doc: 'The fraction of the attention weights to set to 0 in training.',
      default: 0,
      aliases: ['attn_drop', 'attn_dropout', 'attention_dropout', 'dropout_rate', 'attn_pdrop', 'p', 'rate'],
    },
  ),
};

/** The types of the inputs of attention. */
interface AttentionTypes {
  readonly query: TensorType;
  readonly value: TensorType | undefined;
  readonly key: TensorType | undefined;
  readonly bias: TensorType | undefined;
  readonly mask: TensorType | undefined;
}

/** What layers say of their inputs, and the number of heads of the queries. */
interface AttentionForm {
  readonly heads: Dim;
  readonly masked: boolean;
  readonly biased: boolean;
}

/** The last two dimensions: length x channels. */
const lengthOf = ({ shape }: TensorType): Dim => shape.at(-2) ?? 1;

/** The first fault in the shapes of the inputs of attention. Conditions on unknown sizes are assumed. */
export function attentionFault(
  { query, value, key, bias, mask }: AttentionTypes,
  { heads, masked, biased }: AttentionForm,
  assume: Assume,
): RuleFault | undefined {
  const others = [...(value ? [['value', value] as const] : []), ...(key ? [['key', key] as const] : [])];
  for (const [index, [name, other]] of others.entries()) {
    if (agree(query.shape.slice(0, -2), other.shape.slice(0, -2), assume)) continue;
    const scores = scoresOf(query, lengthOf(name === 'key' && value ? value : query), heads);
    const mayBeBias = index === others.length - 1 && !biased && fitsScores(other, scores, () => {});
    const message = messages.otherBatch(name, formatShape(other.shape), formatShape(query.shape), mayBeBias);
    return new RuleFault(message, { input: index + 1 });
  }
  if (value && key && !agree([lengthOf(value)], [lengthOf(key)], assume))
    return new RuleFault(messages.otherLength(sizeText(lengthOf(value)), sizeText(lengthOf(key))), { input: 2 });
  if (biased && !bias) return new RuleFault(messages.noBias(), { attribute: 'biased' });
  if (masked && !mask) return new RuleFault(messages.noMask(), { attribute: 'masked' });
  const length = lengthOf(value ?? query);
  const scores = scoresOf(query, length, heads);
  if (bias && !fitsScores(bias, scores, assume)) {
    const areHeadsLast = bias.shape.length > 2 && sameDim(channelsOf(bias), heads) === true;
    const message = messages.wrongBias(formatShape(bias.shape), formatShape(scores), areHeadsLast);
    return new RuleFault(message, { input: others.length + 1 });
  }
  if (!mask) return undefined;
  const full = [lengthOf(query), length];
  const wanted = [[length], full, ...(query.shape.length > 2 ? [[...query.shape.slice(0, -2), ...full]] : [])];
  const shape = wanted.find((one) => one.length === mask.shape.length);
  if (shape && agree(shape, mask.shape, assume)) return undefined;
  const place = others.length + (bias ? 2 : 1);
  return new RuleFault(messages.wrongMask(formatShape(mask.shape), wanted.map(formatShape)), { input: place });
}

/** ... x heads x queries x keys */
const scoresOf = (query: TensorType, length: Dim, heads: Dim): Shape => [
  ...query.shape.slice(0, -2),
  heads,
  lengthOf(query),
  length,
];

/** Whether a bias broadcasts to the scores. An unknown number of heads is assumed to be right. */
function fitsScores({ shape }: TensorType, scores: Shape, assume: Assume): boolean {
  const missing = scores.length - shape.length;
  return shape.every((dim, place) => {
    const at = place + missing;
    if (at < 0 || dim === 1) return at >= 0;
    if (isKnown(dim) || at !== scores.length - 3) return agree([dim], scores.slice(at, at + 1), assume);
    assume(`${dim} == ${scores[at]}`);
    return true;
  });
}

const sizeText = (dim: Dim): string => formatShape([dim]);

/** Whether shapes are equal, or are assumed to be where sizes are unknown. */
function agree(a: Shape, b: Shape, assume: Assume): boolean {
  if (a.length !== b.length) return false;
  const pairs = a.map((dim, axis) => [dim, b[axis] ?? 1] as const);
  if (pairs.some(([one, other]) => sameDim(one, other) === false)) return false;
  for (const [one, other] of pairs) if (sameDim(one, other) === undefined) assume(`${one} == ${other}`);
  return true;
}

type ProjectedTypes = Pick<AttentionTypes, 'query' | 'value' | 'key'>;

/** The sizes of the heads of attention. */
interface HeadSizes {
  readonly queryHeads: Dim;
  /** Of keys and values. */
  readonly heads: Dim;
  readonly keyDim: Dim;
  readonly valueDim: Dim;
}

/** The weights of attention, with the names and shapes of Keras. */
export function attentionWeights(
  { query, value = query, key = value }: ProjectedTypes,
  { queryHeads, heads, keyDim, valueDim }: HeadSizes,
  hasBias: boolean,
) {
  const channels = channelsOf(query);
  const bias = (...shape: readonly Dim[]) =>
    hasBias && weight(shape, 'bias_initializer', shape.length > 1 ? 'hd' : undefined);
  return {
    'query/kernel': kernel('ihd', channels, queryHeads, keyDim),
    'query/bias': bias(queryHeads, keyDim),
    'key/kernel': kernel('ihd', channelsOf(key), heads, keyDim),
    'key/bias': bias(heads, keyDim),
    'value/kernel': kernel('ihd', channelsOf(value), heads, valueDim),
    'value/bias': bias(heads, valueDim),
    'attention_output/kernel': kernel('hdo', queryHeads, valueDim, channels),
    'attention_output/bias': bias(channels),
  };
}

const kernel = (axes: KernelAxes, ...shape: readonly Dim[]) => weight(shape, 'kernel_initializer', axes);

const weight = (shape: Shape, initial: string, axes: KernelAxes | undefined): WeightVariable => ({
  shape,
  trainable: true,
  initial,
  ...(axes ? { axes } : {}),
});

/** The multiply-accumulates of attention: its four projections, and its two products of matrices. */
export function attentionMacs(
  { query, value = query, key = value }: ProjectedTypes,
  { queryHeads, heads, keyDim, valueDim }: HeadSizes,
): Dim {
  const batch = product(query.shape.slice(0, -2));
  const [queries, length, channels] = [lengthOf(query), lengthOf(value), channelsOf(query)];
  const all = sum([
    product([queries, channels, queryHeads, keyDim]),
    product([length, channelsOf(key), heads, keyDim]),
    product([length, channelsOf(value), heads, valueDim]),
    product([queryHeads, queries, length, keyDim]),
    product([queryHeads, queries, length, valueDim]),
    product([queries, queryHeads, valueDim, channels]),
  ]);
  return multiply(batch, all);
}

/** The tensors of attention: ... x length x heads x size. */
interface HeadTensors<T> {
  readonly query: T;
  readonly key: T;
  readonly value: T;
}

/** How scores become attention weights. */
interface Scoring<T, N> {
  readonly keyDim: N;
  readonly causal: boolean;
  readonly bias: T | undefined;
  readonly mask: T | undefined;
  readonly dropout: N;
}

/** The score of what is not attended to: its weight is 0 unless nothing else is attended to, as in Keras. */
const excluded = -1e9;

/** softmax(query key^T / sqrt(keyDim) + bias) value, for each head. The shape of the result is that of the query. */
export function attend<T, N>(
  t: Algebra<T, N>,
  { query, key, value }: HeadTensors<T>,
  { keyDim, causal, bias, mask, dropout }: Scoring<T, N>,
): T {
  const before = t.axes(query).slice(0, -3);
  const headsFirst = (x: T) => t.transpose(x, [...before, -2, -3, -1]);
  const products = t.matmul(headsFirst(query), t.transpose(key, [...before, -2, -1, -3]));
  const scores = t.named(t.divide(products, t.unary('sqrt', t.constant(keyDim))), 'scores');
  const biased = t.affine(scores, undefined, bias);
  const unmasked = causal ? t.select(earlier(t, scores), biased, t.constant(excluded)) : biased;
  const wide = mask !== undefined && t.rank(mask) > 2 ? t.unsqueeze(mask, -3) : mask;
  const masked = wide === undefined ? unmasked : t.select(wide, unmasked, t.constant(excluded));
  const weights = t.named(t.softmax(masked, -1), 'weights');
  return headsFirst(t.matmul(t.dropout(weights, dropout), headsFirst(value)));
}

/** queries x keys: whether the position of the key is that of the query or an earlier one. */
function earlier<T, N>(t: Algebra<T, N>, scores: T): T {
  const [queries, keys] = [-2, -1].map((axis) => t.range(t.size(scores, axis)));
  if (queries === undefined || keys === undefined) return scores;
  return t.named(t.compare('lessEqual', keys, t.unsqueeze(queries, -1)), 'earlier');
}
