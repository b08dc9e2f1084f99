import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Count } from '../../src/analysis/counts.js';
import type { Report } from '../../src/analysis/report.js';
import { reportJson } from '../../src/reports/json.js';
import { inception, reportOn } from './fixtures.js';

const whole = reportOn(inception, { file: 'specs/inception-v3.yaml' });
const layerOf = ({ layers }: Report, name: string) => layers.find((layer) => layer.name === name);
const shapesOf = ({ endpoints }: Report) =>
  Object.fromEntries(Object.entries(endpoints).map(([name, shape]) => [name, shape.join('x')]));

describe('the report on Inception V3', () => {
  it('has the published totals', () => {
    expect(whole.totals).toEqual({
      layers: 132,
      params: 27_179_376,
      trainable_params: 27_143_152,
      non_trainable_params: 36_224,
      macs: 5_718_899_296,
      activations: 14_380_424,
    });
    expect(whole.layers.filter(({ op }) => op === 'conv2d')).toHaveLength(98);
    expect(reportOn(inception, { set: { create_aux_logits: false } }).totals).toMatchObject({
      params: 23_851_784,
      macs: 5_713_216_096,
    });
    expect(reportOn(inception, { until: 'Mixed_7c' }).totals.params).toBe(21_802_784);
  });

  it('describes a layer', () => {
    expect(layerOf(whole, 'Mixed_5b/Branch_0/Conv2d_0a_1x1')).toMatchObject({
      op: 'conv2d',
      inputs: ['MaxPool_5a_3x3'],
      output: [35, 35, 64],
      params: 12_480,
      trainable_params: 12_352,
      macs: 15_052_800,
      activations: 78_400,
      file: 'specs/inception-v3.yaml',
      attributes: { filters: 64, kernel_size: [1, 1], strides: [1, 1], padding: 'same' },
    });
    const line = layerOf(whole, 'Mixed_5b/Branch_0/Conv2d_0a_1x1')?.line ?? 0;
    expect(inception.split('\n')[line - 1]).toContain('name: Conv2d_0a_1x1, filters: 64');
  });

  it('names only earlier layers and inputs as inputs', () => {
    const known = new Set(Object.keys(whole.inputs));
    for (const { name, inputs } of whole.layers) {
      for (const input of inputs) expect(known).toContain(input);
      known.add(name);
    }
  });

  it.each([
    ['as it stands', {}],
    ['at 150x150', { input: { '': [150, 150, 3] } }],
    ['at half the depth', { set: { depth_multiplier: 0.5 } }],
    ['at twice the depth', { set: { depth_multiplier: 2 } }],
    ['at a quarter of the depth', { set: { depth_multiplier: 0.25 } }],
    ['with 25 classes that are not squeezed', { set: { num_classes: 25, spatial_squeeze: false } }],
  ])('adds up, %s', (_, options) => {
    const { layers, totals } = reportOn(inception, options);
    const sum = (counts: readonly Count[]) => counts.reduce<number>((all, count) => all + (count ?? Number.NaN), 0);
    expect(totals).toEqual({
      layers: layers.length,
      params: sum(layers.map(({ params }) => params)),
      trainable_params: sum(layers.map(({ trainable_params }) => trainable_params)),
      non_trainable_params: sum(layers.map(({ params, trainable_params }) => (params ?? 0) - (trainable_params ?? 0))),
      macs: sum(layers.map(({ macs }) => macs)),
      activations: sum(layers.map(({ activations }) => activations)),
    });
  });

  it('follows the size of the input', () => {
    expect(shapesOf(reportOn(inception, { input: { images: [150, 150, 3] } }))).toMatchObject({
      Conv2d_1a_3x3: '74x74x32',
      Mixed_5d: '16x16x288',
      Mixed_6e: '7x7x768',
      Mixed_7c: '3x3x2048',
      AuxLogits: '1000',
      Logits: '1000',
    });
  });

  it('has the smallest input, and what limits it', () => {
    expect(whole.smallest_input).toEqual({ size: [107, 107], limited_by: 'AuxLogits/AvgPool_1a_5x5' });
    const base = reportOn(inception, { set: { create_aux_logits: false } });
    expect(base.smallest_input?.size).toEqual([75, 75]);
    expect(base.smallest_input?.limited_by).toMatch(/^Mixed_7a\//);
  });

  it('has formulas for an unknown input, next to null', () => {
    const unknown = reportOn(inception, { input: { '': [null, null, 3] } });
    expect(unknown.inputs).toEqual({ images: [null, null, 3] });
    expect(layerOf(unknown, 'Mixed_6e')).toMatchObject({
      output: [null, null, 768],
      output_formula: ['floor((height + 5) / 16) - 2', 'floor((width + 5) / 16) - 2', 768],
      params: 0,
      macs: 0,
      activations: null,
      activations_formula: expect.stringContaining('floor((height + 5) / 16)'),
    });
    expect(unknown.totals).toMatchObject({ params: 27_179_376, macs: null, macs_formula: expect.any(String) });
    expect(unknown.totals).not.toHaveProperty('params_formula');
    expect(unknown.assumptions).toContainEqual({
      layer: 'AuxLogits/Conv2d_2a_5x5',
      condition: 'floor((height + 37) / 48) - 2 >= 5',
    });
    // At 299x299 the assumptions hold, and so do the formulas.
    const compute = (formula: string) =>
      new Function('height', 'width', 'floor', `return ${formula}`)(299, 299, Math.floor);
    for (const { condition } of unknown.assumptions) expect(compute(condition)).toBe(true);
    expect(compute(unknown.totals.macs_formula ?? '')).toBe(whole.totals.macs);
    expect(compute(unknown.totals.activations_formula ?? '')).toBe(whole.totals.activations);
    for (const layer of unknown.layers) {
      const { output } = layerOf(whole, layer.name) ?? {};
      expect((layer.output_formula ?? layer.output).map((size) => compute(String(size)))).toEqual(output);
    }
  });
});

describe('costs that depend on a size with a maximum', () => {
  const gpt2 = readFileSync('specs/gpt2.yaml', 'utf8');
  const unknown = reportOn(gpt2);
  const longest = reportOn(gpt2, { input: { length: [1024] } });
  const entriesOf = ({ layers, modules }: Report) => [...layers, ...modules];

  it('are given there, beside null and the formula', () => {
    expect(longest.totals.macs).toBeGreaterThan(1e11);
    expect(unknown.totals).toMatchObject({
      macs: null,
      macs_formula: '18432 * length * length + 123532032 * length',
      macs_at_maximum: longest.totals.macs,
      activations_at_maximum: longest.totals.activations,
    });
    expect(unknown.memory.inference.bytes_at_maximum).toBe(longest.memory.inference.bytes);
    const shown = entriesOf(unknown).map(({ name, macs, macs_at_maximum, live_bytes, live_bytes_at_maximum }) => [
      name,
      macs ?? macs_at_maximum,
      live_bytes ?? live_bytes_at_maximum,
    ]);
    expect(shown).toEqual(entriesOf(longest).map(({ name, macs, live_bytes }) => [name, macs, live_bytes]));
  });

  it('are not if the size has no maximum', () => {
    const { totals, layers } = reportOn(gpt2.replace('{maximum: 1024}', '{}').replace(/^expect:.*$/m, ''));
    expect(totals.macs_formula).toBe(unknown.totals.macs_formula);
    expect(Object.keys(totals)).not.toContain('macs_at_maximum');
    expect(layers.some((layer) => 'live_bytes_at_maximum' in layer)).toBe(false);
  });
});

describe('the report as JSON', () => {
  it('is the report, with shapes on one line', () => {
    const text = reportJson(whole);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(whole)));
    expect(text).toContain('"output": [35, 35, 64],');
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('leaves strings as they are', () => {
    const summary = '[\n  1,\n  2\n]';
    expect(JSON.parse(reportJson({ ...whole, summary })).summary).toBe(summary);
  });
});
