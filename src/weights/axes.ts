/** The axes of kernels in TensorFlow's order and in PyTorch's, and conversions between them. */

import { isKnown } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import type { KernelAxes } from '../ops/weights.js';
import { itemAt } from '../text/lookup.js';
import type { WeightLayout } from './map.js';

/** PyTorch's order of a kernel's axes. */
const pytorchAxes: Readonly<Record<KernelAxes, string>> = {
  wio: 'oiw',
  hwio: 'oihw',
  thwio: 'oithw',
  wcm: 'cmw',
  hwcm: 'cmhw',
  woi: 'iow',
  hwoi: 'iohw',
  thwoi: 'iothw',
  io: 'oi',
  ihd: 'hdi',
  hdo: 'ohd',
  hd: 'hd',
};

/** How a file stores a weight. */
export interface Arrangement {
  /** The shape in the file. */
  readonly stored: readonly number[];
  /** Another shape that a file may have, with the same elements in the same order. */
  readonly merged?: readonly number[];
  /** The conversion to TensorFlow's order: the axes of the file, and the index of each axis among them. */
  readonly transposition?: { readonly shape: readonly number[]; readonly order: readonly number[] };
}

/** How a layout stores a weight with a shape. */
export function arrangementOf(
  model: Model,
  layer: Layer,
  weight: string,
  shape: readonly number[],
  layout: WeightLayout,
): Arrangement {
  const axes = layer.weights.find(({ name }) => name === weight)?.axes;
  if (!axes) return { stored: shape };
  if (layout === 'tensorflow')
    return axes.includes('hd') ? { stored: shape, merged: mergeHeads(axes, shape) } : { stored: shape };
  if (axes === 'io') return matrixArrangement(imageBefore(model, layer), shape);
  const pytorch = pytorchAxes[axes];
  const order = Array.from(axes, (axis) => pytorch.indexOf(axis));
  const sizes = Array.from(pytorch, (axis) => itemAt(shape, axes.indexOf(axis)));
  const [first = 1, second = 1, ...window] = sizes;
  if (pytorch.includes('hd')) return { stored: mergeHeads(pytorch, sizes), transposition: { shape: sizes, order } };
  // PyTorch has the channels and the multiplier of a depthwise kernel in one axis.
  const stored = axes.endsWith('cm') ? [first * second, 1, ...window] : sizes;
  return { stored, transposition: { shape: sizes, order } };
}

/** The sizes of axes, in which the heads of attention and the sizes of a head are one axis. */
function mergeHeads(axes: string, shape: readonly number[]): readonly number[] {
  const head = axes.indexOf('hd');
  return shape.toSpliced(head, 2, itemAt(shape, head) * itemAt(shape, head + 1));
}

/**
 * PyTorch flattens an image channel by channel, TensorFlow pixel by pixel; the kernel of a dense layer after that
 * differs.
 */
function matrixArrangement(
  image: readonly number[] | undefined,
  [inputs = 1, outputs = 1]: readonly number[],
): Arrangement {
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
  while (flatten?.op.onlyTrains || flatten?.op.name === 'activation') flatten = before(flatten);
  if (flatten?.op.name !== 'flatten') return undefined;
  const [source] = flatten.node.inputs;
  const shape = before(flatten)?.output ?? graph.inputs.find(({ edge }) => edge === source)?.shape ?? [];
  return shape.length === 3 && shape.every(isKnown) ? shape : undefined;
}

/** Whether a tensor's shape fits an arrangement; axes of size 1 may be missing or added. */
export function fitsShape(actual: readonly number[], { stored, merged }: Arrangement): boolean {
  if (actual.join() === merged?.join()) return true;
  if (actual.length === stored.length) return actual.every((size, axis) => size === stored[axis]);
  const [found, wanted] = [actual, stored].map((shape) => shape.filter((size) => size !== 1));
  return found?.join() === wanted?.join();
}

interface OutputKernel {
  readonly name: string;
  /** The output channel that a value is for, up to a multiple of their number. */
  readonly channelOf: (index: number) => number;
}

/** The kernel that makes a layer's outputs. */
export function outputKernelOf({ weights, attributes }: Layer): OutputKernel | undefined {
  const kernel = weights.findLast(({ axes }) => axes);
  if (!kernel) return undefined;
  const { name, axes, shape } = kernel;
  if (!axes?.endsWith('oi')) return { name, channelOf: (index) => index };
  // Only a transposed convolution has an axis after that of its outputs, which are those of a group.
  const [outputs, inputs] = [Number(itemAt(shape, -2)), Number(itemAt(shape, -1))];
  const ofGroup = inputs / Number(attributes.groups);
  return {
    name,
    channelOf: (index) => Math.floor((index % inputs) / ofGroup) * outputs + (Math.floor(index / inputs) % outputs),
  };
}
