/** All ops, by name. */
import { activationOp } from './activation.js';
import { adaptiveAvgPool2d } from './adaptive_pool2d.js';
import { channelShuffle } from './channel_shuffle.js';
import { constant } from './constant.js';
import { conv1d } from './conv1d.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d_transpose.js';
import { dense } from './dense.js';
import { depthwiseConv2d } from './depthwise_conv2d.js';
import { dropout } from './dropout.js';
import { embedding } from './embedding.js';
import { globalAvgPool1d, globalMaxPool1d } from './global_pool1d.js';
import { globalAvgPool2d, globalMaxPool2d } from './global_pool2d.js';
import { glu } from './glu.js';
import { groupNorm } from './group_norm.js';
import { groupedQueryAttention } from './grouped_query_attention.js';
import { gru } from './gru.js';
import { add, average, concat, maximum, minimum, multiply, subtract } from './join.js';
import { lstm } from './lstm.js';
import { matmul } from './matmul.js';
import { multiHeadAttention } from './multi_head_attention.js';
import { batchNormOp, layerNorm } from './normalization.js';
import type { Op } from './op.js';
import { parameter } from './parameter.js';
import { permute } from './permute.js';
import { avgPool1d, maxPool1d } from './pool1d.js';
import { avgPool2d, maxPool2d } from './pool2d.js';
import { positionEmbedding } from './position_embedding.js';
import { prelu } from './prelu.js';
import { rearrange } from './rearrange.js';
import { reduce } from './reduce.js';
import { repeatVector } from './repeat_vector.js';
import { flatten, reshape, squeeze } from './reshape.js';
import { upSampling2d, zeroPad2d } from './resize.js';
import { cropping1d, upSampling1d, zeroPad1d } from './resize1d.js';
import { rmsNorm } from './rms_norm.js';
import { rotaryEmbedding } from './rotary_embedding.js';
import { layerScale, rescaling } from './scale.js';
import { separableConv2d } from './separable_conv2d.js';
import { simpleRnn } from './simple_rnn.js';
import { slice } from './slice.js';
import { split } from './split.js';
import { stack } from './stack.js';
import { take } from './take.js';
import { unembedding } from './unembedding.js';

export const ops = {
  conv1d,
  conv2d,
  depthwise_conv2d: depthwiseConv2d,
  separable_conv2d: separableConv2d,
  conv2d_transpose: conv2dTranspose,
  dense,
  embedding,
  lstm,
  gru,
  simple_rnn: simpleRnn,
  multi_head_attention: multiHeadAttention,
  parameter,
  constant,
  grouped_query_attention: groupedQueryAttention,
  rotary_embedding: rotaryEmbedding,
  max_pool1d: maxPool1d,
  avg_pool1d: avgPool1d,
  global_max_pool1d: globalMaxPool1d,
  global_avg_pool1d: globalAvgPool1d,
  position_embedding: positionEmbedding,
  unembedding,
  max_pool2d: maxPool2d,
  avg_pool2d: avgPool2d,
  global_max_pool2d: globalMaxPool2d,
  global_avg_pool2d: globalAvgPool2d,
  adaptive_avg_pool2d: adaptiveAvgPool2d,
  batch_norm: batchNormOp,
  layer_norm: layerNorm,
  group_norm: groupNorm,
  rms_norm: rmsNorm,
  layer_scale: layerScale,
  rescaling,
  activation: activationOp,
  prelu,
  dropout,
  concat,
  add,
  multiply,
  average,
  maximum,
  minimum,
  subtract,
  matmul,
  flatten,
  reshape,
  squeeze,
  permute,
  rearrange,
  repeat_vector: repeatVector,
  split,
  slice,
  stack,
  glu,
  channel_shuffle: channelShuffle,
  reduce,
  take,
  zero_pad1d: zeroPad1d,
  cropping1d,
  up_sampling1d: upSampling1d,
  zero_pad2d: zeroPad2d,
  up_sampling2d: upSampling2d,
} as const satisfies Record<string, Op>;

export type OpName = keyof typeof ops;

/** The checked values of an op's attributes, those of its companions included. */
export type ValuesOfOp<N extends OpName> = (typeof ops)[N] extends Op<infer V, infer _> ? V : never;

export const isOpName = (name: string): name is OpName => Object.hasOwn(ops, name);

/** The op with that name, if any. */
export const findOp = (name: string): Op | undefined => (isOpName(name) ? ops[name] : undefined);
