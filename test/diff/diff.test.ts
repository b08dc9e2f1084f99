import { describe, expect, it } from 'vitest';
import { diffOf, edit, inception, tiny, undeclared } from './fixtures.js';

const names = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name);
const nothing = { added: [], removed: [], renamed: [], changed: [] };

describe('Inception V3', () => {
  it('equals itself in any layout', () => {
    const { layers, endpoints, weights, totals } = diffOf(inception, undeclared);
    expect({ layers, endpoints, weights }).toEqual({ layers: nothing, endpoints: [], weights: 'all' });
    expect(totals.before).toEqual(totals.after);
  });

  it('with a block changed: the layer in each use, what follows, and the change at each end point', () => {
    const { layers, endpoints, totals, weights } = diffOf(
      inception,
      edit(undeclared, ['name: Conv2d_0b_5x5, filters: 64', 'name: Conv2d_0b_5x5, filters: 96']),
    );
    expect(layers).toMatchObject({ added: [], removed: [], renamed: [] });
    expect(layers.changed[0]).toEqual({
      name: 'Mixed_5b/Branch_1/Conv2d_0b_5x5',
      op: 'conv2d',
      before: {
        ...{ output: [35, 35, 64], params: 76992, trainable_params: 76864, macs: 94080000, activations: 78400 },
        attributes: { filters: 64 },
      },
      after: {
        ...{ output: [35, 35, 96], params: 115488, trainable_params: 115296, macs: 141120000, activations: 117600 },
        attributes: { filters: 96 },
      },
    });
    expect(names(layers.changed.filter(({ before }) => before.attributes))).toHaveLength(3);
    expect(names(endpoints)).toEqual(['Mixed_5b', 'Mixed_5c', 'Mixed_5d', 'Mixed_6a', 'Mixed_6b']);
    expect(endpoints[0]).toMatchObject({
      before: { layer: 'Mixed_5b', output: [35, 35, 256], params: 256368 },
      after: { layer: 'Mixed_5b', output: [35, 35, 288], params: 256368 + 38496 },
    });
    const sum = endpoints.reduce((delta, { before, after }) => delta + (after?.params ?? 0) - (before?.params ?? 0), 0);
    expect(sum).toBe((totals.after.params ?? 0) - (totals.before.params ?? 0));
    expect(weights).toBe('some');
  });

  it('without a module: its layers, and the inputs of those that read it', () => {
    const { layers, endpoints } = diffOf(
      inception,
      edit(undeclared, ['- {op: InceptionA, name: Mixed_5d, pool_filters: 64}\n', '']),
    );
    expect(layers).toMatchObject({ added: [], renamed: [] });
    expect(new Set(layers.removed.map(({ module }) => module))).toEqual(new Set(['Mixed_5d']));
    expect(layers.changed.map(({ before, after }) => [before, after])).toEqual(
      Array(3).fill([{ inputs: ['Mixed_5d'] }, { inputs: ['Mixed_5c'] }]),
    );
    expect(endpoints).toMatchObject([{ name: 'Mixed_5d', before: { output: [35, 35, 288] }, after: null }]);
  });

  it('with layers renamed: nothing but the names', () => {
    const renamed = edit(undeclared, ['Conv2d_2a_3x3', 'Conv2d_2z_3x3'], ['name: Mixed_6c', 'name: Mixed_6x']);
    const { layers, endpoints, weights } = diffOf(inception, renamed);
    expect(layers).toMatchObject({ added: [], removed: [], changed: [] });
    expect(layers.renamed).toHaveLength(13);
    expect(layers.renamed[0]).toEqual({ before: 'Conv2d_2a_3x3', after: 'Conv2d_2z_3x3' });
    for (const { before, after } of layers.renamed.slice(1)) expect(before.replace('6c', '6x')).toBe(after);
    expect(endpoints.map(({ before, after }) => [before?.name, after?.name])).toEqual([
      ['Conv2d_2a_3x3', 'Conv2d_2z_3x3'],
      ['Mixed_6c', 'Mixed_6x'],
    ]);
    expect(weights).toBe('some');
  });

  it('of another size: the input is the first to change, and weights fit where no window shrinks', () => {
    const options = { until: 'Mixed_7c' };
    const { layers, endpoints, totals, weights } = diffOf(inception, inception, options, {
      ...options,
      input: { '': [150, 150, 3] },
    });
    expect(layers).toMatchObject({ added: [], removed: [], renamed: [] });
    expect(layers.changed[0]).toEqual({
      name: 'images',
      op: 'input',
      before: { output: [299, 299, 3] },
      after: { output: [150, 150, 3] },
    });
    expect(endpoints.at(-1)).toMatchObject({ before: { output: [8, 8, 2048] }, after: { output: [3, 3, 2048] } });
    expect(totals.before.params).toBe(totals.after.params);
    expect(weights).toBe('all');
  });

  it('with other parameters', () => {
    const { layers, weights } = diffOf(inception, inception, {}, { set: { create_aux_logits: false } });
    expect(new Set(layers.removed.map(({ module }) => module))).toEqual(new Set(['AuxLogits', 'aux_logits']));
    expect(layers).toMatchObject({ added: [], renamed: [], changed: [] });
    expect(weights).toBe('some');
    expect(diffOf(inception, inception, {}, { set: { depth_multiplier: 0.5 } }).weights).toBe('some');
    const unknown = { input: { '': [null, null, 3] } };
    expect(diffOf(inception, inception, unknown).layers).toEqual(nothing);
    expect(diffOf(inception, inception, {}, unknown).layers.changed[0]).toMatchObject({
      after: { output: [null, null, 3], output_formula: ['height', 'width', 3] },
    });
  });
});

/** The expected properties of a difference. */
interface Expected {
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  readonly renamed?: readonly (readonly [before: string, after: string])[];
  readonly changed?: number;
}

