/** The three networks of nsfwjs: their specs and maps, and what of the published models is the same. */
import { readFileSync } from 'node:fs';
import type { PublishedName } from './published.js';

export interface Network {
  readonly name: PublishedName;
  readonly spec: string;
  readonly map: string;
  /** For each end point the layer or the node of the published model that gives the same. */
  readonly counterparts: Readonly<Record<string, string>>;
  /** The range of values that our input has; the published models take 0 to 1. */
  readonly range: readonly [number, number];
}

const fileOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const likewise = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
const numbered = (count: number, of: (number: number) => readonly [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => of(index + 1)));

const head = ['flatten_1', 'dense_1', 'dropout_2', 'dense_2', 'dropout_3', 'dense_3'];
/** The blocks of MobileNet V2 that are added to what they take. */
const residuals = [2, 4, 5, 7, 8, 9, 11, 12, 14, 15];

/** The constants' and operations' common path in the frozen graph. */
const hub =
  'StatefulPartitionedCall/sequential/keras_layer/StatefulPartitionedCall/StatefulPartitionedCall/StatefulPartitionedCall/predict';

/** Inception V3 as it comes with netspec, up to its heads, and in their place that of nsfwjs. */
const nsfwInception = `${fileOf('../../specs/inception-v3.yaml')
  .split('# The heads.')[0]
  ?.replace(/^conventions:[\s\S]*?\n\n/m, '')}
- {op: avg_pool2d, name: average_pooling2d_10, pool_size: 8x8, strides: 8, padding: valid, output: 1x1x2048}
- {op: flatten, name: flatten_1}
- {op: dense, name: dense_1, units: 256, activation: relu}
- {op: dropout, name: dropout_2, rate: 0.5}
- {op: dense, name: dense_2, units: 128, activation: relu}
- {op: dropout, name: dropout_3, rate: 0.25}
- {op: dense, name: dense_3, units: 5, activation: softmax}

outputs: {predictions: dense_3}
`;

export const networks: readonly Network[] = [
  {
    name: 'inception_v3',
    spec: nsfwInception,
    map: fileOf('inception-v3.map.yaml'),
    counterparts: {
      Conv2d_1a_3x3: 'activation_1',
      Conv2d_2a_3x3: 'activation_2',
      Conv2d_2b_3x3: 'activation_3',
      MaxPool_3a_3x3: 'max_pooling2d_1',
      Conv2d_3b_1x1: 'activation_4',
      Conv2d_4a_3x3: 'activation_5',
      MaxPool_5a_3x3: 'max_pooling2d_2',
      Mixed_5b: 'mixed0',
      Mixed_5c: 'mixed1',
      Mixed_5d: 'mixed2',
      Mixed_6a: 'mixed3',
      Mixed_6b: 'mixed4',
      Mixed_6c: 'mixed5',
      Mixed_6d: 'mixed6',
      Mixed_6e: 'mixed7',
      Mixed_7a: 'mixed8',
      Mixed_7b: 'mixed9',
      Mixed_7c: 'mixed10',
      ...likewise(['average_pooling2d_10', ...head]),
    },
    range: [0, 1],
  },
  {
    name: 'mobilenet_v2',
    spec: fileOf('mobilenet-v2.yaml'),
    map: fileOf('mobilenet-v2.map.yaml'),
    counterparts: {
      Conv1: 'Conv1_relu',
      expanded_conv: 'expanded_conv_project_BN',
      ...numbered(16, (number) => [
        `block_${number}`,
        `block_${number}_${residuals.includes(number) ? 'add' : 'project_BN'}`,
      ]),
      Conv_1: 'out_relu',
      ...likewise(['average_pooling2d_1', ...head]),
    },
    range: [0, 1],
  },
  {
    name: 'mobilenet_v2_mid',
    spec: fileOf('mobilenet-v2-mid.yaml'),
    map: fileOf('mobilenet-v2-mid.map.yaml'),
    counterparts: {
      Conv: `${hub}/MobilenetV2/Conv/Relu6`,
      expanded_conv: `${hub}/MobilenetV2/expanded_conv/project/BatchNorm/FusedBatchNormV3`,
      ...numbered(16, (number) => [
        `expanded_conv_${number}`,
        `${hub}/MobilenetV2/expanded_conv_${number}/${residuals.includes(number) ? 'add' : 'project/BatchNorm/FusedBatchNormV3'}`,
      ]),
      Conv_1: `${hub}/MobilenetV2/Conv_1/Relu6`,
      AvgPool: `${hub}/MobilenetV2/Logits/AvgPool`,
      SpatialSqueeze: `${hub}/feature_vector/SpatialSqueeze`,
      dense: 'StatefulPartitionedCall/sequential/dense/BiasAdd',
      prediction: 'StatefulPartitionedCall/sequential/prediction/Softmax',
    },
    range: [-1, 1],
  },
];
