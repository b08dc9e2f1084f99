/** Matching weights and tensors, by names and shapes alone. */
import { describe, expect, it } from 'vitest';
import { type Fit, fit } from '../../src/weights/fit.js';
import { parseMap, type WeightMap } from '../../src/weights/map.js';
import { type Pattern, parsePattern } from '../../src/weights/pattern.js';
import type { TensorFile } from '../../src/weights/tensor.js';
import { modelOf } from '../language/network.js';

/** A file of tensors that must not be read. */
function fileOf(shapes: Readonly<Record<string, readonly number[]>>): TensorFile {
  const read = () => Promise.reject(new Error('nothing is read'));
  const tensors = Object.entries(shapes).map(([name, shape]) => [name, { name, dtype: 'F32', shape, read }] as const);
  return { name: 'file', tensors: new Map(tensors) };
}

function mapOf(text: string): WeightMap {
  const { map, diagnostics } = parseMap(`netspec_map: 1\n${text}`);
  if (!map) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return map;
}

const misfitsOf = ({ misfits }: Fit) =>
  misfits.map((one) => `${one.kind} ${one.slot.name}${one.isAllowed ? ' (allowed)' : ''}`);

const wide = modelOf(`inputs: {image: 8x8x2}
layers:
- {op: conv2d, name: Wide, filters: 3, kernel_size: 1x7, padding: same, use_bias: false}
- {op: conv2d, name: One, filters: 4, kernel_size: 1, use_bias: false}
outputs: {out: One}
`);

describe('a shape', () => {
  it('fits as it is', () => {
    const file = fileOf({ 'Wide/kernel': [1, 7, 2, 3], 'One/kernel': [1, 1, 3, 4] });
    expect(fit(wide, file)).toMatchObject({ ok: true, misfits: [], leftOver: [] });
  });

  it('does not fit with other axes', () => {
    const file = fileOf({ 'Wide/kernel': [7, 1, 2, 3], 'One/kernel': [1, 1, 4, 3] });
    expect(misfitsOf(fit(wide, file))).toEqual(['shape Wide/kernel', 'shape One/kernel']);
  });

  it('fits without axes of size 1', () => {
    const file = fileOf({ 'Wide/kernel': [7, 2, 3], 'One/kernel': [3, 4] });
    expect(misfitsOf(fit(wide, file))).toEqual([]);
  });

  it('is that of the layout', () => {
    const map = mapOf('layout: pytorch\nweights: {"${weight}": "${weight}"}');
    const own = fileOf({ 'Wide/kernel': [3, 2, 1, 7], 'One/kernel': [4, 3] });
    expect(misfitsOf(fit(wide, own, map))).toEqual([]);
    const other = fileOf({ 'Wide/kernel': [1, 7, 2, 3], 'One/kernel': [3, 4] });
    expect(misfitsOf(fit(wide, other, map))).toEqual(['shape Wide/kernel', 'shape One/kernel']);
  });

  it('can be unknown except in weights', () => {
    const model = modelOf(`inputs: {image: ?x?x2}
layers:
- {op: conv2d, name: Conv, filters: 3, kernel_size: 3, use_bias: false}
- {op: global_avg_pool2d, name: Pool}
outputs: {out: Pool}
`);
    expect(misfitsOf(fit(model, fileOf({ 'Conv/kernel': [3, 3, 2, 3] })))).toEqual([]);
  });
});

const network = modelOf(`inputs: {image: 9x9x2}
layers:
- {op: conv2d, name: A, filters: 3, kernel_size: 3}
- name: Scope
  layers:
  - {op: conv2d, name: B, filters: 3, kernel_size: 3}
  - {op: conv2d, name: C, filters: 3, kernel_size: 3}
  - {op: conv2d, name: D, filters: 3, kernel_size: 3}
outputs: {out: Scope}
`);

