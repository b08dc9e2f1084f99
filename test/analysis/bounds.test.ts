/** Bounds of inputs that are whole numbers. */
import { expect, test } from 'vitest';
import { boundOf } from '../../src/analysis/bounds.js';
import { itemAt } from '../../src/text/lookup.js';
import { modelOf } from '../model.js';

const bound = (layers: string, input = '{shape: 4, dtype: int32}'): number => {
  const { graph, layers: all } = modelOf(`netspec: 1
name: Net
inputs: {tokens: ${input}}
layers:
${layers}
outputs: {out: Last}
`);
  return boundOf(itemAt(graph.inputs, 0), all);
};

const table = '- {op: parameter, name: Table, shape: 7x3}\n';

test.each([
  ['the rows of an embedding', '- {op: embedding, name: Last, vocabulary: 9, units: 2}', 9],
  ['the rows of the table of a gather', `${table}- {op: gather, name: Last, input: [Table, tokens]}`, 7],
  ['the columns, if a gather takes those', `${table}- {op: gather, name: Last, input: [Table, tokens], axis: -1}`, 3],
  [
    'the smallest of them, also if the numbers are moved before',
    `${table}- {op: reshape, name: Moved, input: tokens, target_shape: 2x2}
- {op: embedding, name: Words, input: tokens, vocabulary: 9, units: 3}
- {op: gather, name: Rows, input: [Table, Moved]}
- {op: flatten, name: A, input: Words}
- {op: flatten, name: B, input: Rows}
- {op: add, name: Last, input: [A, B]}`,
    7,
  ],
])('are %s', (_, layers, expected) => {
  expect(bound(layers)).toBe(expected);
});

test('are declared, and the values of a gather are no indices', () => {
  expect(bound('- {op: embedding, name: Last, vocabulary: 9, units: 2}', '{shape: 4, dtype: int32, below: 5}')).toBe(5);
  const places = '- {op: constant, name: Places, value: [3, 0], dtype: int32}\n';
  expect(bound(`${places}- {op: gather, name: Last, input: [tokens, Places]}`)).toBeGreaterThan(1000);
});
