/** Used specs are read anew where their texts change, and only there. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { SpecCache } from '../../src/core/library.js';

const spec = (name: string, layer: string) => `netspec: 1
name: ${name}
inputs: {x: 8x8x3}
layers:
- ${layer}
outputs: {out: Last}
`;

describe('a cache of used specs', () => {
  const files = new Map([
    ['outer.yaml', spec('Outer', '{op: ./inner.yaml, name: Last}')],
    ['inner.yaml', spec('Inner', '{op: conv2d, name: Last, filters: 4, kernel_size: 3}')],
  ]);
  const net = spec('Net', '{op: ./outer.yaml, name: Last}');
  const cache = new SpecCache();
  const run = (text: string, file = 'net.yaml') => {
    const { diagnostics, model, spec: read } = analyze(text, { file, read: (path) => files.get(path), cache });
    return {
      used: read?.used.values().next().value,
      codes: diagnostics.map(({ code }) => code),
      params: model?.totals.params,
    };
  };

  it('takes a spec again after an edit of another text', () => {
    const first = run(net);
    const second = run(`${net}# more\n`);
    expect(first.params).toBe(3 * 3 * 3 * 4 + 4);
    expect(second.used).toBe(first.used);
    expect(second.params).toBe(first.params);
  });

  it('reads a spec anew where one below it changed, and tells of its errors each time', () => {
    const before = run(net).used;
    files.set('inner.yaml', spec('Inner', '{op: conv2d, name: Last, filters: 5, kernel_size: 3}'));
    const after = run(net);
    expect(after.used).not.toBe(before);
    expect(after.params).toBe(3 * 3 * 3 * 5 + 5);
    files.set('inner.yaml', spec('Inner', '{op: conv2d, name: Last, filters: five, kernel_size: 3}'));
    expect(run(net).codes).toEqual(['unknown-name']);
    expect(run(net).codes).toEqual(['unknown-name']);
    files.set('inner.yaml', spec('Inner', '{op: flatten, name: Last}'));
    expect(run(net).codes).toEqual([]);
  });

  it('finds a cycle after an edit', () => {
    expect(run(spec('Inner', '{op: ./outer.yaml, name: Last}'), 'inner.yaml').codes).toEqual(['recursive-spec']);
  });
});
