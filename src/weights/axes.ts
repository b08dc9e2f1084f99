/** How kernels are laid out: in TensorFlow's order of axes, in PyTorch's, and from the one to the other. */

import { isKnown } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import type { OpName } from '../ops/index.js';
import type { Layout } from './map.js';

/** Axes by letters: height, width, in, out, and of a depthwise kernel the channel and the multiplier. */
interface Axes {
  readonly tensorflow: string;
  readonly pytorch: string;
}

const convolution: Axes = { tensorflow: 'hwio', pytorch: 'oihw' };
const depthwise: Axes = { tensorflow: 'hwcm', pytorch: 'cmhw' };
const transposed: Axes = { tensorflow: 'hwoi', pytorch: 'iohw' };
const matrix: Axes = { tensorflow: 'io', pytorch: 'oi' };

/** The kernels of each op, the one that makes its outputs last; all other weights have one axis. */
const kernels: Readonly<Record<OpName, Readonly<Record<string, Axes>>>> = {
  conv2d: { kernel: convolution },
  depthwise_conv2d: { depthwise_kernel: depthwise },
  separable_conv2d: { depthwise_kernel: depthwise, pointwise_kernel: convolution },
  conv2d_transpose: { kernel: transposed },
  dense: { kernel: matrix },
  max_pool2d: {},
  avg_pool2d: {},
  global_max_pool2d: {},
  global_avg_pool2d: {},
  adaptive_avg_pool2d: {},
  batch_norm: {},
  layer_norm: {},
  layer_scale: {},
  rescaling: {},
  activation: {},
  dropout: {},
  concat: {},
  add: {},
  multiply: {},
  flatten: {},
  reshape: {},
  squeeze: {},
  zero_pad2d: {},
  up_sampling2d: {},
};

const kernelsOf = ({ op }: Layer) => kernels[op.name as OpName];

/** How a file has a weight. */
export interface Arrangement {
  /** The shape that the file states for it. */
  readonly stored: readonly number[];
  /** How to come from there to TensorFlow's order: the axes that the file has, and where each axis is among them. */
  readonly transposition?: { readonly shape: readonly number[]; readonly order: readonly number[] };
}

/** How a layout has a weight of a shape. */
export function arrangementOf(
  model: Model,
  layer: Layer,
  weight: string,
  shape: readonly number[],
  layout: Layout,
): Arrangement {
  const axes = kernelsOf(layer)[weight];
  if (layout === 'tensorflow' || !axes) return { stored: shape };
  if (axes === matrix) return matrixArrangement(imageBefore(model, layer), shape as [number, number]);
  const order = Array.from(axes.tensorflow, (axis) => axes.pytorch.indexOf(axis));
  const sizes = Array.from(axes.pytorch, (axis) => shape[axes.tensorflow.indexOf(axis)] as number);
  const [first = 1, second = 1, ...window] = sizes;
  // PyTorch has the channels of a depthwise kernel, and what each comes to, in one axis.
  const stored = axes === depthwise ? [first * second, 1, ...window] : sizes;
  return { stored, transposition: { shape: sizes, order } };
}

/** PyTorch flattens an image channel by channel, and TensorFlow pixel by pixel, which a dense layer after that sees. */
function matrixArrangement(image: readonly number[] | undefined, [inputs, outputs]: [number, number]): Arrangement {
  const stored = [outputs, inputs];
  if (!image) return { stored, transposition: { shape: stored, order: [1, 0] } };
  const [height = 1, width = 1, channels = 1] = image;
  return { stored, transposition: { shape: [outputs, channels, height, width], order: [2, 3, 1, 0] } };
}

/** The shape of the image that a layer takes flattened. */
function imageBefore({ layerOf, graph }: Model, layer: Layer): readonly number[] | undefined {
  const before = ({ node: { inputs } }: Layer): Layer | undefined =>
    inputs[0]?.kind === 'output' ? layerOf.get(inputs[0].node) : undefined;
  let flatten = before(layer);
  while (flatten?.op.name === 'dropout' || flatten?.op.name === 'activation') flatten = before(flatten);
  if (flatten?.op.name !== 'flatten') return undefined;
  const [source] = flatten.node.inputs;
  const shape = before(flatten)?.output ?? graph.inputs.find(({ edge }) => edge === source)?.shape ?? [];
  return shape.length === 3 && shape.every(isKnown) ? shape : undefined;
}

/** Whether a tensor's shape is one that holds a weight as it is arranged: axes of size 1 may be left out or added. */
export function fitsShape(actual: readonly number[], { stored }: Arrangement): boolean {
  if (actual.length === stored.length) return actual.every((size, axis) => size === stored[axis]);
  const [found, wanted] = [actual, stored].map((shape) => shape.filter((size) => size !== 1));
  return found?.join() === wanted?.join();
}

/** The kernel that makes a layer's outputs, and how many numbers in a row belong to one of its output channels. */
export function outputKernelOf(layer: Layer): { readonly name: string; readonly run: number } | undefined {
  const [name, axes] = Object.entries(kernelsOf(layer)).at(-1) ?? [];
  const shape = layer.weights.find((weight) => weight.name === name)?.shape;
  if (name === undefined || !axes || !shape) return undefined;
  // Only a transposed convolution has another axis after that of its outputs.
  return { name, run: axes === transposed ? (shape.at(-1) as number) : 1 };
}
