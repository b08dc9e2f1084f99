/** Networks that are cut at places that need items beside the path to them. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { verify } from '../../src/run/verify/verify.js';

/** A branch without a name opens no scope, so that the branches after it name its layers. */
const beside = (condition: string) => `netspec: 1
name: Beside
parameters: {crossed: true}
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Stem, filters: 4, kernel_size: 1}
- branches:
  - - {op: conv2d, name: First, filters: 4, kernel_size: 1}
    - {op: conv2d, name: Left, filters: 4, kernel_size: 1}
    - {op: conv2d, name: Unread, filters: 4, kernel_size: 1}
  - - {op: conv2d, name: Right, filters: 4, kernel_size: 1}
    - {op: add, name: Both, input: [Right, Left]${condition}}
    - {op: activation, name: Last, activation: relu, endpoint: Cut}
  join: {op: add, name: Sum}
outputs: {sum: Sum}
`;

const names = (layers: readonly { readonly name: string }[] = []) => layers.map(({ name }) => name);

test.each([
  ['', true, ['Stem', 'First', 'Left', 'Right', 'Both', 'Last']],
  [', when: crossed', true, ['Stem', 'First', 'Left', 'Right', 'Both', 'Last']],
  [', when: crossed', false, ['Stem', 'Right', 'Last']],
  [', repeat: 0', true, ['Stem', 'Right', 'Last']],
])('a branch has what it names of the one before it%s, %s', async (condition, crossed, expected) => {
  const { model, diagnostics } = compile(beside(condition), { until: 'Cut', set: { crossed } });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(names(model?.layers)).toEqual(expected);
  const { differences, layers } = await verify(model as NonNullable<typeof model>, { backend: 'cpu' });
  expect(differences).toEqual([]);
  expect(layers).toBe(expected.length);
});

test('a repetition that is cut keeps its condition', async () => {
  const text = `netspec: 1
name: Repeated
inputs: {x: 8}
layers:
- {op: dense, name: First, units: 8}
- {op: dense, name: "Dense_\${index}", units: 8, repeat: 3, when: index > 0, endpoint: Cut}
- {op: dense, name: Last, units: 4}
outputs: {last: Last}
`;
  const { model } = compile(text, { until: 'Cut' });
  expect(names(model?.layers)).toEqual(['First', 'Dense_1', 'Dense_2']);
  const { differences } = await verify(model as NonNullable<typeof model>, { backend: 'cpu' });
  expect(differences).toEqual([]);
});
