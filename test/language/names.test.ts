/** What names come to: of layers, of end points, and of what can be referred to. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.js';

const codesOf = (text: string, options = {}) => compile(text, options).diagnostics.map(({ code }) => code);

test('a top-level item whose name has holes is an end point only by endpoint', () => {
  const spec = (item: string) => `
netspec: 1
name: Net
parameters: {p: 7}
inputs: {image: 8x8x3}
layers: [${item}, {op: dropout, name: Last, rate: 0.5}]
outputs: {last: Last}`;
  const silent = spec('{op: dropout, name: "D_${p}", rate: 0.5}');
  expect([...(compile(silent).model?.endpoints.keys() ?? [])]).toEqual(['Last']);
  expect(codesOf(silent, { until: 'D_7' })).toEqual(['unknown-endpoint']);
  const said = spec('{op: dropout, name: "D_${p}", rate: 0.5, endpoint: D}');
  expect(compile(said, { until: 'D' }).model?.outputs).toEqual(new Map([['D', 'D_7']]));
});
