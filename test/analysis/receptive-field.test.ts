import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { effectiveStride, findSights, receptiveField, seenFrom } from '../../src/analysis/receptive-field.js';
import { compile } from '../../src/compile.js';
import type { Layer, Model } from '../../src/graph/graph.js';
import { generate } from '../../src/run/verify/load.js';
import { itemAt } from '../../src/text/lookup.js';
import { modelOf } from '../model.js';
import { inception } from '../report/fixtures.js';

const specOf = (layers: readonly unknown[], input = '224x224x3') =>
  JSON.stringify({ netspec: 1, name: 'N', inputs: { image: input }, layers, outputs: { out: 'Last' } });

describe('receptive fields that are published', () => {
  // Araujo et al. 2019, table of the appendix: receptive field, effective stride, effective padding.
  const conv = (filters: number, kernel_size: number, strides = 1, padding = 'same') => ({
    op: 'conv2d',
    filters,
    kernel_size,
    strides,
    padding,
  });
  const pool = (pool_size: number, strides: number, padding = 'valid') => ({
    op: 'max_pool2d',
    pool_size,
    strides,
    padding,
  });
  const depthwise = (strides: number) => ({ op: 'depthwise_conv2d', kernel_size: 3, strides, padding: 'same' });
  const named = (layers: readonly object[]) =>
    layers.map((layer, index) => ({ ...layer, name: index + 1 === layers.length ? 'Last' : `Layer_${index}` }));
  const vgg = [2, 2, 3, 3, 3].flatMap((depth) => [...Array.from({ length: depth }, () => conv(4, 3)), pool(2, 2)]);
  const alexnet = [
    conv(4, 11, 4, 'valid'),
    pool(3, 2),
    conv(4, 5),
    pool(3, 2),
    conv(4, 3),
    conv(4, 3),
    conv(4, 3),
    pool(3, 2),
  ];
  const mobilenet = [
    conv(4, 3, 2),
    ...[1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1].flatMap((strides) => [depthwise(strides), conv(4, 1)]),
  ];

  it.each([
    ['Inception V3', modelOf(inception), 'Mixed_7c', 1311, 32, 618],
    ['AlexNet V2', modelOf(specOf(named(alexnet))), 'Last', 195, 32, 64],
    ['VGG-16', modelOf(specOf(named([...vgg.slice(0, -1), pool(2, 2)]))), 'Last', 212, 32, 90],
    ['MobileNet V1', modelOf(specOf(named(mobilenet))), 'Last', 315, 32, 126],
  ])('%s', (_, model, name, size, stride, padding) => {
    const sights = findSights(model);
    const layer = model.layers.find((one) => one.name === name) as Layer;
    for (const sight of sights.get(layer) ?? []) {
      expect(receptiveField(sight)).toBe(size);
      expect(effectiveStride(sight)).toBe(stride);
      expect(-seenFrom(sight, 0)[0]).toBe(padding);
    }
  });
});