describe('a name', () => {
  const kernel = { A: [3, 3, 2, 3], B: [3, 3, 3, 3], C: [3, 3, 3, 3], D: [3, 3, 3, 3] };
  const named = (form: (layer: 'A' | 'B' | 'C' | 'D', weight: string) => string) =>
    fileOf(
      Object.fromEntries(
        (['A', 'B', 'C', 'D'] as const).flatMap((layer) => [
          [form(layer, 'kernel'), kernel[layer]],
          [form(layer, 'bias'), [3]],
        ]),
      ),
    );
  const own = (layer: string, weight: string) => `${layer === 'A' ? '' : 'Scope/'}${layer}/${weight}`;

  it('is the network’s own without a map, and TensorFlow’s :0 is passed over', () => {
    expect(fit(network, named(own)).ok).toBe(true);
    expect(
      fit(
        network,
        named((layer, weight) => `${own(layer, weight)}:0`),
      ).ok,
    ).toBe(true);
  });

  it('may have another separator, and the network’s name before it', () => {
    const file = named((layer, weight) => `Net.${own(layer, weight).replaceAll('/', '.')}`);
    expect(fit(network, file, mapOf('separator: .\nprefix: ${network}.\nweights:\n  ${weight}: ${weight}\n')).ok).toBe(
      true,
    );
  });

  it('may lack the prefix; a file that nothing fits is compared with the prefix', () => {
    const map = mapOf('prefix: net/\nweights:\n  ${weight}: ${weight}\n');
    expect(fit(network, named(own), map)).toMatchObject({ ok: true, leftOver: [], idle: [] });
    const mixed = named((layer, weight) => `${layer === 'A' ? 'net/' : ''}${own(layer, weight)}`);
    expect(fit(network, mixed, map).filled.map(({ tensor }) => tensor.name)).toEqual(['net/A/kernel', 'net/A/bias']);
    const other = named((layer, weight) => `other/${own(layer, weight)}`);
    expect(fit(network, other, map).misfits[0]).toMatchObject({ kind: 'missing', tensor: 'net/A/kernel' });
  });

  it('maps layers in scopes; the first match applies', () => {
    const names = { A: 'stem', B: 'Scope/first', C: 'Scope/rest', D: 'Scope/rest' };
    const map = mapOf('layers:\n  Scope:\n    B: first\n    "*": rest\n  A: stem\nweights:\n  ${all}: ${all}\n');
    const result = fit(
      network,
      named((layer, weight) => `${names[layer]}/${weight}`),
      map,
    );
    expect(misfitsOf(result)).toEqual(['taken Scope/D/kernel', 'taken Scope/D/bias']);
  });

  it('gets the existing numbers, in the order of the network', () => {
    const numbers = { A: 7, B: 30, C: 100, D: 1000 };
    const file = named((layer, weight) => `conv_${numbers[layer]}/${weight}`);
    const map = mapOf('weights:\n  ${layer}/${weight}: conv_${order}/${weight}\n');
    const result = fit(network, file, map);
    expect(result).toMatchObject({ ok: true, miscounts: [] });
    expect(result.filled.map(({ slot, tensor }) => [slot.name, tensor.name])).toEqual(
      (['A', 'B', 'C', 'D'] as const).flatMap((layer) =>
        ['kernel', 'bias'].map((weight) => [own(layer, weight), `conv_${numbers[layer]}/${weight}`]),
      ),
    );
    const fewer = fileOf({ 'conv/kernel': kernel.A, 'conv/bias': [3], 'conv_1/kernel': kernel.B, 'conv_1/bias': [3] });
    const short = fit(network, fewer, map);
    expect(short.miscounts).toMatchObject([{ layers: 4, numbers: 2 }]);
    expect(short.filled.map(({ tensor }) => tensor.name)).toEqual([...fewer.tensors.keys()]);
  });
});

describe('what does not fit', () => {
  const patterns = (...texts: readonly string[]) => texts.map((text) => parsePattern(text) as Pattern);

  it('is allowed by its own name or that of a scope', () => {
    const file = fileOf({ 'A/kernel': [3, 3, 2, 3], 'A/bias': [9] });
    const allowed = patterns('Scope', '*/bias');
    const result = fit(network, file, undefined, allowed);
    expect(result.ok).toBe(true);
    expect(misfitsOf(result)).toContain('shape A/bias (allowed)');
    expect(misfitsOf(result)).toContain('missing Scope/B/kernel (allowed)');
    expect(fit(network, file, undefined, patterns('Scope')).ok).toBe(false);
  });

  it('is left over unless ignored', () => {
    const file = fileOf({ 'A/kernel': [3, 3, 2, 3], step: [], 'A/kernel/Momentum': [3, 3, 2, 3], other: [1] });
    const map = mapOf('weights:\n  ${all}: ${all}\nignore: [step, "*/Momentum"]\n');
    expect(fit(network, file, map).leftOver.map(({ name }) => name)).toEqual(['other']);
  });

  it('is also reported for rules', () => {
    const map = mapOf('weights:\n  Tail/kernel: x\n  A/kernel: null\n  ${all}: ${all}\n');
    const result = fit(network, fileOf({ 'A/kernel': [3, 3, 2, 3] }), map);
    expect(result.idle.map(({ weight }) => weight.text)).toEqual(['Tail/kernel']);
    expect(result.misfits[0]).toMatchObject({ kind: 'missing', slot: { name: 'A/kernel' } });
    expect(result.misfits[0]).not.toHaveProperty('tensor');
  });
});
