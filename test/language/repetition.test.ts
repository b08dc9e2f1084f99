/** Repeated items. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { layerOf, modelOf, namesOf, shapesOf } from './network.js';

const conv = 'op: conv2d, kernel_size: 1';

describe('a repeated item', () => {
  test('takes the output of the time before, and has its number in names and attributes', () => {
    const model = modelOf(
      `
inputs: {image: 8x8x3}
layers:
- {${conv}, name: "Conv_\${index + 1}", repeat: 3, filters: 2 * (index + 1), output: 8x8x6, params: 50}
outputs: {out: Last}
`.replace('outputs', `- {op: flatten, name: Last}\noutputs`),
    );
    expect(shapesOf(model)).toEqual({ Conv_1: '8x8x2', Conv_2: '8x8x4', Conv_3: '8x8x6', Last: '384' });
    expect(layerOf(model, 'Conv_1').inputs).toEqual(['image']);
    expect(layerOf(model, 'Conv_3').inputs).toEqual(['Conv_2']);
    expect(layerOf(model, 'Last').inputs).toEqual(['Conv_3']);
    expect([...model.endpoints.keys()]).toEqual(['Conv_1', 'Conv_2', 'Conv_3', 'Last']);
  });

  const times = (count: number) =>
    namesOf(
      modelOf(
        `
parameters: {n: {default: 1, type: integer}}
inputs: {image: 8x8x3}
layers:
- {${conv}, name: First, filters: 4}
- {${conv}, name: "A_\${index}", repeat: n, filters: 4}
- {${conv}, name: Last, filters: 4}
outputs: {out: Last}`,
        { set: { n: count } },
      ),
    );

  test.each([
    [0, ['First', 'Last']],
    [1, ['First', 'A_0', 'Last']],
    [2, ['First', 'A_0', 'A_1', 'Last']],
  ])('stands there as often as a parameter says: %i', (count, names) => {
    expect(times(count)).toEqual(names);
  });

  test('is left out of the outputs if it is repeated 0 times', () => {
    const text = `
parameters: {n: 0}
inputs: {image: 8x8x3}
layers:
- {${conv}, name: First, filters: 4}
- {${conv}, name: Second, repeat: n, filters: 4}
outputs: {first: First, second: Second}`;
    expect([...modelOf(text).outputs]).toEqual([['first', 'First']]);
    expect([...modelOf(text, { set: { n: 1 } }).outputs.keys()]).toEqual(['first', 'second']);
  });

  test('is asked each time where its condition mentions the index, and else once', () => {
    const model = modelOf(`
parameters: {n: {default: null, type: integer, nullable: true}}
inputs: {image: 8x8x3}
layers:
- {${conv}, name: "A_\${index}", repeat: 4, filters: 4, when: index % 2 == 1}
- {${conv}, name: "B_\${index}", repeat: n, filters: 4, when: n != null}
- {${conv}, name: "C_\${index}", repeat: 3, filters: 4, when: index > 7}
- {op: flatten, name: Last}
outputs: {out: Last}`);
    expect(namesOf(model)).toEqual(['A_1', 'A_3', 'Last']);
    expect(layerOf(model, 'A_3').inputs).toEqual(['A_1']);
    expect(layerOf(model, 'A_1').inputs).toEqual(['image']);
  });

  test('takes its `input` the first time only; if it is left out, the next item takes the previous output', () => {
    const text = `
parameters: {n: 2}
inputs: {image: 8x8x3}
layers:
- {${conv}, name: First, filters: 4}
- {${conv}, name: Second, filters: 5}
- {${conv}, name: "A_\${index}", input: First, repeat: n, filters: 4}
- {op: flatten, name: Flat}
- {op: flatten, name: Other, input: Second}
outputs: {out: Flat, other: Other}`;
    const model = modelOf(text);
    expect([layerOf(model, 'A_0').inputs, layerOf(model, 'A_1').inputs]).toEqual([['First'], ['A_0']]);
    expect(layerOf(modelOf(text, { set: { n: 0 } }), 'Flat').inputs).toEqual(['Second']);
  });

  test('of several inputs takes all but the first each time', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- {${conv}, name: Guess, filters: 3}
- {op: add, name: "Sum_\${index}", repeat: 3, input: [Guess, image]}
- {op: flatten, name: Last}
outputs: {out: Last}`);
    expect(layerOf(model, 'Sum_0').inputs).toEqual(['Guess', 'image']);
    expect(layerOf(model, 'Sum_2').inputs).toEqual(['Sum_1', 'image']);
  });

  test('shares its weights with `weights`', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
blocks: {Pair: {layers: [{${conv}, name: "In_\${0}", repeat: 1, filters: 3}, {${conv}, name: "C_\${index}", repeat: 2, filters: 3}]}}
layers:
- {op: Pair, name: "Pair_\${index}", repeat: 3, weights: pair, params: 36}
- {op: flatten, name: Last}
outputs: {out: Last}`);
    expect(layerOf(model, 'Pair_2/C_0').sharedWith).toBe('Pair_0/C_0');
    expect(layerOf(model, 'Pair_2/C_1').sharedWith).toBe('Pair_0/C_1');
    expect(layerOf(model, 'Pair_0/C_1').sharedWith).toBeUndefined();
  });
});

describe('the index', () => {
  test('is that of the innermost repeated item around, also in defaults', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- name: "Outer_\${index}"
  repeat: 2
  defaults: {conv2d: {filters: filters + 10 * index}}
  layers:
  - {${conv}, name: "Inner_\${index}", repeat: index + 1, filters: index + 1}
- {op: flatten, name: Last}
outputs: {out: Last}`);
    expect(shapesOf(model)).toEqual({
      'Outer_0/Inner_0': '8x8x1',
      'Outer_1/Inner_0': '8x8x11',
      'Outer_1/Inner_1': '8x8x12',
      Last: '768',
    });
  });

  test('hides a parameter of its name, and is not seen by blocks, formulas and defaults outside', () => {
    const model = modelOf(
      `
parameters: {index: 5}
formulas: {more: index + 1}
inputs: {image: 8x8x3}
defaults: {conv2d: {filters: filters * index}}
blocks:
  Block: {layers: [{${conv}, name: Conv, filters: index}]}
layers:
- {op: Block, name: "Block_\${index}", repeat: 1}
- {${conv}, name: "Conv_\${index}", repeat: 1, filters: more + index}
- {${conv}, name: "After_\${index}", filters: index, endpoint: After}
outputs: {out: Last}`.replace('outputs', '- {op: flatten, name: Last}\noutputs'),
    );
    expect(shapesOf(model)).toEqual({
      'Block_0/Conv': '8x8x25',
      Conv_0: '8x8x30',
      After_5: '8x8x25',
      Last: '1600',
    });
  });
});

describe('a group', () => {
  test('is repeated with all that is in it', () => {
    const model = modelOf(`
inputs: {image: 8x8x3}
layers:
- name: "Dense_\${index}"
  repeat: 3
  branches: [[], {${conv}, name: Conv, filters: 2}]
- repeat: 2
  layers: [{${conv}, name: "Bare_\${index}", filters: 4}]
- {op: flatten, name: Last}
outputs: {out: Last}`);
    expect(shapesOf(model)).toMatchObject({ Dense_0: '8x8x5', Dense_2: '8x8x9', Bare_1: '8x8x4' });
    expect([...model.endpoints.keys()]).toEqual(['Dense_0', 'Dense_1', 'Dense_2', 'Bare_0', 'Bare_1', 'Last']);
  });
});

describe('a cut', () => {
  const text = `
inputs: {image: 8x8x3}
layers:
- name: "Outer_\${index}"
  repeat: 3
  layers:
  - {${conv}, name: Conv, filters: 4}
  - {op: activation, name: Middle, activation: relu, when: index == 1, endpoint: Inside}
  - {${conv}, name: More, filters: 5}
- {op: flatten, name: Last}
outputs: {out: Last}`;

  test.each([
    ['Outer_1', ['Outer_0/Conv', 'Outer_0/More', 'Outer_1/Conv', 'Outer_1/Middle', 'Outer_1/More']],
    ['Inside', ['Outer_0/Conv', 'Outer_0/More', 'Outer_1/Conv', 'Outer_1/Middle']],
  ])('may be after one of the times, or in it: %s', (until, names) => {
    expect(namesOf(modelOf(text, { until }))).toEqual(names);
  });
});

test('huge counts are refused immediately', () => {
  const nested = `
inputs: {image: 8x8x3}
layers:
- {repeat: 100000000, layers: [{repeat: 100000000, layers: []}]}
- {op: activation, name: "A_\${index}", repeat: 9007199254740991, activation: relu, when: index < 0}
- {op: flatten, name: Last}
outputs: {out: Last}`;
  const { diagnostics } = compile(`netspec: 1\nname: Net${nested}`);
  expect(diagnostics.map(({ code }) => code)).toEqual(['too-large']);
});
