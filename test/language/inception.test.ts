/** Inception V3: the published figures, every variant that slim has, and what limits the input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile, type Options } from '../../src/compile.js';
import { evaluate } from '../../src/expressions/evaluate.js';
import { parseExpression } from '../../src/expressions/parse.js';
import { type Dim, formatShape, isKnown } from '../../src/expressions/shape.js';
import type { Model } from '../../src/graph/graph.js';
import { findSmallestInput } from '../../src/infer/smallest.js';
import { layerOf, modelOf, namesOf } from './network.js';

const text = readFileSync(join(import.meta.dirname, '../../specs/inception-v3.yaml'), 'utf8');
const inception = (options: Options = {}) => modelOf(text, options);
const at = (height: number, width = height): NonNullable<Options['input']> => ({ images: [height, width, 3] });
const convolutions = (model: Model) => model.layers.filter(({ op }) => op.name === 'conv2d');
const endpointsOf = (model: Model) =>
  Object.fromEntries([...model.endpoints].map(([name, layer]) => [name, formatShape(layerOf(model, layer).output)]));

/** All diagnostics of a model. */
const factsOf = ({ layers, endpoints, outputs, assumptions, totals }: Model) => ({
  layers: layers.map(({ node: _, ...facts }) => facts),
  endpoints,
  outputs,
  assumptions,
  totals,
});

/** The value of a formula at a size of the input. */
function valueAt(dim: Dim, height: number, width: number): number {
  if (isKnown(dim)) return dim;
  const expression = parseExpression(String(dim));
  if (!('kind' in expression)) throw new Error(`${dim} is no expression`);
  const names: Record<string, number> = { height, width };
  const nothing = () => undefined;
  return evaluate(expression, {
    lookup: ({ name }) => names[name],
    size: nothing,
    apply: nothing,
    report: nothing,
    assume: nothing,
  }) as number;
}

describe('with its defaults', () => {
  const model = inception();

  test('has the published totals', () => {
    expect(model.totals).toMatchObject({
      params: 27_179_376,
      trainable_params: 27_143_152,
      non_trainable_params: 36_224,
      macs: 5_718_899_296,
    });
    expect(convolutions(model)).toHaveLength(98);
    expect(convolutions(inception({ until: 'Mixed_7c' }))).toHaveLength(94);
  });

  test('has the end points of slim, in the order in which slim builds them', () => {
    expect(endpointsOf(model)).toEqual({
      Conv2d_1a_3x3: '149x149x32',
      Conv2d_2a_3x3: '147x147x32',
      Conv2d_2b_3x3: '147x147x64',
      MaxPool_3a_3x3: '73x73x64',
      Conv2d_3b_1x1: '73x73x80',
      Conv2d_4a_3x3: '71x71x192',
      MaxPool_5a_3x3: '35x35x192',
      Mixed_5b: '35x35x256',
      Mixed_5c: '35x35x288',
      Mixed_5d: '35x35x288',
      Mixed_6a: '17x17x768',
      Mixed_6b: '17x17x768',
      Mixed_6c: '17x17x768',
      Mixed_6d: '17x17x768',
      Mixed_6e: '17x17x768',
      Mixed_7a: '8x8x1280',
      Mixed_7b: '8x8x2048',
      Mixed_7c: '8x8x2048',
      AuxLogits: '1000',
      AvgPool_1a: '1x1x2048',
      PreLogits: '1x1x2048',
      Logits: '1000',
      Predictions: '1000',
    });
    expect([...model.endpoints.keys()]).toEqual(Object.keys(endpointsOf(model)));
    expect(model.endpoints.get('PreLogits')).toBe('Logits/Dropout_1b');
  });

  test.each([
    'Mixed_5c/Branch_1/Conv2d_0b_1x1',
    'Mixed_5c/Branch_1/Conv_1_0c_5x5',
    'Mixed_5d/Branch_1/Conv2d_0b_5x5',
    'Mixed_6a/Branch_0/Conv2d_1a_1x1',
    'Mixed_6a/Branch_1/Conv2d_1a_1x1',
    'Mixed_7b/Branch_1/Conv2d_0b_1x3',
    'Mixed_7b/Branch_1/Conv2d_0b_3x1',
    'Mixed_7c/Branch_1/Conv2d_0b_1x3',
    'Mixed_7c/Branch_1/Conv2d_0c_3x1',
    'Mixed_7c/Branch_2/Conv2d_0d_3x1',
    'AuxLogits/Conv2d_2a_5x5',
    'Logits/AvgPool_1a_8x8',
    'Logits/Conv2d_1c_1x1',
    'Predictions',
  ])("has slim's %s", (name) => {
    expect(namesOf(model)).toContain(name);
  });

  test('trains as slim does', () => {
    expect(layerOf(model, 'Conv2d_1a_3x3').attributes).toMatchObject({
      padding: 'valid',
      strides: [2, 2],
      use_bias: false,
      activation: 'relu',
      batch_norm: { epsilon: 0.001, momentum: 0.9997, center: true, scale: false },
      kernel_regularizer: { kind: 'l2', settings: { l2: 0.00002 } },
      kernel_initializer: { kind: 'variance_scaling', settings: { scale: 2.6, mode: 'fan_in' } },
    });
    expect(layerOf(model, 'AuxLogits/Conv2d_2b_1x1').attributes).toMatchObject({
      use_bias: true,
      activation: 'linear',
      batch_norm: false,
      kernel_initializer: { kind: 'truncated_normal', settings: { stddev: 0.001 } },
    });
    expect(layerOf(model, 'Logits/AvgPool_1a_8x8').attributes).toMatchObject({ strides: [2, 2] });
    expect(layerOf(model, 'Logits/Dropout_1b').attributes.rate).toBeCloseTo(0.2);
  });
});

