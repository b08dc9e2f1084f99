/** Blocks, groups and branches: what they hold, what they are called, and how they are wired. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { layerOf, modelOf, namesOf, shapesOf } from './network.js';

describe('a block', () => {
  test("is an op of one's own, with a scope for each use", () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
blocks:
  Pair:
    parameters: [filters, window]
    layers:
    - {op: conv2d, name: Reduce, filters: filters // 2, kernel_size: 1}
    - {op: conv2d, name: Conv, filters: filters, kernel_size: window}
layers:
- {op: Pair, name: First, filters: 8, window: 3}
- {op: Pair, name: Second, filters: 16, window: 1x3}
outputs: {out: Second}`);
    expect(shapesOf(model)).toEqual({
      'First/Reduce': '8x8x4',
      'First/Conv': '6x6x8',
      'Second/Reduce': '6x6x8',
      'Second/Conv': '6x4x16',
    });
    expect(layerOf(model, 'Second/Reduce').inputs).toEqual(['First/Conv']);
  });

  test('opens no scope if its use has no name', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
blocks: {Plain: {layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3}]}}
layers: [{op: Plain}, {op: flatten, name: Flat}]
outputs: {out: Flat}`);
    expect(namesOf(model)).toEqual(['Conv', 'Flat']);
  });

  test('may use other blocks, and hands on what it was given', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
blocks:
  Inner: {parameters: [filters], layers: [{op: conv2d, name: Conv, filters: filters, kernel_size: 1}]}
  Outer:
    parameters: {width: 4}
    formulas: {twice: 2 * width}
    layers: [{op: Inner, name: Small, filters: width}, {op: Inner, name: Large, filters: twice + 1}]
layers: [{op: Outer, name: A}, {op: Outer, name: B, width: 8}]
outputs: {out: B}`);
    expect(shapesOf(model)).toEqual({
      'A/Small/Conv': '8x8x4',
      'A/Large/Conv': '8x8x9',
      'B/Small/Conv': '8x8x8',
      'B/Large/Conv': '8x8x17',
    });
  });

  test('takes an argument with the sizes that its use sees, and a formula with those of the layer at hand', () => {
    const model = modelOf(`
inputs: {image: 9x9x3}
blocks:
  Shrink:
    parameters: [width]
    formulas: {half: in.height // 2}
    layers:
    - {op: conv2d, name: A, filters: width, kernel_size: half}
    - {op: conv2d, name: B, filters: width, kernel_size: half}
layers: [{op: Shrink, name: S, width: in.height * 2}]
outputs: {out: S}`);
    expect(shapesOf(model)).toEqual({ 'S/A': '6x6x18', 'S/B': '4x4x18' });
  });

  test('of several inputs and outputs is reached by their names', () => {
    const model = modelOf(`
inputs: {left: 8x8x3, right: 8x8x5}
blocks:
  Cross:
    inputs: [a, b]
    layers:
    - {op: conv2d, name: FromA, input: a, filters: 4, kernel_size: 1}
    - {op: conv2d, name: FromB, input: b, filters: 6, kernel_size: 1}
    - {op: concat, name: Both, input: [FromB, FromA]}
    outputs: {a: FromA, b: FromB, first: a}
layers:
- {op: Cross, name: X, input: [left, right]}
- {op: concat, name: Again, input: [X.b, X, X.first]}
outputs: {again: Again, a: X.a}`);
    expect(shapesOf(model)).toEqual({
      'X/FromA': '8x8x4',
      'X/FromB': '8x8x6',
      'X/Both': '8x8x10',
      Again: '8x8x19',
    });
    expect(layerOf(model, 'Again').inputs).toEqual(['X/FromB', 'X/Both', 'left']);
    expect(model.outputs.get('a')).toBe('X/FromA');
  });

  test('sees its own layers before those around its use, and none of the latter', () => {
    const text = `
netspec: 1
name: Net
inputs: {image: 8x8x3}
blocks:
  Inner: {layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 1, input: Outside}]}
layers:
- {op: conv2d, name: Outside, filters: 8, kernel_size: 1}
- {op: Inner, name: I}
outputs: {out: I}`;
    expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(['unknown-layer']);
    const own = text.replace('[{op: conv2d, name: Conv', '[{op: flatten, name: Outside}, {op: dense, name: Conv');
    const model = modelOf(own.replace('filters: 4, kernel_size: 1, input', 'units: 4, input'));
    expect(layerOf(model, 'I/Conv').inputs).toEqual(['I/Outside']);
  });

  test('has layers that a use can rename', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
blocks:
  Inception:
    branches:
      Branch_0: [{op: conv2d, name: Conv2d_0a_1x1, filters: 4, kernel_size: 1}]
      Branch_1:
      - {op: conv2d, name: Conv2d_0a_1x1, filters: 4, kernel_size: 1}
      - {name: Deep, layers: [{op: conv2d, name: Conv2d_0b_3x3, filters: 4, kernel_size: 3, padding: same}]}
layers:
- {op: Inception, name: A}
- {op: Inception, name: B, rename: {Branch_1/Conv2d_0a_1x1: Conv2d_0b_1x1, Branch_1/Deep/Conv2d_0b_3x3: Conv_3}}
outputs: {out: B}`);
    expect(namesOf(model)).toEqual([
      'A/Branch_0/Conv2d_0a_1x1',
      'A/Branch_1/Conv2d_0a_1x1',
      'A/Branch_1/Deep/Conv2d_0b_3x3',
      'A',
      'B/Branch_0/Conv2d_0a_1x1',
      'B/Branch_1/Conv2d_0b_1x1',
      'B/Branch_1/Deep/Conv_3',
      'B',
    ]);
  });
});

describe('branches', () => {
  const joined = (join: string) => `
inputs: {image: 8x8x4}
layers:
- name: Mixed
  branches:
    Left: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3, padding: same}]
    Right: []
  join: ${join}
outputs: {out: Mixed}`;

  test.each([
    ['concat', '8x8x8'],
    ['add', '8x8x4'],
    ['multiply', '8x8x4'],
    ['{op: concat, axis: 1}', '16x8x4'],
    ['{op: add, activation: relu}', '8x8x4'],
  ])('are joined by %s', (join, shape) => {
    const model = modelOf(joined(join));
    expect(shapesOf(model)).toEqual({ 'Mixed/Left/Conv': '8x8x4', Mixed: shape });
    expect(layerOf(model, 'Mixed').inputs).toEqual(['Mixed/Left/Conv', 'image']);
  });

  test('as a mapping open a scope each, as a list none', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- name: Mixed
  branches:
    Branch_0: {op: conv2d, name: Conv, filters: 4, kernel_size: 1}
    Branch_1:
    - {op: conv2d, name: Conv, filters: 4, kernel_size: 1}
    - branches:
      - {op: conv2d, name: Conv_1x3, filters: 2, kernel_size: 1x3, padding: same}
      - [{op: conv2d, name: Conv_3x1, filters: 2, kernel_size: 3x1, padding: same}]
outputs: {out: Mixed}`);
    expect(namesOf(model)).toEqual([
      'Mixed/Branch_0/Conv',
      'Mixed/Branch_1/Conv',
      'Mixed/Branch_1/Conv_1x3',
      'Mixed/Branch_1/Conv_3x1',
      'Mixed/Branch_1',
      'Mixed',
    ]);
    expect(layerOf(model, 'Mixed').inputs).toEqual(['Mixed/Branch_0/Conv', 'Mixed/Branch_1']);
  });

  test('have the same input', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Stem, filters: 4, kernel_size: 1}
- {name: Mixed, branches: {A: {op: conv2d, name: C, filters: 5, kernel_size: 1}, B: {op: conv2d, name: C, filters: 6, kernel_size: 1}}}
outputs: {out: Mixed}`);
    expect(layerOf(model, 'Mixed/A/C').inputs).toEqual(['Stem']);
    expect(layerOf(model, 'Mixed/B/C').inputs).toEqual(['Stem']);
  });
});

describe('wiring', () => {
  test('names refer to earlier layers here and in enclosing scopes, nearest first', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1}
- name: Scope
  layers:
  - {op: conv2d, name: B, filters: 5, kernel_size: 1, input: A}
  - {op: conv2d, name: A, filters: 6, kernel_size: 1}
  - {op: concat, name: C, input: [A, B, image]}
- {op: concat, name: D, input: [A, Scope]}
outputs: {out: D}`);
    expect(layerOf(model, 'Scope/C').inputs).toEqual(['Scope/A', 'Scope/B', 'image']);
    expect(layerOf(model, 'D').inputs).toEqual(['A', 'Scope/C']);
  });

  test('a group without a name opens no scope; its layers are visible after it', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- layers:
  - {op: conv2d, name: A, filters: 4, kernel_size: 1}
  - {op: conv2d, name: B, filters: 5, kernel_size: 1}
- {op: concat, name: C, input: [A, B]}
outputs: {out: C}`);
    expect(namesOf(model)).toEqual(['A', 'B', 'C']);
  });

  test('an item that is switched off is skipped', () => {
    const text = `
netspec: 1
name: Net
parameters: {deep: false}
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1}
- {op: conv2d, name: B, filters: 5, kernel_size: 3, when: deep}
- {name: C, when: deep, layers: [{op: flatten, name: D}]}
- {op: conv2d, name: E, filters: 6, kernel_size: 1}
outputs: {out: E, deep: C}`;
    expect(shapesOf(modelOf(text))).toEqual({ A: '8x8x4', E: '8x8x6' });
    expect([...modelOf(text).outputs.keys()]).toEqual(['out']);
    expect(compile(text, { set: { deep: true } }).diagnostics.map(({ code }) => code)).toEqual(['wrong-rank']);
  });

  test('uses of one name for their weights share them, and count them once', () => {
    const model = modelOf(`
inputs: {left: 8x8x3, right: 16x16x3}
blocks: {Tower: {layers: [{op: conv2d, name: Conv, filters: 4, kernel_size: 3}, {op: global_avg_pool2d, name: Pool}]}}
layers:
- {op: Tower, name: Left, input: left, weights: tower}
- {op: Tower, name: Right, input: right, weights: tower}
- {op: dense, name: A, units: 2, input: Left, weights: head}
- {op: dense, name: B, units: 2, input: Right, weights: head}
- {op: concat, name: Last, input: [A, B]}
outputs: {out: Last}`);
    expect(layerOf(model, 'Right/Conv')).toMatchObject({ sharedWith: 'Left/Conv', params: 0, weights: [] });
    expect(layerOf(model, 'B').sharedWith).toBe('A');
    expect(model.totals.params).toBe(3 * 3 * 3 * 4 + 4 + (4 * 2 + 2));
    expect(layerOf(model, 'Right/Conv').macs).toBe(14 * 14 * 4 * 27);
  });

  test('several outputs of several inputs, in the order of the spec', () => {
    const model = modelOf(`
inputs: {b: 4, a: 5}
layers:
- {op: dense, name: X, input: a, units: 2}
- {op: dense, name: Y, input: b, units: 3}
outputs: {second: Y, first: X}`);
    expect([...model.outputs]).toEqual([
      ['second', 'Y'],
      ['first', 'X'],
    ]);
    expect(model.graph.inputs.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('end points', () => {
  const text = `
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1}
- {op: conv2d, name: B, filters: 4, kernel_size: 1, endpoint: false}
- name: C
  endpoint: Head
  layers:
  - {op: conv2d, name: D, filters: 4, kernel_size: 1, endpoint: Inner}
  - {op: flatten, name: E}
outputs: {out: C}`;

  test('are the top-level items, and what is given a name as one', () => {
    expect([...modelOf(text).endpoints]).toEqual([
      ['A', 'A'],
      ['Inner', 'C/D'],
      ['Head', 'C/E'],
    ]);
  });

  test('are where the network can be cut', () => {
    const model = modelOf(text, { until: 'Inner' });
    expect(namesOf(model)).toEqual(['A', 'B', 'C/D']);
    expect([...model.outputs]).toEqual([['Inner', 'C/D']]);
    expect([...model.endpoints.keys()]).toEqual(['A', 'Inner']);
  });
});
