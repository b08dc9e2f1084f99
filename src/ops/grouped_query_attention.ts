import { rotaryForms } from '../algebra/rotary.js';
import { headsNotDivisible, unequalGroups, unevenPairs } from '../diagnostics/messages/attention.js';
import { type Dim, isKnown } from '../expressions/shape.js';
import {
  attend,
  attentionAttributes,
  attentionFault,
  attentionMacs,
  attentionPorts,
  attentionWeights,
} from './attention.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp } from './op.js';
import { wavelength } from './rotary.js';
import { channelsOf } from './types.js';
import { useBias } from './weights.js';

const sizesOf = ({ num_query_heads, num_key_value_heads, head_dim }: HeadValues) => ({
  queryHeads: num_query_heads,
  heads: num_key_value_heads,
  keyDim: head_dim,
  valueDim: head_dim,
});

/** The first fault in the heads, if the channels that they share are known. */
function headsFault(
  channels: Dim,
  { num_query_heads, num_key_value_heads, head_dim, rotary }: HeadValues & { readonly rotary: string },
): RuleFault | undefined {
  if (!isKnown(channels)) return undefined;
  if (!Number.isInteger(head_dim)) {
    const message = headsNotDivisible(channels, num_query_heads, 'head_dim');
    return new RuleFault(message, { attribute: 'num_query_heads' });
  }
  if (num_query_heads % num_key_value_heads !== 0)
    return new RuleFault(unequalGroups(num_query_heads, num_key_value_heads), { attribute: 'num_key_value_heads' });
  if (rotary === 'none' || head_dim % 2 === 0) return undefined;
  return new RuleFault(unevenPairs(head_dim), { attribute: 'rotary' });
}

type HeadValues = Readonly<Record<'num_query_heads' | 'num_key_value_heads' | 'head_dim', number>>;

export const groupedQueryAttention = defineOp({
  name: 'grouped_query_attention',
  keras: 'GroupQueryAttention',
  aliases: ['GroupedQueryAttention', 'GQA', 'MultiQueryAttention', 'MQA', 'LlamaAttention', 'MistralAttention'],
  doc: 'Attention in which groups of query heads share a head of keys and values (Ainslie et al., arXiv:2305.13245). With one such head it is multi-query attention. It can rotate queries and keys by their positions.',
  kind: 'dense',
  figure: { label: 'attention', shows: 'num_query_heads' },
  inputs: attentionPorts,
  attributes: {
    num_query_heads: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of heads of queries.',
        aliases: ['num_heads', 'heads', 'n_head', 'n_heads', 'num_attention_heads', 'num_q_heads'],
      },
    ),
    num_key_value_heads: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of heads of keys and values. It divides the number of heads of queries.',
        aliases: ['kv_heads', 'n_kv_heads', 'num_kv_heads', 'n_head_kv', 'num_query_groups'],
      },
    ),
    head_dim: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The size of the queries, keys and values of one head.',
        derived: { channelsPer: 'num_query_heads' },
        aliases: ['key_dim', 'd_head', 'dim_head', 'head_size', 'size_per_head'],
      },
    ),
    rotary: attribute(
      { type: 'choice', choices: ['none', ...rotaryForms] },
      {
        doc: 'How queries and keys are rotated by their positions, as by rotary_embedding.',
        default: 'none',
        aliases: ['rope', 'use_rope', 'rotary_embedding', 'position_embedding_type'],
      },
    ),
    max_wavelength: wavelength,
    ...attentionAttributes,
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  window: () => ({ kind: 'none' }),
  infer: (inputs, values, assume) =>
    headsFault(channelsOf(inputs.query), values) ??
    attentionFault(inputs, { ...values, heads: values.num_query_heads }, assume) ?? { output: inputs.query },
  weights: (inputs, values) => attentionWeights(inputs, sizesOf(values), values.use_bias),
  macs: (inputs, values) => attentionMacs(inputs, sizesOf(values)),
  compute(t, { query, value = query, key = value, bias, mask }, weights, values) {
    const { num_query_heads, num_key_value_heads, head_dim, rotary, max_wavelength, causal, dropout } = values;
    const placed = (x: typeof query) => (rotary === 'none' ? x : t.rotate(x, -3, rotary, max_wavelength));
    const queries = t.named(t.project(query, weights['query/kernel'], weights['query/bias']), 'queries');
    const [keys, rows] = [
      t.named(t.project(key, weights['key/kernel'], weights['key/bias']), 'keys'),
      t.named(t.project(value, weights['value/kernel'], weights['value/bias']), 'values'),
    ];
    const perQuery = (x: typeof query) => t.repeat(x, -2, t.ratio(num_query_heads, num_key_value_heads));
    const heads = { query: placed(queries), key: perQuery(placed(keys)), value: perQuery(rows) };
    const y = t.named(attend(t, heads, { keyDim: head_dim, causal, bias, mask, dropout }), 'attended');
    return t.project(y, weights['attention_output/kernel'], weights['attention_output/bias'], 2);
  },
});
