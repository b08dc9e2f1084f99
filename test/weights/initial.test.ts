/** What our initialisers draw against what those of TensorFlow.js draw: the same distributions, not the same numbers. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Layer } from '../../src/graph/graph.js';
import type { Weight } from '../../src/ops/weights.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { initialWeight } from '../../src/weights/initial.js';

beforeAll(() => useBackend('cpu'));

/** A layer with a kernel of 3x3x40x64 and an initializer. */
function layerWith(initializer: string): Layer {
  const { model } = compile(`
netspec: 1
name: Net
inputs: {image: 8x8x40}
layers:
- {op: conv2d, name: Conv, filters: 64, kernel_size: 3x3, kernel_initializer: ${initializer}, batch_norm: true}
outputs: {out: Conv}
`);
  return model?.layers[0] as Layer;
}

const weightOf = (layer: Layer, name: string) => layer.weights.find((weight) => weight.name === name) as Weight;

function momentsOf(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const [least, most] = values.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [Infinity, -Infinity],
  );
  return { mean, deviation: Math.sqrt(variance), least, most };
}

const initializers: readonly (readonly [string, ReturnType<typeof tf.initializers.zeros>])[] = [
  ['zeros', tf.initializers.zeros()],
  ['ones', tf.initializers.ones()],
  ['{constant: 0.25}', tf.initializers.constant({ value: 0.25 })],
  ['glorot_uniform', tf.initializers.glorotUniform({ seed: 1 })],
  ['glorot_normal', tf.initializers.glorotNormal({ seed: 1 })],
  ['he_uniform', tf.initializers.heUniform({ seed: 1 })],
  ['he_normal', tf.initializers.heNormal({ seed: 1 })],
  ['lecun_uniform', tf.initializers.leCunUniform({ seed: 1 })],
  ['lecun_normal', tf.initializers.leCunNormal({ seed: 1 })],
  ['{random_normal: {mean: 1, stddev: 0.5}}', tf.initializers.randomNormal({ mean: 1, stddev: 0.5, seed: 1 })],
  ['{random_uniform: {minval: -1, maxval: 3}}', tf.initializers.randomUniform({ minval: -1, maxval: 3, seed: 1 })],
  ['{truncated_normal: {stddev: 0.01}}', tf.initializers.truncatedNormal({ mean: 0, stddev: 0.01, seed: 1 })],
  [
    '{variance_scaling: {scale: 2.6, mode: fan_out, distribution: normal}}',
    tf.initializers.varianceScaling({ scale: 2.6, mode: 'fanOut', distribution: 'normal', seed: 1 }),
  ],
];

describe('initialisers', () => {
  test.each(initializers)('%s', (written, reference) => {
    const layer = layerWith(written);
    const { shape, data } = initialWeight(layer, weightOf(layer, 'kernel'));
    expect(shape).toEqual([3, 3, 40, 64]);
    const [ours, theirs] = [momentsOf(data), momentsOf(reference.apply(shape as number[]).dataSync<'float32'>())];
    // Two samples of 23,040 numbers: their means are some hundredths of a deviation apart at most.
    const close = 0.04 * theirs.deviation + 1e-7;
    expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(close);
    expect(Math.abs(ours.deviation - theirs.deviation)).toBeLessThan(close);
    const isBounded = !written.includes('random_normal');
    if (isBounded) expect(Math.abs(ours.least - theirs.least)).toBeLessThan(close);
    if (isBounded) expect(Math.abs(ours.most - theirs.most)).toBeLessThan(close);
  });

  test('normalization starts out as it is in TensorFlow.js', () => {
    const layer = layerWith('zeros');
    const norm = tf.layers.batchNormalization({});
    norm.build([null, 64]);
    for (const variable of norm.weights) {
      const name = `BatchNorm/${variable.originalName.split('/').at(-1)}`;
      expect([name, ...initialWeight(layer, weightOf(layer, name)).data]).toEqual([
        name,
        ...variable.read().dataSync(),
      ]);
    }
  });

  test('the factors of a layer scale are what the layer says', () => {
    const { model } = compile(`
netspec: 1
name: Net
inputs: {image: 8x8x3}
layers:
- {op: layer_scale, name: Scale, init_values: 0.125}
outputs: {out: Scale}
`);
    const layer = model?.layers[0] as Layer;
    expect(initialWeight(layer, weightOf(layer, 'gamma'))).toEqual({
      shape: [3],
      data: Float32Array.of(0.125, 0.125, 0.125),
    });
  });

  test('a weight is the same each time, and unlike any other', () => {
    const layer = layerWith('he_normal');
    const [kernel, bias] = [weightOf(layer, 'kernel'), weightOf(layer, 'bias')];
    expect(initialWeight(layer, kernel)).toEqual(initialWeight(layer, kernel));
    const drawn = {
      ...layer,
      attributes: { ...layer.attributes, bias_initializer: layer.attributes.kernel_initializer },
    };
    const [a, b] = [initialWeight(drawn, bias).data, initialWeight({ ...drawn, name: 'Other' }, bias).data];
    expect(a.some((value, index) => value === b[index])).toBe(false);
  });
});