describe('receptive fields on TensorFlow.js', () => {
  beforeAll(() => tf.setBackend('cpu'));

  const side = fc.integer({ min: 1, max: 4 });
  const stride = fc.integer({ min: 1, max: 3 });
  const padding = fc.constantFrom('same', 'valid');
  const size = fc.constantFrom(1, 2, 3, [1, 3], [4, 2]);
  const plain = fc.oneof(
    fc.record({ op: fc.constant('conv2d'), filters: fc.constant(2), kernel_size: size, strides: stride, padding }),
    fc.record({
      op: fc.constant('conv2d'),
      filters: fc.constant(2),
      kernel_size: size,
      dilation_rate: fc.constantFrom(2, 3),
      padding,
    }),
    fc.record({ op: fc.constant('depthwise_conv2d'), kernel_size: size, strides: stride, padding }),
    fc.record({ op: fc.constantFrom('max_pool2d', 'avg_pool2d'), pool_size: side, strides: stride, padding }),
    fc.record({
      op: fc.constant('conv2d_transpose'),
      filters: fc.constant(2),
      kernel_size: side,
      strides: stride,
      padding,
    }),
    // No place is cropped that alone sees some input.
    fc.record({
      op: fc.constant('conv2d_transpose'),
      filters: fc.constant(2),
      kernel_size: fc.constantFrom(3, 4),
      strides: stride,
      padding: fc.constantFrom(1, [
        [0, 1],
        [2, 0],
      ]),
    }),
    fc.record({
      op: fc.constant('conv2d_transpose'),
      filters: fc.constant(2),
      kernel_size: side,
      dilation_rate: fc.constantFrom(2, 3),
      padding,
    }),
    fc.record({
      op: fc.constant('up_sampling2d'),
      size: fc.constantFrom(2, 3),
      interpolation: fc.constantFrom('nearest', 'bilinear'),
    }),
    fc.record({ op: fc.constant('zero_pad2d'), padding: fc.constantFrom([1, 0], [2, 1]) }),
    fc.constant({ op: 'activation', activation: 'relu' }),
  );
  // Branches with one output shape: each has one window with the same strides, then some with stride 1.
  const branchAt = (strides: number) =>
    fc
      .tuple(
        fc.record({ kernel_size: size, op: fc.constant('conv2d'), filters: fc.constant(2) }),
        fc.array(fc.record({ pool_size: side, op: fc.constantFrom('max_pool2d', 'avg_pool2d') }), { maxLength: 2 }),
      )
      .map(([first, others]) => [
        { ...first, strides, padding: 'same' },
        ...others.map((other) => ({ ...other, strides: 1, padding: 'same' })),
      ]);
  const branches = stride.chain((strides) =>
    fc.record({
      branches: fc.array(branchAt(strides), { minLength: 2, maxLength: 3 }),
      join: fc.constantFrom('concat', 'add'),
    }),
  );
  const network = fc.array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: branches }), {
    minLength: 1,
    maxLength: 5,
  });

  const height = 29;
  const width = 23;

  /** The items with names, and a last layer under the name that the output has. */
  function nameAll(items: readonly object[]): readonly object[] {
    let count = 0;
    const name = (layer: object) => ({ name: `Layer_${count++}`, ...layer });
    return [
      ...items.map((item) =>
        'branches' in item
          ? name({ ...item, branches: (item.branches as object[][]).map((branch) => branch.map(name)) })
          : name(item),
      ),
      { op: 'activation', activation: 'relu', name: 'Last' },
    ];
  }

  /**
   * Which rows (axis 0) or columns of the input change each row or column of every layer, as TensorFlow.js computes
   * them: one example of ones for each input row, in which that row is greater. All weights are positive.
   */
  async function observe(model: Model, axis: 0 | 1): Promise<ReadonlyMap<string, readonly (readonly number[])[]>> {
    const network = await generate(model)();
    network.setWeights(network.getWeights().map((weight) => tf.onesLike(weight).mul(0.25)));
    const spied = model.layers.filter(({ output }) => output.length === 3).map(({ name }) => name);
    const whole = tf.model({
      inputs: network.inputs,
      outputs: spied.map((name) => network.getLayer(name).output as tf.SymbolicTensor),
    });
    const lines = axis === 0 ? height : width;
    const inputs = tf.tidy(() => {
      const ones = tf.ones([lines + 1, height, width, 2]);
      const shape = axis === 0 ? [lines, lines, 1, 1] : [lines, 1, lines, 1];
      return ones.add(
        tf
          .eye(lines)
          .reshape(shape)
          .mul(10)
          .pad([
            [0, 1],
            [0, 0],
            [0, 0],
            [0, 0],
          ]),
      );
    });
    const results = [whole.predict(inputs)].flat();
    const seen = results.map((result) => {
      const values = tf.tidy(() => {
        const base = result.slice([lines], [1]);
        return result
          .slice([0], [lines])
          .sub(base)
          .abs()
          .max([axis === 0 ? 2 : 1, 3])
          .greater(1e-5);
      });
      const changed = values.arraySync() as number[][];
      return (changed[0] ?? []).map((_, place) => changed.flatMap((row, line) => (row[place] ? [line] : [])));
    });
    tf.dispose([inputs, results]);
    network.dispose();
    return new Map(spied.map((name, index) => [name, seen[index] ?? []]));
  }

  /** Whether strides beyond the kernel leave places between those that see something. */
  const leavesGaps = ({ layers }: Model) =>
    layers.some(({ op, attributes }) => {
      const { kernel_size, strides } = attributes as Record<string, number[]>;
      return op.name === 'conv2d_transpose' && strides?.some((step, axis) => step > (kernel_size?.[axis] ?? 0));
    });

  it('are what changes when a row or a column of the input does', { timeout: 300_000 }, async () => {
    let places = 0;
    const property = fc.asyncProperty(network, async (items) => {
      const { model } = compile(specOf(nameAll(items), `${height}x${width}x2`));
      fc.pre(model?.layers.every(({ output }) => (output[0] as number) <= 100) === true);
      const sights = findSights(model as Model);
      for (const axis of [0, 1] as const) {
        const observed = await observe(model as Model, axis);
        const inputs = axis === 0 ? height : width;
        for (const [layer, sight] of sights) {
          for (const [place, lines] of (observed.get(layer.name) ?? []).entries()) {
            const [first, last] = seenFrom(itemAt(sight, axis), place);
            // What reaches over the edge is cut there, and not always by the edge of the image itself.
            if (first < 0 || last >= inputs || (lines.length === 0 && leavesGaps(model as Model))) continue;
            places += 1;
            expect([lines[0], lines.at(-1)], `${layer.name} at ${place}`).toEqual([first, last]);
          }
        }
      }
    });
    await fc.assert(property, { numRuns: 40, seed: 1 });
    expect(places).toBeGreaterThan(1000);
  });
});

describe('receptive fields that do not exist', () => {
  const sightOf = (layers: readonly object[], name = 'Last') => {
    const model = modelOf(specOf(layers, '9x9x4'));
    return findSights(model).get(model.layers.find((layer) => layer.name === name) as Layer);
  };
  const conv = { op: 'conv2d', filters: 4, kernel_size: 3, padding: 'same' };

  it('behind a reshape', () => {
    expect(
      sightOf([
        { ...conv, name: 'Conv' },
        { op: 'reshape', name: 'Last', target_shape: [3, 27, 4] },
      ]),
    ).toBeUndefined();
  });

  it('under a gate that sees all', () => {
    const gate = { op: 'global_avg_pool2d', name: 'Gate', keepdims: true };
    const layers = [{ ...conv, name: 'Conv' }, gate, { op: 'multiply', name: 'Last', input: ['Conv', 'Gate'] }];
    expect(sightOf(layers, 'Gate')?.map(receptiveField)).toEqual([11, 11]);
    expect(sightOf(layers)).toBeUndefined();
  });

  it('where paths of different paces meet', () => {
    const items = [
      {
        name: 'Last',
        branches: [
          [{ op: 'conv2d', name: 'A', filters: 4, kernel_size: 1, strides: 2, padding: 'same' }],
          [{ op: 'conv2d', name: 'B', filters: 4, kernel_size: 5, padding: 'valid' }],
        ],
      },
    ];
    expect(sightOf(items, 'Last/B')?.map(receptiveField)).toEqual([5, 5]);
    expect(sightOf(items)).toBeUndefined();
  });
});
