/** Scaled dot-product attention (Vaswani et al., arXiv:1706.03762), which attention ops have in common. */
import type { Algebra } from '../algebra/algebra.js';
import { otherBatch, otherLength, wrongMask } from '../diagnostics/messages/attention.js';
import { type Dim, formatShape, multiply, product, type Shape, sameDim, sum } from '../expressions/shape.js';
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
  mask: { rank: [1, 4], dtypes: ['bool'], optional: true, lastIf: 'masked' },
} as const;

const lastInput = 'give the mask as the last input: input: [Words, mask]';

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
  readonly mask: TensorType | undefined;
}

/** The last two dimensions: length x channels. */
const lengthOf = ({ shape }: TensorType): Dim => shape.at(-2) ?? 1;

/** The first fault in the shapes of the inputs of attention. Conditions on unknown sizes are assumed. */
export function attentionFault({ query, value, key, mask }: AttentionTypes, assume: Assume): RuleFault | undefined {
  const others = [...(value ? [['value', value] as const] : []), ...(key ? [['key', key] as const] : [])];
  for (const [index, [name, other]] of others.entries()) {
    if (agree(query.shape.slice(0, -2), other.shape.slice(0, -2), assume)) continue;
    const message = otherBatch(name, formatShape(other.shape), formatShape(query.shape));
    return new RuleFault(message, { input: index + 1 });
  }
  if (value && key && !agree([lengthOf(value)], [lengthOf(key)], assume))
    return new RuleFault(otherLength(sizeText(lengthOf(value)), sizeText(lengthOf(key))), { input: 2 });
  if (!mask) return undefined;
  const length = lengthOf(value ?? query);
  const full = [lengthOf(query), length];
  const wanted = [[length], full, ...(query.shape.length > 2 ? [[...query.shape.slice(0, -2), ...full]] : [])];
  const shape = wanted.find((one) => one.length === mask.shape.length);
  if (shape && agree(shape, mask.shape, assume)) return undefined;
  return new RuleFault(wrongMask(formatShape(mask.shape), wanted.map(formatShape)), { input: others.length + 1 });
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
  { query, value = query, key = value }: Omit<AttentionTypes, 'mask'>,
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
  { query, value = query, key = value }: Omit<AttentionTypes, 'mask'>,
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
  readonly mask: T | undefined;
  readonly dropout: N;
}

/** The score of what is not attended to: its weight is 0 unless nothing else is attended to, as in Keras. */
const excluded = -1e9;

/** softmax(query key^T / sqrt(keyDim)) value, for each head. The shape of the result is that of the query. */
export function attend<T, N>(
  t: Algebra<T, N>,
  { query, key, value }: HeadTensors<T>,
  { keyDim, causal, mask, dropout }: Scoring<T, N>,
): T {
  const before = t.axes(query).slice(0, -3);
  const headsFirst = (x: T) => t.transpose(x, [...before, -2, -3, -1]);
  const products = t.matmul(headsFirst(query), t.transpose(key, [...before, -2, -1, -3]));
  const scores = t.named(t.divide(products, t.unary('sqrt', t.constant(keyDim))), 'scores');
  const unmasked = causal ? t.select(earlier(t, scores), scores, t.constant(excluded)) : scores;
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