describe('variants', () => {
  test.each<[string, Options, number]>([
    ['without the aux head', { set: { create_aux_logits: false } }, 23_851_784],
    ['at half the depth', { set: { depth_multiplier: 0.5 } }, 7_514_144],
    ['at twice the depth', { set: { depth_multiplier: 2 } }, 102_969_104],
    ['with a gamma', { set: { batch_norm_scale: true } }, 27_197_488],
    ['at 224x224', { input: at(224) }, 25_606_512],
    ['at 150x150', { input: at(150) }, 24_820_080],
  ])('%s', (_, options, params) => {
    expect(inception(options).totals.params).toBe(params);
  });

  test('no depth is below the minimum', () => {
    const filters = convolutions(inception({ set: { depth_multiplier: 0.25 } })).map(
      ({ attributes }) => attributes.filters,
    );
    expect(Math.min(...(filters as number[]))).toBe(16);
    const named = (name: string, multiplier: number) =>
      layerOf(inception({ set: { depth_multiplier: multiplier } }), name).attributes.filters;
    expect(
      ['Conv2d_1a_3x3', 'Conv2d_2b_3x3', 'Conv2d_3b_1x1', 'Conv2d_4a_3x3'].map((name) => named(name, 0.5)),
    ).toEqual([16, 32, 40, 96]);
    expect(named('Logits/Conv2d_1c_1x1', 0.25)).toBe(1000);
  });

  test('25 classes that are not squeezed', () => {
    const model = inception({ set: { num_classes: 25, spatial_squeeze: false } });
    expect(endpointsOf(model)).toMatchObject({ Logits: '1x1x25', AuxLogits: '1x1x25', Predictions: '1x1x25' });
  });

  test('no classes: the network ends at the pool', () => {
    const model = inception({ set: { num_classes: null } });
    expect(endpointsOf(model)).toMatchObject({ AvgPool_1a: '1x1x2048' });
    expect([...model.endpoints.keys()]).not.toContain('AuxLogits');
    expect(model.outputs).toEqual(new Map([['logits', 'Logits/AvgPool_1a_8x8']]));
    expect(model.totals.params).toBe(21_802_784);
  });

  test('a global pool, at a size that the window would leave unsqueezed', () => {
    const model = inception({ set: { global_pool: true, create_aux_logits: false }, input: at(500) });
    expect(endpointsOf(model)).toMatchObject({ global_pool: '1x1x2048', Logits: '1000' });
  });

  test.each([
    [299, '5x5', '8x8'],
    [251, '4x4', '6x6'],
    [224, '3x3', '5x5'],
    [203, '3x3', '5x5'],
    [155, '2x2', '3x3'],
    [150, '1x1', '3x3'],
    [107, '1x1', '2x2'],
    [346, '5x5', '8x8'],
  ])('at %i the windows of the heads are %s and %s', (size, aux, pool) => {
    const names = namesOf(inception({ input: at(size) }));
    expect(names).toContain(`AuxLogits/Conv2d_2a_${aux}`);
    expect(names).toContain(`Logits/AvgPool_1a_${pool}`);
  });

  test('windows follow height and width separately', () => {
    const names = namesOf(inception({ input: at(299, 224) }));
    expect(names).toContain('AuxLogits/Conv2d_2a_5x3');
    expect(names).toContain('Logits/AvgPool_1a_8x5');
  });

  test.each([0, -0.1])('a depth multiplier of %d is refused by name and rule', (multiplier) => {
    const { diagnostics, model } = compile(text, { set: { depth_multiplier: multiplier } });
    expect(model).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual([
      `depth_multiplier must be a number above 0, not ${multiplier}`,
    ]);
    const [{ span } = { span: { source: { text: '' }, start: 0, end: 0 } }] = diagnostics;
    expect(span.source.text.slice(span.start, span.end)).toBe('depth_multiplier');
  });

  test.each([
    [74, false, 'Mixed_7a/Branch_0/Conv2d_1a_3x3'],
    [106, true, 'AuxLogits/AvgPool_1a_5x5'],
  ])('%i is too small', (size, aux, layer) => {
    expect(compile(text, { input: at(size), set: { create_aux_logits: aux } }).diagnostics).toMatchObject([
      { code: 'window-too-large' },
    ]);
    const smallest = findSmallestInput(inception({ set: { create_aux_logits: aux } }).graph);
    expect(smallest).toEqual({ size: [size + 1, size + 1], limitedBy: layer });
    expect(inception({ input: at(size + 1), set: { create_aux_logits: aux } }).totals.layers).toBeGreaterThan(100);
  });

  test.each([
    [362, false],
    [346, true],
  ])('above %i the map that is left is not squeezed', (size, aux) => {
    const set = { create_aux_logits: aux };
    expect(inception({ input: at(size), set }).totals.layers).toBeGreaterThan(100);
    const { diagnostics } = compile(text, { input: at(size + 1), set });
    expect(diagnostics[0]?.code).toBe('squeeze-not-one');
  });
});

