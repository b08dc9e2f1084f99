import { describe, expect, it } from 'vitest';
import { diffForms } from '../../src/reports/index.js';
import { widthOf } from '../../src/text/display.js';
import { diffOf, edit, inception, tiny, undeclared } from './fixtures.js';

const options = { names: ['main:a.yaml', 'a.yaml'], hasColor: false, width: 80 } as const;

const several = edit(
  undeclared,
  ['name: Conv2d_0b_5x5, filters: 64', 'name: Conv2d_0b_5x5, filters: 96'],
  ['name: Mixed_6c', 'name: Mixed_6x'],
  ['- {op: InceptionA, name: Mixed_5d, pool_filters: 64}\n', ''],
);

describe('a difference in text', () => {
  it('shows the changes, then their effects', () => {
    const bigger = edit(
      tiny,
      ['Stem, filters: 4', 'Stem, filters: 6'],
      ['name: Mix', 'name: Blend'],
      ['    Left:\n', '    Left:\n    - {op: max_pool2d, name: Pool, pool_size: 1}\n'],
    );
    expect(diffForms.text(diffOf(tiny, bigger), options)).toBe(`main:a.yaml → a.yaml

- Mix: 2 layers, 6x6x5, 10 params, 288 MACs
+ Blend: 3 layers, 6x6x5, 14 params, 432 MACs
> Mix/Right/Conv → Blend/Right/Conv
~ Stem: filters 4 → 6
~ Head/Flatten: input Mix → Blend
  1 more layer changes with its input

end point  output         params    MACs
Stem       6x6x4 → 6x6x6     +56  +1,944
Blend      none → 6x6x5      +35  +1,080
Mix        6x6x5 → none      -25    -720

layers       6 → 7 (+1, +16.7%)
params       1,947 → 2,013 (+66, +3.4%)
trainable    1,947 → 2,013 (+66, +3.4%)
MACs         6,408 → 8,712 (+2,304, +36.0%)
activations  694 → 982 (+288, +41.5%)
weights      some weights of the first network fit the second
`);
  });

  it('groups equal changes', () => {
    const text = diffForms.text(diffOf(inception, edit(undeclared, ['epsilon: 0.001', 'epsilon: 0.002'])), options);
    expect(text).toContain(`
~ Conv2d_1a_3x3, Conv2d_2a_3x3, Conv2d_2b_3x3, and 93 more: batch_norm.epsilon
    0.001 → 0.002
`);
  });

  it('keeps to 80 columns', () => {
    const lines = diffForms.text(diffOf(inception, several), options).split('\n');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines).toContain('- Mixed_5d: 9 layers, 35x35x288, 285,648 params, 348.1 M MACs');
    expect(lines).toContain('> Mixed_6c → Mixed_6x: 12 layers');
    expect(lines).toContain('weights      some weights of the first network fit the second');
  });

  it('says where there is no change', () => {
    expect(diffForms.text(diffOf(tiny, tiny), options)).toBe('no change in the architecture\n');
  });

  it('says what differs where sizes are not known', () => {
    const unknown = { input: { '': [null, null, 3] } };
    const text = diffForms.text(diffOf(inception, several, unknown), options);
    expect(text).toMatch(/^Mixed_5b +\?x\?x256 → \?x\?x288 +\+38,496 +differs$/m);
    expect(text).toMatch(/^MACs +\? \(differs\)$/m);
  });

  it('has sizes by name, and costs at their maximums', () => {
    const words = (units: number, maximum: string) => `netspec: 1
name: Words
sizes: {length: {${maximum}}}
inputs: {words: length x 8}
layers: [{op: dense, name: Last, units: ${units}}]
outputs: {last: Last}
`;
    const [long, open] = ['maximum: 100', 'minimum: 2'].map((bound) =>
      diffForms.text(diffOf(words(4, bound), words(6, bound)), options),
    );
    expect(long).toMatch(/^Last +length x 4 → length x 6 +\+18 +\+1,600$/m);
    expect(long).toMatch(/^MACs +≤ 3,200 → ≤ 4,800 \(\+1,600, \+50\.0%\)$/m);
    expect(open).toMatch(/^MACs +\? \(differs\)$/m);
  });

  it('escapes control characters', () => {
    const hostile = { ...options, names: ['a\u001b[31m', 'b\u202e'] as const };
    expect(diffForms.text(diffOf(tiny, edit(tiny, ['Stem', 'Root'])), hostile)).toContain('a\\u001b[31m → b\\u202e');
  });
});

describe('a difference in JSON', () => {
  it('has four parts, and null for what is not known', () => {
    const json = JSON.parse(diffForms.json(diffOf(tiny, edit(tiny, ['units: 10', 'units: 11']))));
    expect(Object.keys(json)).toEqual(['layers', 'endpoints', 'totals', 'weights']);
    expect(Object.keys(json.layers)).toEqual(['added', 'removed', 'renamed', 'changed']);
    expect(json.endpoints).toEqual([
      {
        name: 'Head',
        before: { name: 'Head', layer: 'Head/Dense', output: [10], params: 1810, macs: 1800 },
        after: { name: 'Head', layer: 'Head/Dense', output: [11], params: 1991, macs: 1980 },
      },
    ]);
    expect(json.totals.before).toMatchObject({ layers: 6, params: 1947 });
    expect(json.weights).toBe('some');
  });
});

describe('a difference in Markdown', () => {
  it('shows totals and end points, and folds the changes', () => {
    const text = diffForms.markdown(diffOf(inception, several), options);
    const lines = text.split('\n');
    expect(lines[0]).toBe('## `main:a.yaml` → `a.yaml`');
    expect(lines).toContain('Some weights of the first network fit the second.');
    expect(lines).toContain('| layers | 132 | 123 | -9, -6.8% |');
    expect(lines).toContain('| removed | `Mixed_5d` | 9 layers, 35x35x288, 285,648 params, 348.1 M MACs |');
    expect(text.endsWith('\n</details>\n')).toBe(true);
  });

  it('says where there is no change', () => {
    const text = diffForms.markdown(diffOf(tiny, tiny), options);
    expect(text).toBe('## `main:a.yaml` → `a.yaml`\n\nNo change in the architecture.\n');
  });

  it('escapes text', () => {
    const hostile = ['`x`|</summary>', '@team #1'] as const;
    const text = diffForms.markdown(diffOf(tiny, edit(tiny, ['Stem', 'Root'])), { ...options, names: hostile });
    expect(text.split('\n')[0]).toBe('## `` `x`\\u007c</summary> `` → `@team #1`');
  });
});
