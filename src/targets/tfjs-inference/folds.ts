/** How the weights of a step are loaded and folded. */

import type { Dim, Shape } from '../../expressions/shape.js';
import type { Layer } from '../../graph/graph.js';
import { isLayerOf, rowOf } from '../../graph/layer-of.js';
import type { Pair } from '../../ops/attributes.js';
import type { OpName } from '../../ops/index.js';
import { isUsualTransposed } from '../../ops/transposed_windows.js';
import type { Weight } from '../../ops/weights.js';
import type { Norm, PlanStep } from './plan.js';

/** Functions of the generated module that load and fold weights, with a template each. */
export const folders = [
  'convolution',
  'matrix',
  'depthwise',
  'separable',
  'transposed',
  'grouped',
  'kernel',
  'depthwiseKernel',
  'transposedKernel',
  'batchNorm',
  'affine',
  'scale',
] as const;
export type FolderName = (typeof folders)[number];

/** A step's weights, as arguments of the function that loads them. */
export interface Fold {
  readonly folder: FolderName;
  /** The layer that owns them. */
  readonly name: string;
  /**
   * Its kernel's shape, or the number of channels of its vectors; then filters or groups, if they do not follow from
   * that.
   */
  readonly sizes: readonly (Dim | readonly Dim[])[];
  readonly bias: boolean;
  readonly norm?: Norm;
  /** The dilation that is written into the kernel, since the operation has none. */
  readonly dilation?: Pair;
  /** The vectors of a layer norm. */
  readonly vectors?: { readonly center: boolean; readonly scale: boolean };
}

/** Weights that are loaded unchanged, by their names below the layer's. */
export interface Unfolded {
  readonly name: string;
  readonly weights: readonly { readonly name: string; readonly shape: Shape }[];
}

/** How the weights of a step are loaded. */
export type WeightLoading = Fold | Unfolded;

export const isFold = (taking: WeightLoading): taking is Fold => 'folder' in taking;

/** Whether only vectors are loaded, and no kernel. */
export const isOfVectors = (folder: FolderName): boolean =>
  folder === 'batchNorm' || folder === 'affine' || folder === 'scale';

/** The function that loads the weights of each op, if it has any. */
const folderOf: Readonly<Partial<Record<OpName, FolderName>>> = {
  conv2d: 'convolution',
  depthwise_conv2d: 'depthwise',
  separable_conv2d: 'separable',
  conv2d_transpose: 'transposed',
  dense: 'matrix',
  batch_norm: 'batchNorm',
  layer_norm: 'affine',
  layer_scale: 'scale',
};

/** The same for ops that functions of the module compute, if a batch norm is folded. */
const folderOfComputed: Readonly<Partial<Record<OpName, FolderName>>> = {
  conv1d: 'kernel',
  conv3d: 'kernel',
  depthwise_conv1d: 'depthwiseKernel',
  conv1d_transpose: 'transposedKernel',
  conv2d_transpose: 'transposedKernel',
  conv3d_transpose: 'transposedKernel',
};

/** Whether TensorFlow.js has the op of a layer ready-made. */
const isReadyMade = (layer: Layer): boolean =>
  !isLayerOf(layer, 'conv2d_transpose') || isUsualTransposed(layer.attributes);

const weightOf = ({ name, shape }: Weight) => ({ name, shape });

/** The attributes that functions take beside the shape of the kernel. */
const attributeFor: Readonly<Partial<Record<FolderName, string>>> = {
  separable: 'filters',
  grouped: 'groups',
  transposedKernel: 'groups',
};

/** How the weights of a step are loaded; undefined if it has none. */
export function foldOf(step: PlanStep): WeightLoading | undefined {
  const { layer, owner, norm, output } = step;
  const usual = (isReadyMade(layer) && rowOf(folderOf, layer.op)) || (norm && rowOf(folderOfComputed, layer.op));
  if (!usual) return owner.weights.length > 0 ? { name: owner.name, weights: owner.weights.map(weightOf) } : undefined;
  const folder = isLayerOf(layer, 'conv2d') && layer.attributes.groups > 1 ? 'grouped' : usual;
  const kernel = owner.weights[0]?.shape ?? [];
  const channels = output.at(-1) ?? 1;
  const isVector = isOfVectors(folder);
  const attribute = attributeFor[folder];
  const more = attribute === undefined ? [] : [Number(layer.attributes[attribute])];
  const isByChannels = isLayerOf(layer, 'depthwise_conv2d', 'separable_conv2d');
  const dilation = isByChannels && Math.max(...layer.attributes.dilation_rate) > 1 && layer.attributes.dilation_rate;
  return {
    folder,
    name: owner.name,
    sizes: [isVector ? channels : kernel, ...more],
    bias: layer.attributes.use_bias === true,
    ...(norm ? { norm } : {}),
    ...(dilation ? { dilation } : {}),
    ...(isLayerOf(layer, 'layer_norm') ? { vectors: layer.attributes } : {}),
  };
}
