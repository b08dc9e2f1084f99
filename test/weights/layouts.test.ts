/** PyTorch's layouts and the folds, on every op that has kernels, against loops that compute as PyTorch defines. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import { parseMap, type WeightMap } from '../../src/weights/map.js';
import { openTensors } from '../../src/weights/open.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { modelOf } from '../language/network.js';

/** Channels, height, width: one image as PyTorch has it. */
interface Image {
  readonly sizes: readonly [number, number, number];
  readonly data: Float64Array;
}

const blank = (...sizes: [number, number, number]): Image => ({
  sizes,
  data: new Float64Array(sizes[0] * sizes[1] * sizes[2]),
});

const at = ({ sizes: [, height, width] }: Image, channel: number, y: number, x: number) =>
  (channel * height + y) * width + x;

/** Made-up numbers, each tensor with its own. */
class State {
  readonly tensors = new Map<string, Tensor>();
  private next = 1;

  make(name: string, shape: number[], least = -0.5, most = 0.5): Float32Array {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length: count }, () => {
      this.next = (this.next * 16807) % 2147483647;
      return least + ((most - least) * this.next) / 2147483647;
    });
    this.tensors.set(name, { shape, data });
    return data;
  }
}

const get = (data: Float32Array | Float64Array, index: number): number => data[index] as number;

/** torch.nn.functional.conv2d with stride 1, without padding; weight is out, in / groups, height, width. */
function conv2d(image: Image, weight: Float32Array, out: number, side: number, groups = 1): Image {
  const [inputs, height, width] = image.sizes;
  const result = blank(out, height - side + 1, width - side + 1);
  const [depth, share] = [inputs / groups, out / groups];
  for (let o = 0; o < out; o += 1)
    for (let y = 0; y <= height - side; y += 1)
      for (let x = 0; x <= width - side; x += 1)
        for (let i = 0; i < depth; i += 1)
          for (let dy = 0; dy < side; dy += 1)
            for (let dx = 0; dx < side; dx += 1) {
              const value = get(image.data, at(image, Math.floor(o / share) * depth + i, y + dy, x + dx));
              const factor = get(weight, ((o * depth + i) * side + dy) * side + dx);
              result.data[at(result, o, y, x)] = get(result.data, at(result, o, y, x)) + value * factor;
            }
  return result;
}

/** torch.nn.functional.conv_transpose2d without padding; weight is in, out of a group, height, width. */
function convTranspose2d(
  image: Image,
  weight: Float32Array,
  out: number,
  side: number,
  stride: number,
  groups = 1,
): Image {
  const [inputs, height, width] = image.sizes;
  const result = blank(out, (height - 1) * stride + side, (width - 1) * stride + side);
  const ofGroup = out / groups;
  for (let i = 0; i < inputs; i += 1)
    for (let o = 0; o < ofGroup; o += 1)
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1)
          for (let dy = 0; dy < side; dy += 1)
            for (let dx = 0; dx < side; dx += 1) {
              const channel = Math.floor(i / (inputs / groups)) * ofGroup + o;
              const to = at(result, channel, y * stride + dy, x * stride + dx);
              const factor = get(weight, ((i * ofGroup + o) * side + dy) * side + dx);
              result.data[to] = get(result.data, to) + get(image.data, at(image, i, y, x)) * factor;
            }
  return result;
}

/** torch.nn.functional.batch_norm in evaluation. */
function batchNorm(image: Image, state: State, name: string, epsilon: number, bias?: Float32Array): Image {
  const [channels, height, width] = image.sizes;
  const gamma = state.make(`${name}.weight`, [channels], -1.5, 1.5);
  const beta = state.make(`${name}.bias`, [channels]);
  const mean = state.make(`${name}.running_mean`, [channels]);
  const variance = state.make(`${name}.running_var`, [channels], 0.1, 0.9);
  const result = blank(channels, height, width);
  for (const [index, value] of image.data.entries()) {
    const channel = Math.floor(index / (height * width));
    const centred = value + (bias ? get(bias, channel) : 0) - get(mean, channel);
    result.data[index] =
      (get(gamma, channel) * centred) / Math.sqrt(get(variance, channel) + epsilon) + get(beta, channel);
  }
  return result;
}

/** torch.nn.functional.linear after torch.flatten of an image; `weight` is out, in. */
function linear(input: Float64Array, weight: Float32Array, bias: Float32Array): Float64Array {
  return Float64Array.from(bias, (start, o) =>
    input.reduce((sum, value, i) => sum + value * get(weight, o * input.length + i), start),
  );
}

const torchEpsilon = 0.00001;

