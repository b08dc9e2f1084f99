/** Names that lead to one of several things: each variant that one factory builds has what its report says. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { verify } from '../../src/run/verify/verify.js';

const conv = (name: string, size: number, more = '') =>
  `{op: conv2d, name: ${name}, filters: 4, kernel_size: ${size}, padding: same${more}}`;

const spec = (layers: string, outputs: string, blocks = '') => `netspec: 1
name: Exclusive
parameters: {p: true, n: {default: 2, type: integer, minimum: 0}}
inputs: {image: 8x8x4}
${blocks}layers:
${layers}
outputs: ${outputs}
`;

const blocks = `blocks:
  Two:
    layers:
    - ${conv('First', 3)}
    - ${conv('Second', 1)}
    outputs: {first: First}
  Three:
    parameters: {deep: true}
    layers:
    - ${conv('A', 3)}
    - ${conv('B', 1, ', when: deep')}
    - ${conv('B', 3, ', when: not deep')}
    - {op: add, name: Sum, input: [A, B]}
    outputs: {first: B, second: A}
`;

const texts: Readonly<Record<string, string>> = {
  layers: spec(
    `- ${conv('A', 3, ', when: p')}
- ${conv('A', 1, ', when: not p')}
- ${conv('B', 1)}
- {op: add, name: Sum, input: [A, B]}`,
    '{sum: Sum, a: A}',
  ),
  'layers that nothing follows on': spec(
    `- ${conv('A', 3, ', input: image, when: p')}
- ${conv('A', 1, ', input: image, when: not p')}
- ${conv('B', 1, ', input: image')}
- {op: add, name: Sum, input: [A, B]}`,
    '{sum: Sum}',
  ),
  'layers of groups': spec(
    `- when: p
  layers:
  - ${conv('A', 3)}
  - ${conv('B', 1)}
- when: not p
  layers:
  - ${conv('B', 3)}
  - branches: [[${conv('A', 1)}], []]
    join: add
    name: Scope
- when: not p
  layers: [${conv('A', 1, ', input: Scope')}]
- {op: add, name: Sum, input: [A, B]}`,
    '{sum: Sum}',
  ),
  'a layer and a repeated layer': spec(
    `- ${conv('A', 3, ', when: p')}
- ${conv('A', 1, ', repeat: n // 2, when: not p')}
- ${conv('B', 1)}
- {op: add, name: Sum, input: [A, B]}`,
    '{sum: Sum}',
  ),
  'uses of blocks, layers and groups': spec(
    `- {op: Two, name: A, when: p}
- {op: Three, name: A, deep: n > 1, when: not p and n > 0}
- name: A
  when: not p and n == 0
  layers: [${conv('C', 1)}]
- ${conv('B', 1)}
- {op: add, name: Sum, input: [A, B]}
- ${conv('Last', 1, ', input: A.first, when: p or n > 0')}
- {op: add, name: End, input: [Last, A.second, A], when: not p and n > 0}`,
    '{sum: Sum, last: Last}',
    blocks,
  ),
  'layers in each repetition': spec(
    `- repeat: n
  name: "Group_\${index}"
  layers:
  - ${conv('A', 3, ', when: p and index == 0')}
  - ${conv('A', 1, ', when: not p or index > 0')}
  - ${conv('B', 1)}
  - {op: add, name: Sum, input: [A, B]}
- ${conv('Last', 1)}`,
    '{last: Last}',
  ),
};

function modelOf(text: string, set: Readonly<Record<string, number | boolean>> = {}): Model | undefined {
  const { model, diagnostics } = compile(text, { set });
  // A network without its last layer has no output, and so is no variant.
  const wrong = diagnostics.filter(({ code }) => code !== 'unused-parameter' && code !== 'layer-switched-off');
  expect(wrong.map(({ message }) => message)).toEqual([]);
  return model;
}

describe.each(Object.entries(texts))('items of one name that exclude each other: %s', (_, text) => {
  test.each([
    { p: true, n: 2 },
    { p: false, n: 2 },
    { p: true, n: 0 },
    { p: false, n: 3 },
    { p: false, n: 0 },
  ])('%o', async (set) => {
    const [written, model] = [modelOf(text), modelOf(text, set)];
    if (!model) return expect(set.n).toBe(0);
    const { differences, layers } = await verify(model, { backend: 'cpu', variant: written ?? model });
    expect(differences).toEqual([]);
    expect(layers).toBe(model.layers.length);
  });
});

const failed = (): never => {
  throw new Error('no model');
};

test('a parameter is preferred to a formula with the same name', async () => {
  const model = modelOf(`netspec: 1
name: Both
parameters: {size: 2, p: true}
formulas: {size: 3}
inputs: {image: 8x8x4}
layers:
- {op: conv2d, name: A, filters: size, kernel_size: 3, when: p}
outputs: {a: A}
`);
  expect(model?.layers.map(({ output }) => output)).toEqual([[6, 6, 2]]);
  const { differences } = await verify(model ?? failed(), { backend: 'cpu' });
  expect(differences).toEqual([]);
});

describe('names of weights', () => {
  const inner = `netspec: 1
name: Inner
inputs: {x: 8x8x4}
layers:
- ${conv('A', 3, ', weights: same')}
- ${conv('B', 3, ', weights: same')}
- ${conv('C', 1)}
- {op: Block, name: D}
- {op: Block, name: E}
outputs: {e: E}
blocks:
  Block:
    layers: [${conv('F', 3, ', weights: same')}, ${conv('G', 1)}]
`;
  const other = inner.replaceAll(/\b([A-G])\b(?=[:,}])/g, '$1_2').replace('name: Inner', 'name: Other');
  const files: Readonly<Record<string, string>> = { 'inner.yaml': inner, 'other.yaml': other };
  const network = (layers: string) => `netspec: 1
name: Net
inputs: {image: 8x8x4}
blocks:
  Outer:
    layers: [{op: inner.yaml, name: M}, ${conv('K', 1)}]
layers:
${layers}
outputs: {end: End}
`;
  const end = `- ${conv('End', 1)}`;
  const [shared, own, last] = [3 * 3 * 4 * 4 + 4, 4 * 4 + 4, 4 * 4 + 4];

  test.each([
    ['a spec in a run', `- {op: inner.yaml, name: "M_\${index}", repeat: 2}`, 2 * (shared + 3 * own)],
    ['a spec in a block that is used twice', '- {op: Outer, name: X}\n- {op: Outer, name: Y}', 2 * (shared + 4 * own)],
    [
      'a spec in a block that shares its weights',
      '- {op: Outer, name: X, weights: all}\n- {op: Outer, name: Y, weights: all}',
      shared + 4 * own,
    ],
    ['specs without a scope', '- {op: inner.yaml}\n- {op: other.yaml}', 2 * (shared + 3 * own)],
  ])('%s', async (_, layers, params) => {
    const text = network(`${layers}\n${end}`);
    const { model, diagnostics } = compile(text, { read: (file) => files[file] });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(model?.totals.params).toBe(params + last);
    const { differences } = await verify(model ?? failed(), { backend: 'cpu' });
    expect(differences).toEqual([]);
  });
});
