/** Reads the tensors of a network's weights, in TensorFlow's layout. */
import { isKnown } from '../expressions/shape.js';
import type { Layer } from '../graph/graph.js';
import { isLayerOf } from '../graph/layer-of.js';
import { batchNormOf } from '../ops/companions.js';
import { outputKernelOf } from './axes.js';
import { BadFile } from './bytes.js';
import type { Filled, Fit, WeightSlot } from './fit.js';
import type { Tensor, Weights } from './tensor.js';
import { transpose } from './transpose.js';

/** Called with the number of tensors read, the number of all, and the name of the next. */
export type OnProgress = (done: number, total: number, name: string) => void;

/**
 * Reads all tensors that fit, in the order of the network. Throws `BadFile` if a tensor can't be read, or contains NaN.
 */
export async function load(fit: Fit, onProgress?: OnProgress): Promise<Weights> {
  const { file, filled, folded, map } = fit;
  const total = filled.length + folded.length;
  const weights = new Map<string, Tensor>();
  let done = 0;
  const read = async (one: Filled): Promise<Float32Array> => {
    onProgress?.(done, total, one.tensor.name);
    done += 1;
    return readFilled(one, file.name);
  };
  for (const one of filled) {
    const { name, shape } = one.slot;
    weights.set(name, { shape: shape.filter(isKnown), data: await read(one) });
  }
  for (const one of folded) {
    for (const [name, tensor] of scaled(one.slot.layer, await read(one), weights)) weights.set(name, tensor);
  }
  if (map.epsilon !== undefined) {
    for (const { slot } of filled) adjustVariance(slot, map.epsilon, weights);
  }
  onProgress?.(total, total, '');
  return weights;
}

async function readFilled({ tensor, arrangement }: Filled, file: string): Promise<Float32Array> {
  const data = await tensor.read();
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    throw new BadFile(`${tensor.name} in ${file} contains ${data[bad]}, at element ${bad + 1} of ${data.length}`);
  }
  const { transposition } = arrangement;
  return transposition ? transpose(data, transposition.shape, transposition.order) : data;
}

/**
 * A layer's weights with the scale of a batch norm folded in. With y = scale * (k * x + b - mean) / sqrt(variance +
 * epsilon) + beta, the kernel scale * k, the bias scale * b and the mean scale * mean give the same y without a scale.
 * Empty if there is no kernel.
 */
function scaled(layer: Layer, scale: Float32Array, weights: Weights): Weights {
  const kernel = outputKernelOf(layer);
  if (!kernel || !weights.has(`${layer.name}/${kernel.name}`)) return new Map();
  const vector = (index: number) => index;
  const scaled = { [kernel.name]: kernel.channelOf, bias: vector, 'BatchNorm/moving_mean': vector };
  const parts = Object.entries(scaled).flatMap(([name, channelOf]) => {
    const tensor = weights.get(`${layer.name}/${name}`);
    if (!tensor) return [];
    const data = tensor.data.map((value, index) => value * (scale[channelOf(index) % scale.length] ?? 1));
    return [[`${layer.name}/${name}`, { shape: tensor.shape, data }] as const];
  });
  return new Map(parts);
}

/** Adjusts for another epsilon, so that variance + epsilon is unchanged. */
function adjustVariance({ name, layer, weight }: WeightSlot, epsilon: number, weights: Map<string, Tensor>): void {
  const norm = isLayerOf(layer, 'batch_norm') ? layer.attributes : batchNormOf(layer.op, layer.attributes);
  const tensor = weights.get(name);
  if (!norm || !tensor || !/^(BatchNorm\/)?moving_variance$/.test(weight)) return;
  weights.set(name, { ...tensor, data: tensor.data.map((variance) => variance + (epsilon - norm.epsilon)) });
}
