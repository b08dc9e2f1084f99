/** All ops, by name. */
import { activationOp } from './activation.js';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from './adaptive_pool.js';
import { channelShuffle } from './channel_shuffle.js';
import { constant } from './constant.js';
import { convLstm1d, convLstm2d } from './conv_lstm.js';
import { conv1d, conv2d, conv3d } from './convolution.js';
import { dense } from './dense.js';
import { depthwiseConv1d, depthwiseConv2d } from './depthwise_convolution.js';
import { dropout, dropPath, spatialDropout1d, spatialDropout2d, spatialDropout3d } from './dropout.js';
import { embedding } from './embedding.js';
import { gather } from './gather.js';
import {
  globalAvgPool1d,
  globalAvgPool2d,
  globalAvgPool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
} from './global_pool.js';
import { glu } from './glu.js';
import { groupNorm } from './group_norm.js';
import { groupedQueryAttention } from './grouped_query_attention.js';
import { gru } from './gru.js';
import { add, average, concat, maximum, minimum, multiply, subtract } from './join.js';
import { localResponseNorm } from './local_response_norm.js';
import { lstm } from './lstm.js';
import { cropping1d, cropping2d, cropping3d, zeroPad1d, zeroPad2d, zeroPad3d } from './margins.js';
import { matmul } from './matmul.js';
import { multiHeadAttention } from './multi_head_attention.js';
import { alphaDropout, gaussianDropout, gaussianNoise } from './noise.js';
import { batchNormOp, layerNorm } from './normalization.js';
import { oneHot } from './one_hot.js';
import type { Op } from './op.js';
import { parameter } from './parameter.js';
import { permute } from './permute.js';
import { depthToSpace, spaceToDepth } from './pixel_blocks.js';
import { avgPool1d, avgPool2d, avgPool3d, maxPool1d, maxPool2d, maxPool3d } from './pool.js';
import { positionEmbedding } from './position_embedding.js';
import { prelu } from './prelu.js';
import { rearrange } from './rearrange.js';
import { reduce } from './reduce.js';
import { repeatVector } from './repeat_vector.js';
import { flatten, reshape, squeeze } from './reshape.js';
import { resize, resizeLike } from './resizing.js';
import { rmsNorm } from './rms_norm.js';
import { roll } from './roll.js';
import { rotaryEmbedding } from './rotary_embedding.js';
import { layerScale, rescaling } from './scale.js';
import { separableConv1d, separableConv2d } from './separable_convolution.js';
import { simpleRnn } from './simple_rnn.js';
import { slice } from './slice.js';
import { split } from './split.js';
import { stack } from './stack.js';
import { take } from './take.js';
import { conv1dTranspose, conv2dTranspose, conv3dTranspose } from './transposed_convolution.js';
import { unembedding } from './unembedding.js';
import { unitNormalization } from './unit_normalization.js';
import { upSampling1d, upSampling2d, upSampling3d } from './up_sampling.js';

export const ops = {
  conv1d,
  conv2d,
  conv3d,
  depthwise_conv1d: depthwiseConv1d,
  depthwise_conv2d: depthwiseConv2d,
  separable_conv1d: separableConv1d,
  separable_conv2d: separableConv2d,
  conv1d_transpose: conv1dTranspose,
  conv2d_transpose: conv2dTranspose,
  conv3d_transpose: conv3dTranspose,
  dense,
  embedding,
  lstm,
  gru,
  simple_rnn: simpleRnn,
  conv_lstm1d: convLstm1d,
  conv_lstm2d: convLstm2d,
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
  max_pool3d: maxPool3d,
  avg_pool3d: avgPool3d,
  global_max_pool3d: globalMaxPool3d,
  global_avg_pool3d: globalAvgPool3d,
  adaptive_avg_pool1d: adaptiveAvgPool1d,
  adaptive_max_pool1d: adaptiveMaxPool1d,
  adaptive_avg_pool2d: adaptiveAvgPool2d,
  adaptive_max_pool2d: adaptiveMaxPool2d,
  adaptive_avg_pool3d: adaptiveAvgPool3d,
  adaptive_max_pool3d: adaptiveMaxPool3d,
  batch_norm: batchNormOp,
  layer_norm: layerNorm,
  group_norm: groupNorm,
  rms_norm: rmsNorm,
  unit_normalization: unitNormalization,
  local_response_norm: localResponseNorm,
  layer_scale: layerScale,
  rescaling,
  activation: activationOp,
  prelu,
  dropout,
  spatial_dropout1d: spatialDropout1d,
  spatial_dropout2d: spatialDropout2d,
  spatial_dropout3d: spatialDropout3d,
  drop_path: dropPath,
  alpha_dropout: alphaDropout,
  gaussian_dropout: gaussianDropout,
  gaussian_noise: gaussianNoise,
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
  roll,
  gather,
  one_hot: oneHot,
  glu,
  channel_shuffle: channelShuffle,
  space_to_depth: spaceToDepth,
  depth_to_space: depthToSpace,
  reduce,
  take,
  zero_pad1d: zeroPad1d,
  cropping1d,
  up_sampling1d: upSampling1d,
  zero_pad2d: zeroPad2d,
  cropping2d,
  up_sampling2d: upSampling2d,
  zero_pad3d: zeroPad3d,
  cropping3d,
  up_sampling3d: upSampling3d,
  resize,
  resize_like: resizeLike,
} as const satisfies Record<string, Op>;

export type OpName = keyof typeof ops;

/** The checked values of an op's attributes, those of its companions included. */
export type ValuesOfOp<N extends OpName> = (typeof ops)[N] extends Op<infer V, infer _> ? V : never;

export const isOpName = (name: string): name is OpName => Object.hasOwn(ops, name);

/** The op with that name, if any. */
export const findOp = (name: string): Op | undefined => (isOpName(name) ? ops[name] : undefined);