describe('cut at an end point', () => {
  const whole = inception();
  test.each([...whole.endpoints])('%s', (endpoint, layer) => {
    const model = inception({ until: endpoint });
    expect(model.outputs).toEqual(new Map([[endpoint, layer]]));
    expect([...model.endpoints.keys()].at(-1)).toBe(endpoint);
    expect(layerOf(model, layer).output).toEqual(layerOf(whole, layer).output);
    expect(namesOf(whole)).toEqual(expect.arrayContaining([...namesOf(model)]));
    // With its own parameters said aloud the network is inferred anew, and not taken from the whole.
    const anew = inception({ until: endpoint, set: { min_depth: 16 } });
    expect(factsOf(model)).toEqual(factsOf(anew));
  });
});

describe('with an unknown size', () => {
  const input = { images: [null, null, 3] };
  const model = inception({ input });

  test.each([
    [299, 299],
    [346, 310],
    [320, 343],
  ])('its formulas give at %ix%i what inference gives', (height, width) => {
    const known = inception({ input: at(height, width) });
    expect(namesOf(model)).toEqual(namesOf(known));
    for (const [index, layer] of model.layers.entries()) {
      const other = known.layers[index];
      const value = (dim: Dim) => valueAt(dim, height, width);
      expect([layer.name, ...layer.output.map(value)]).toEqual([layer.name, ...(other?.output ?? [])]);
      expect([value(layer.macs), value(layer.params), value(layer.activations)]).toEqual([
        other?.macs,
        other?.params,
        other?.activations,
      ]);
    }
    expect(valueAt(model.totals.macs, height, width)).toBe(known.totals.macs);
  });

  test('says what it assumes', () => {
    const conditions = new Set(model.assumptions.map(({ layer, condition }) => `${layer}: ${condition}`));
    expect(conditions).toContain('Logits/AvgPool_1a_8x8: floor((height + 21) / 32) - 2 >= 8');
    expect(model.assumptions).toHaveLength(8);
  });
});
