import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findMemory } from '../../src/analysis/memory.js';
import { type Dim, dimAt, type Shape } from '../../src/expressions/shape.js';
import type { Model } from '../../src/graph/graph.js';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';
import { inception } from '../report/fixtures.js';

const bytesOf = (shape: Shape) => shape.reduce<number>((bytes, dim) => bytes * (dim as number), 4);

/** The peak by asking before and after each layer of every tensor whether anything still wants it. */
function simulate({ graph, layers, outputs }: Model): readonly number[] {
  const tensors = [
    ...graph.inputs.map(({ name, shape }) => ({ name, shape, madeAt: -1 })),
    ...layers.map(({ name, output }, madeAt) => ({ name, shape: output, madeAt })),
  ];
  const isWanted = (name: string, from: number) =>
    [...outputs.values()].includes(name) || layers.slice(from).some(({ inputs }) => inputs.includes(name));
  return layers.map((_, index) =>
    tensors
      .filter(({ name, madeAt }) => madeAt === index || (madeAt < index && isWanted(name, index)))
      .reduce((sum, { shape }) => sum + bytesOf(shape), 0),
  );
}

/** Layers that each take any of those before them, so that tensors live for all sorts of times. */
const wiring = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 12 });

function networkOf(picks: readonly (readonly [number, number, number])[]): string {
  const names = ['image'];
  const conv = (name: string, input: string, filters: number) => {
    names.push(name);
    return { op: 'conv2d', name, input, filters, kernel_size: 1 };
  };
  const layers: object[] = [conv('First', 'image', 2)];
  for (const [index, [one, other, filters]] of picks.entries()) {
    const inputs = [...new Set([names[one % names.length], names[other % names.length]])] as string[];
    const name = `Layer_${index}`;
    if (inputs.length === 1) layers.push(conv(name, inputs[0] as string, filters));
    else {
      layers.push({ op: 'concat', name, input: inputs });
      names.push(name);
    }
  }
  // Whatever nothing takes is an output, so that no layer is without use.
  const taken = new Set(layers.flatMap((layer) => (layer as { input: string | string[] }).input));
  const outputs = Object.fromEntries(names.filter((name) => !taken.has(name)).map((name) => [`out_${name}`, name]));
  return JSON.stringify({ netspec: 1, name: 'N', inputs: { image: '4x3x2' }, layers, outputs });
}

describe('memory of inference', () => {
  it('equals that of a simulation of every tensor at every layer', () => {
    const property = fc.property(wiring, (picks) => {
      const model = modelOf(networkOf(picks));
      const { liveAt, inference } = findMemory(model);
      const simulated = simulate(model);
      expect(model.layers.map((layer) => liveAt.get(layer))).toEqual(simulated);
      expect(inference.peaks).toEqual([Math.max(...simulated)]);
      expect(inference.peakAt?.name).toBe(model.layers[simulated.indexOf(Math.max(...simulated))]?.name);
    });
    fc.assert(property, { numRuns: 200, seed: 1 });
  });

  it('has a peak in Inception V3 that was computed by hand', () => {
    const { inference, training } = findMemory(modelOf(inception));
    // Conv2d_2b_3x3 makes 147x147x64 of 147x147x32.
    expect(inference.peaks).toEqual([4 * 147 * 147 * (32 + 64)]);
    expect(inference.peakAt?.name).toBe('Conv2d_2b_3x3');
    expect(inference.weights).toBe(4 * 27_179_376);
    expect(training).toEqual({
      weights: 4 * 27_179_376,
      gradients: 4 * 27_143_152,
      optimizer: 8 * 27_143_152,
      activations: 4 * (14_380_424 + 299 * 299 * 3),
    });
  });

  it('is a formula of unknown sizes, which gives what is computed for each of them', () => {
    const open = findMemory(modelOf(inception, { input: { '': [null, null, 3] } }));
    expect(open.inference.peaks).toBeUndefined();
    for (const [height, width] of [
      [299, 299],
      [301, 305],
    ] as const) {
      const at = (dim: Dim) => dimAt(dim, (name) => (name === 'height' ? height : width));
      const { training } = findMemory(modelOf(inception, { input: { '': [height, width, 3] } }));
      expect(at(open.training.activations)).toBe(training.activations);
    }
  });

  it('has few formulas for a sequence, of which the greatest is the peak at any length', () => {
    const text = `netspec: 1
name: N
sizes: {length: {maximum: 4096}}
inputs: {tokens: length x 16, more: length x 1}
layers:
- {op: dense, name: Up, input: tokens, units: 64}
- {op: dense, name: Down, units: 16}
- {op: concat, name: Both, input: [Down, more]}
- {op: reduce, name: Mean, reduction: mean, axis: 1}
- {op: dense, name: Wide, units: 3000}
outputs: {wide: Wide}`;
    const open = findMemory(modelOf(text));
    expect(open.inference.peaks?.map(String)).toEqual(['324 * length', '12068']);
    for (const length of [1, 40, 400]) {
      const known = findMemory(modelOf(text, { input: { length: [length] } }));
      const at = (dim: Dim) => dimAt(dim, () => length);
      expect([Math.max(...(open.inference.peaks ?? []).map(at))]).toEqual(known.inference.peaks);
      expect(at(open.training.activations)).toBe(known.training.activations);
    }
  });

  describe('on TensorFlow.js', () => {
    beforeAll(() => tf.setBackend('cpu'));

    it('is what tensors take while a network without joins runs', async () => {
      const widths = [7, 3, 16, 2, 9, 1, 12, 5];
      const layers = widths.map((filters, index) => ({
        op: 'conv2d',
        name: `Conv_${index}`,
        filters,
        kernel_size: 3,
        strides: 1 + (index % 2),
        padding: 'same',
        use_bias: false,
      }));
      const model = modelOf(
        JSON.stringify({ netspec: 1, name: 'N', inputs: { image: '32x32x3' }, layers, outputs: { out: 'Conv_7' } }),
      );
      const network = await generate(model)();
      const before = tf.memory().numBytes;
      const live = new Map<string, number>();
      // A layer runs in a scope of its own, which frees what it needs in between; what is left is what it gives.
      for (const layer of network.layers) {
        const call = layer.call.bind(layer);
        layer.call = (inputs, settings) => {
          const output = tf.tidy(() => call(inputs, settings));
          live.set(layer.name, tf.memory().numBytes - before);
          return output;
        };
      }
      const input = tf.ones([1, 32, 32, 3]);
      // Unlike predict, this takes no copy of the input.
      tf.dispose(network.apply(input) as tf.Tensor);
      tf.dispose(input);
      const { liveAt } = findMemory(model);
      // The caller holds the input all the while.
      const held = bytesOf([32, 32, 3]);
      for (const [index, layer] of model.layers.entries())
        expect(live.get(layer.name), layer.name).toBe(Number(liveAt.get(layer)) + (index === 0 ? 0 : held));
    });
  });
});
