import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/diagnostics/codes.js';
import { exampleOf, wholeSpec } from '../../src/diagnostics/examples/index.js';
import { update } from '../../src/fix.js';

const updated = (body: string) => update(wholeSpec(body));

describe('updating', () => {
  it.each<Code>(['output-mismatch', 'total-mismatch'])('makes the good example of %s from the bad one', (code) => {
    const { bad, good } = exampleOf(code);
    expect(updated(bad).text).toBe(wholeSpec(good));
  });

  it('updates the consequences of an updated output, too', () => {
    const text = (first: string, second: string, params: number, total: number) =>
      wholeSpec(`layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 3, output: ${first}}  # a comment
- {op: conv2d, name: Last, filters: 2, kernel_size: 3, output: ${second}, params: ${params}}
expect: {params: ${total}, counts: {conv2d: 2}}
`);
    const { text: after, diagnostics, done } = update(text('8x8x5', '7x7x2', 92, 10));
    expect(diagnostics).toEqual([]);
    expect(after).toBe(text('6x6x4', '4x4x2', 74, 186));
    expect(new Set(done.map(({ fix: { kind } }) => kind))).toEqual(new Set(['update']));
  });

  it('keeps unknown sizes unknown', () => {
    const { text } = updated(
      'inputs: {images: "?x?x3"}\nlayers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, output: "?x?x5"}]\n',
    );
    expect(text).toContain('output: ?x?x4}');
    expect(updated('layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, output: "?x?x5"}]\n').text).toContain(
      'output: ?x?x4}',
    );
  });

  it('updates what several uses share, if they agree', () => {
    const twice = (output: string) => `blocks:
  Pair: {inputs: [x], layers: [{op: conv2d, name: C, filters: 4, kernel_size: 1, output: ${output}}]}
layers: [{op: Pair, name: A}, {op: Pair, name: Last}]
`;
    expect(updated(twice('8x8x5')).text).toBe(wholeSpec(twice('8x8x4')));
    const aliased = (output: string) => `layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1, output: &shape ${output}, params: 16}
- {op: conv2d, name: Last, filters: 4, kernel_size: 1, output: *shape}
`;
    expect(updated(aliased('8x8x5')).text).toBe(wholeSpec(aliased('8x8x4')));
  });

  it.each([
    [
      'uses that differ',
      `blocks:
  Pair: {inputs: [x], layers: [{op: conv2d, name: C, filters: 4, kernel_size: 3, output: 7x7x4}]}
layers: [{op: Pair, name: A}, {op: Pair, name: Last}]
`,
    ],
    [
      'uses of which one is right',
      `blocks:
  Pair: {inputs: [x], layers: [{op: conv2d, name: C, filters: 4, kernel_size: 3, output: 6x6x4}]}
layers: [{op: Pair, name: A}, {op: Pair, name: Last}]
`,
    ],
    [
      'layers that differ, through an alias',
      `layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 3, output: &shape 7x7x4}
- {op: conv2d, name: Last, filters: 4, kernel_size: 3, output: *shape}
`,
    ],
    [
      'an alias that makes a filter of it',
      `layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1, params: &n 8}
- {op: conv2d, name: Last, filters: *n, kernel_size: 1}
`,
    ],
  ])('leaves alone what is shared by %s', (_, body) => {
    const { text, diagnostics, others } = updated(body);
    expect(text).toBe(wholeSpec(body));
    expect(diagnostics).not.toEqual([]);
    expect(others).toEqual([]);
  });

  it('does not change a spec with another error', () => {
    const body = 'layers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, output: 8x8x4}]\n';
    for (const wrong of [body.replace('4, k', '4, pading: same, k'), body.replace('conv2d', 'conv3d')])
      expect(updated(wrong)).toMatchObject({ text: wholeSpec(wrong), done: [], others: [{ severity: 'error' }] });
  });

  it('does not change a spec if the update causes another error', () => {
    const body = `conventions: {conv2d: "Conv_\${kernel_size}"}
layers:
- {op: conv2d, name: Conv_3x3, filters: 4, kernel_size: 5, output: 6x6x4}
- {op: conv2d, name: Conv_1x1, filters: 4, kernel_size: 1}
outputs: {out: Conv_1x1}
`;
    expect(updated(body)).toMatchObject({ text: wholeSpec(body), done: [], others: [{ code: 'name-convention' }] });
  });

  it('ignores warnings', () => {
    const body = (params: number) =>
      `parameters: {unused: 1}\nlayers: [{op: conv2d, name: Last, filters: 4, kernel_size: 3, params: ${params}}]\n`;
    expect(updated(body(5))).toMatchObject({ text: wholeSpec(body(112)), diagnostics: [{ severity: 'warning' }] });
  });
});