describe('a tiny network', () => {
  it.each<[string, readonly (readonly [string, string])[], Expected]>([
    [
      'a layer added',
      [['- name: Head', '- {op: activation, name: Relu, activation: relu}\n- name: Head']],
      { added: ['Relu'], changed: 1 },
    ],
    ['a branch added', [['    Right:', '    Middle: []\n    Right:']], { changed: 3 }],
    ['a layer renamed', [['Stem', 'Root']], { renamed: [['Stem', 'Root']] }],
    ['an input renamed', [['image:', 'picture:']], { renamed: [['image', 'picture']] }],
    ['an output renamed', [['scores:', 'logits:']], { renamed: [['scores', 'logits']] }],
    ['an output added', [['{scores:', '{mix: Mix, scores:']], { added: ['mix'] }],
    [
      'a scope renamed',
      [['name: Mix', 'name: Blend']],
      {
        renamed: [
          ['Mix/Left/Conv', 'Blend/Left/Conv'],
          ['Mix/Right/Conv', 'Blend/Right/Conv'],
          ['Mix', 'Blend'],
        ],
      },
    ],
    [
      'a layer renamed and changed',
      [['Stem, filters: 4', 'Root, filters: 5']],
      { added: ['Root'], removed: ['Stem'], changed: 2 },
    ],
    ['another name for itself', [['name: Tiny', 'name: Small']], {}],
  ])('with %s', (_, edits, { added = [], removed = [], renamed = [], changed = 0 }) => {
    const { layers } = diffOf(tiny, edit(tiny, ...edits));
    expect(layers.renamed.map(({ before, after }) => [before, after])).toEqual(renamed);
    expect([names(layers.added), names(layers.removed)]).toEqual([added, removed]);
    expect(layers.changed).toHaveLength(changed);
  });

  it('names another op, its inputs, and no attribute that only one of them has', () => {
    const pool = (op: string) => edit(tiny, ['{op: conv2d, name: Stem, filters: 4, kernel_size: 3}', op]);
    const { changed } = diffOf(
      pool('{op: max_pool2d, name: Stem, pool_size: 2}'),
      pool('{op: avg_pool2d, name: Stem, pool_size: 2, padding: same}'),
    ).layers;
    expect(changed).toEqual([
      {
        name: 'Stem',
        op: 'avg_pool2d',
        before: { op: 'max_pool2d', attributes: { padding: 'valid' } },
        after: { op: 'avg_pool2d', attributes: { padding: 'same' } },
      },
    ]);
  });

  it('names the dtype and the bound of an input', () => {
    const text = `netspec: 1
name: Net
inputs: {tokens: {shape: 8, dtype: int32, below: 100}, flags: {shape: 4, dtype: bool}}
layers:
- {op: embedding, name: Embedding, input: tokens, vocabulary: 100, units: 4}
outputs: {y: Embedding, flags: flags}
`;
    const { layers, weights } = diffOf(text, edit(text, ['below: 100', 'below: 90'], ['dtype: bool', 'dtype: int32']));
    expect([layers.changed, weights]).toEqual([
      [
        { name: 'tokens', op: 'input', before: { attributes: { below: 100 } }, after: { attributes: { below: 90 } } },
        {
          name: 'flags',
          op: 'input',
          before: { attributes: { dtype: 'bool' } },
          after: { attributes: { dtype: 'int32' } },
        },
      ],
      'all',
    ]);
  });

  it('distinguishes equal layers by their consumers', () => {
    const twins = `netspec: 1
name: Twins
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: One, input: image, filters: 4, kernel_size: 1}
- {op: conv2d, name: Two, input: image, filters: 4, kernel_size: 1}
- {op: flatten, name: Flat, input: One}
- {op: global_avg_pool2d, name: Pool, input: Two}
outputs: {flat: Flat, pool: Pool}
`;
    const one = '- {op: conv2d, name: One, input: image, filters: 4, kernel_size: 1}\n';
    const flat = '- {op: flatten, name: Flat, input: One}\n';
    const after = edit(twins, [one, ''], [flat, ''], ['flat: Flat, ', ''], ['Two', 'Three']);
    const { layers } = diffOf(twins, after);
    expect(layers.renamed).toEqual([{ before: 'Two', after: 'Three' }]);
    expect(names(layers.removed)).toEqual(['One', 'Flat', 'flat']);
  });

  it('reports weights that become shared', () => {
    const shared = (key: string) =>
      edit(
        tiny,
        ['filters: 2, kernel_size: 1', `filters: 3, kernel_size: 1${key}`],
        ['filters: 3, kernel_size: 1}', `filters: 3, kernel_size: 1${key}}`],
      );
    const { layers, weights } = diffOf(
      shared(''),
      shared('').replaceAll('kernel_size: 1}', 'kernel_size: 1, weights: w}'),
    );
    expect(layers.changed).toMatchObject([
      { name: 'Mix/Right/Conv', before: { params: 15 }, after: { params: 0, shared_with: 'Mix/Left/Conv' } },
    ]);
    expect(weights).toBe('some');
  });

  it('has weights that fit: all, some or none', () => {
    const without =
      'netspec: 1\nname: None\ninputs: {image: 8x8x3}\nlayers:\n- {op: flatten, name: Flat}\noutputs: {flat: Flat}\n';
    expect(diffOf(without, without).weights).toBe('all');
    expect(diffOf(without, tiny).weights).toBe('none');
    expect(diffOf(tiny, edit(tiny, ['units: 10', 'units: 11'])).weights).toBe('some');
    expect(diffOf(tiny, edit(tiny, ['kernel_size: 3', 'kernel_size: 3, strides: 1, activation: relu'])).weights).toBe(
      'all',
    );
  });
});
