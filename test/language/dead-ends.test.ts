/** Layers that reach no output are no part of a network: neither in a variant, nor if a comment allows them. */
import { expect, test } from 'vitest';
import { compile, type Options } from '../../src/compile.js';

const spec = (head: boolean, outputs: string) => `
netspec: 1
name: Net
parameters: {head: ${head}}
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: A, filters: 3, kernel_size: 1}
# netspec-allow unused-layer: only the head reads it
- {op: conv2d, name: Side, filters: 4, kernel_size: 1}
- {op: concat, name: Head, input: [A, Side], when: head}
- {op: dense, name: Last, units: 2, input: A}
outputs: {${outputs}}
expect: {set: {head: false}, layers: 2, params: 20}
`;

test.each<[string, string, Options]>([
  ['of a variant', spec(true, 'head: Head, last: Last'), { set: { head: false } }],
  ['of what is cut', spec(true, 'head: Head, last: Last'), { until: 'Last' }],
  ['of the spec as it stands', spec(false, 'last: Last'), {}],
])('%s', (_, text, options) => {
  const { model } = compile(text, options);
  expect(model?.layers.map(({ name }) => name)).toEqual(['A', 'Last']);
  expect(model?.totals.params).toBe(20);
  expect([...(model?.endpoints.keys() ?? [])]).toEqual(['A', 'Last']);
});

const misfit = ['filters: 4, kernel_size: 1', 'filters: 4, kernel_size: 9'] as const;

test.each<[string, boolean, number, Options]>([
  ['of a variant', true, 1, { set: { head: false, side: 9 } }],
  ['of the spec as it stands', false, 9, {}],
])('the faults in it are reported %s, since code builds it', (_, head, side, options) => {
  const text = spec(head, head ? 'head: Head, last: Last' : 'last: Last')
    .replace('{head:', `{side: ${side}, head:`)
    .replace(misfit[0], 'filters: 4, kernel_size: side');
  const errors = compile(text, options).diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ code }) => code)).toEqual(['window-too-large']);
});

test('is an error if the mistakes in it are errors', () => {
  const text = spec(true, 'last: Last').replace(...misfit);
  expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(['window-too-large', 'unused-layer']);
});
