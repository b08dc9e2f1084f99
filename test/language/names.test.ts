/** The names of layers and end points, and references to them. */
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

test('a join with a name is an item of the row around its branches', () => {
  const text = `
netspec: 1
name: Net
inputs: {image: 8x8x3}
blocks:
  Twice:
    branches: [{op: dense, name: A, units: 3}, []]
    join: {op: add, name: Sum, activation: relu}
    outputs: {sum: Sum}
layers:
- branches:
  - {op: dense, name: A, units: 3}
  - {op: dense, name: B, units: 3}
  join: {op: add, name: Joined, output: 8x8x3}
- {op: dense, name: C, units: 3}
- {op: add, name: Both, input: [Joined, C]}
- {op: Twice, name: Use, rename: {Sum: Total}}
- {op: dropout, name: Last, rate: 0.5}
outputs: {joined: Joined, last: Last, sum: Use.sum}
`;
  const { model, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  expect(model?.outputs).toEqual(
    new Map([
      ['joined', 'Joined'],
      ['last', 'Last'],
      ['sum', 'Use/Total'],
    ]),
  );
  expect(compile(text, { until: 'Joined' }).model?.layers.map(({ name }) => name)).toEqual(['A', 'B', 'Joined']);
  expect(codesOf(text.replace('output: 8x8x3', 'output: 8x8x4'))).toEqual(['output-mismatch']);
  expect(codesOf(text.replace('name: Both', 'name: Joined'))).toEqual(['duplicate-name']);
});
