/** The three networks of nsfwjs: their specs and maps, and what of the published models is the same. */
import { readFileSync } from 'node:fs';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { parseMap, type WeightMap } from '../../src/weights/map.js';
import type { PublishedName } from './published.js';

export interface Network {
  readonly name: PublishedName;
  /** The names of files, from the folder of the project. */
  readonly spec: string;
  readonly map: string;
  /** The spec that it uses, with further end points. */
  readonly base?: string;
  /** For each end point the layer or the node of the published model that gives the same. */
  readonly counterparts: Readonly<Record<string, string>>;
  /** The range of values that our input has; the published models take 0 to 1. */
  readonly range: readonly [number, number];
}

/** The model of a spec without mistakes, with an edit of its text. */
export function modelOf(file: string, edit: (text: string) => string = (text) => text): Model {
  const read = (name: string) => readFileSync(name, 'utf8');
  const { model, diagnostics } = compile(edit(read(file)), { file, read });
  if (!model || diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return model;
}

export function mapOf(file: string): WeightMap {
  const { map, diagnostics } = parseMap(readFileSync(file, 'utf8'), file);
  if (!map || diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return map;
}

const likewise = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
const numbered = (count: number, of: (number: number) => readonly [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => of(index + 1)));

const head = ['flatten_1', 'dense_1', 'dropout_2', 'dense_2', 'dropout_3', 'dense_3'];
/** The blocks of MobileNet V2 that are added to what they take. */
const residuals = [2, 4, 5, 7, 8, 9, 11, 12, 14, 15];

/** The constants' and operations' common path in the frozen graph. */
const hub =
  'StatefulPartitionedCall/sequential/keras_layer/StatefulPartitionedCall/StatefulPartitionedCall/StatefulPartitionedCall/predict';

export const networks: readonly Network[] = [
  {
    name: 'inception_v3',
    spec: 'test/nsfwjs/inception-v3.yaml',
    base: 'specs/inception-v3.yaml',
    map: 'test/nsfwjs/inception-v3.map.yaml',
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
    spec: 'test/nsfwjs/mobilenet-v2.yaml',
    map: 'test/nsfwjs/mobilenet-v2.map.yaml',
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
    spec: 'test/nsfwjs/mobilenet-v2-mid.yaml',
    map: 'test/nsfwjs/mobilenet-v2-mid.map.yaml',
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