/** The network in PyTorch's terms. */
function byHand(image: Image, state: State): Float64Array {
  let x = conv2d(image, state.make('conv.weight', [4, 2, 3, 3]), 4, 3);
  x = batchNorm(x, state, 'conv.bn', torchEpsilon, state.make('conv.bias', [4]));
  x = conv2d(x, state.make('depthwise.weight', [8, 1, 2, 2]), 8, 2, 4);
  x = batchNorm(x, state, 'depthwise.bn', torchEpsilon);
  x = conv2d(x, state.make('separable.depthwise.weight', [16, 1, 2, 2]), 16, 2, 8);
  x = conv2d(x, state.make('separable.pointwise.weight', [3, 16, 1, 1]), 3, 1);
  x = batchNorm(x, state, 'separable.bn', torchEpsilon);
  x = convTranspose2d(x, state.make('up.weight', [3, 6, 3, 3]), 6, 3, 2);
  x = batchNorm(x, state, 'up.bn', torchEpsilon);
  x = convTranspose2d(x, state.make('grouped.weight', [6, 2, 2, 2]), 4, 2, 1, 2);
  x = batchNorm(x, state, 'grouped.bn', torchEpsilon);
  const hidden = linear(x.data, state.make('hidden.weight', [6, x.data.length]), state.make('hidden.bias', [6]));
  return linear(hidden, state.make('last.weight', [3, 6]), state.make('last.bias', [3]));
}

const specWith = (scale: boolean) => `inputs: {image: 6x7x2}
parameters: {scale: ${scale}}
defaults:
  conv2d: {batch_norm: {epsilon: 0.01, scale: scale}}
  depthwise_conv2d: {use_bias: false, batch_norm: {epsilon: 0.01, scale: scale}}
  separable_conv2d: {use_bias: false, batch_norm: {epsilon: 0.01, scale: scale}}
  conv2d_transpose: {use_bias: false, batch_norm: {epsilon: 0.01, scale: scale}}
layers:
- {op: conv2d, name: conv, filters: 4, kernel_size: 3}
- {op: depthwise_conv2d, name: depthwise, kernel_size: 2, depth_multiplier: 2}
- {op: separable_conv2d, name: separable, filters: 3, kernel_size: 2, depth_multiplier: 2}
- {op: conv2d_transpose, name: up, filters: 6, kernel_size: 3, strides: 2}
- {op: conv2d_transpose, name: grouped, filters: 4, kernel_size: 2, groups: 2}
- {op: flatten, name: flat}
- {op: dropout, name: drop, rate: 0.5}
- {op: dense, name: hidden, units: 6}
- {op: dense, name: last, units: 3}
outputs: {out: last}
`;

const mapText = `netspec_map: 1
layout: pytorch
epsilon: ${torchEpsilon}
weights:
  \${layer}/depthwise_kernel: \${layer}.weight
  \${layer}/kernel: \${layer}.weight
  \${layer}/bias: \${layer}.bias
  \${layer}/BatchNorm/gamma: \${layer}.bn.weight
  \${layer}/BatchNorm/beta: \${layer}.bn.bias
  \${layer}/BatchNorm/moving_mean: \${layer}.bn.running_mean
  \${layer}/BatchNorm/moving_variance: \${layer}.bn.running_var
`.replace(
  'weights:\n',
  'weights:\n  separable/depthwise_kernel: separable.depthwise.weight\n  separable/pointwise_kernel: separable.pointwise.weight\n',
);

beforeAll(async () => {
  await useBackend('cpu');
});

it.each([true, false])('a network with every kernel gives what PyTorch gives; with scales: %s', async (scale) => {
  const state = new State();
  const image: Image = { sizes: [2, 6, 7], data: Float64Array.from({ length: 84 }, (_, index) => Math.sin(index)) };
  const expected = byHand(image, state);
  const model = modelOf(specWith(scale));
  const { map, diagnostics } = parseMap(mapText);
  expect(diagnostics).toEqual([]);
  const file = await openTensors(bytesOf('torch', writeSafetensors(state.tensors)), () => Promise.reject());
  const fitted = fit(model, file, map as WeightMap);
  expect(fitted.misfits).toEqual([]);
  expect(fitted.leftOver).toEqual([]);
  expect(fitted.folded).toHaveLength(scale ? 0 : 5);
  const weights = await load(fitted);
  const network = await generate(model)();
  network.setWeights(
    network.weights.map(({ originalName }) => {
      const { data, shape } = weights.get(originalName) as Tensor;
      return tf.tensor(data, shape as number[]);
    }),
  );
  const pixels = tf.transpose(tf.tensor3d(Float32Array.from(image.data), [2, 6, 7]), [1, 2, 0]);
  const actual = (network.predict(tf.expandDims(pixels)) as tf.Tensor).dataSync();
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 4);
});
