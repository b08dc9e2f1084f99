import { headsNotDivisible } from '../diagnostics/messages/attention.js';
import { isKnown } from '../expressions/shape.js';
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
import { channelsOf } from './types.js';
import { useBias } from './weights.js';

export const multiHeadAttention = defineOp({
  name: 'multi_head_attention',
  keras: 'MultiHeadAttention',
  aliases: ['SelfAttention', 'CrossAttention', 'MHA', 'CausalSelfAttention', 'MSA'],
  doc: 'Attention with several heads over the second-last dimension (Vaswani et al., arXiv:1706.03762). One input attends to itself; of several, the first attends to the others.',
  kind: 'dense',
  figure: { label: 'attention', shows: 'num_heads' },
  inputs: attentionPorts,
  attributes: {
    num_heads: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'The number of heads.', aliases: ['heads', 'nhead', 'n_head', 'n_heads', 'num_attention_heads', 'h'] },
    ),
    key_dim: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The size of the queries and keys of one head.',
        derived: { channelsPer: 'num_heads' },
        aliases: [
          'head_dim',
          'd_head',
          'kdim',
          'size_per_head',
          'dim_head',
          'head_size',
          ['embed_dim', 'remove it: it is the channels of the input'],
          ['d_model', 'remove it: it is the channels of the input'],
          ['hidden_size', 'remove it: it is the channels of the input'],
        ],
      },
    ),
    value_dim: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'The size of the values of one head.', like: 'key_dim', aliases: ['vdim', 'd_value'] },
    ),
    ...attentionAttributes,
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  window: () => ({ kind: 'none' }),
  infer(inputs, { num_heads, key_dim, masked, biased }, assume) {
    const channels = channelsOf(inputs.query);
    if (isKnown(channels) && !Number.isInteger(key_dim))
      return new RuleFault(headsNotDivisible(channels, num_heads, 'key_dim'), { attribute: 'num_heads' });
    return attentionFault(inputs, { heads: num_heads, masked, biased }, assume) ?? { output: inputs.query };
  },
  weights: (inputs, { num_heads, key_dim, value_dim, use_bias }) =>
    attentionWeights(
      inputs,
      { queryHeads: num_heads, heads: num_heads, keyDim: key_dim, valueDim: value_dim },
      use_bias,
    ),
  macs: (inputs, { num_heads, key_dim, value_dim }) =>
    attentionMacs(inputs, { queryHeads: num_heads, heads: num_heads, keyDim: key_dim, valueDim: value_dim }),
  compute(t, { query, value = query, key = value, bias, mask }, weights, { key_dim, causal, dropout }) {
    const heads = {
      query: t.named(t.project(query, weights['query/kernel'], weights['query/bias']), 'queries'),
      key: t.named(t.project(key, weights['key/kernel'], weights['key/bias']), 'keys'),
      value: t.named(t.project(value, weights['value/kernel'], weights['value/bias']), 'values'),
    };
    const y = t.named(attend(t, heads, { keyDim: key_dim, causal, bias, mask, dropout }), 'attended');
    return t.project(y, weights['attention_output/kernel'], weights['attention_output/bias'], 2);
  },
});
