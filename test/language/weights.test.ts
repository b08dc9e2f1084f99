/** Which layers share their weights, and with whom. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { modelOf } from './network.js';

test('what an alias repeats in a shared block is another layer in each place', () => {
  const text = `
netspec: 1
name: Net
inputs: {left: 8x8x3, right: 8x8x3}
blocks:
  Pair:
    branches: {P: [&dense {op: dense, name: D, units: 3}], Q: [*dense]}
    join: add
layers:
- {op: Pair, name: Left, input: left, weights: w, params: 24}
- {op: Pair, name: Right, input: right, weights: w, params: 0}
outputs: {left: Left, right: Right}
`;
  const { model, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  const sharing = model?.layers.flatMap(({ name, sharedWith }) => (sharedWith ? [[name, sharedWith]] : []));
  expect(sharing).toEqual([
    ['Right/P/D', 'Left/P/D'],
    ['Right/Q/D', 'Left/Q/D'],
  ]);
});

test('a layer can share what is empty, where its op has weights', () => {
  const { model } = compile(`
netspec: 1
name: Net
inputs: {left: 8x8x3, right: 8x8x3}
layers:
- {op: layer_norm, name: A, center: false, scale: false, weights: w}
- {op: layer_norm, name: B, center: false, scale: false, weights: w, input: right}
- {op: dropout, name: C, rate: 0.5, weights: v, input: left}
- {op: dropout, name: D, rate: 0.5, weights: v, input: right}
outputs: {a: A, b: B, c: C, d: D}
`);
  expect(model?.layers.map(({ sharedWith }) => sharedWith)).toEqual([undefined, 'A', undefined, undefined]);
});

test('what shares the weights of a layer that is cut off owns them', () => {
  const text = `
netspec: 1
name: Net
inputs: {left: 8x8x3, right: 8x8x3}
layers:
- {op: dense, name: A, units: 3, weights: w}
- {op: dense, name: B, units: 3, weights: w, input: right}
- {op: concat, name: C, input: [A, B]}
outputs: {c: C}
`;
  expect(modelOf(text).layers[1]).toMatchObject({ name: 'B', sharedWith: 'A', params: 0 });
  const [only, ...others] = modelOf(text, { until: 'B' }).layers;
  expect(only).toMatchObject({ name: 'B', params: 12 });
  expect(only).not.toHaveProperty('sharedWith');
  expect(others).toEqual([]);
});
