/** Networks that use other specs, on TensorFlow.js. */
import { describe, expect, test } from 'vitest';
import { compile, type Options } from '../../src/compile.js';
import { verify } from '../../src/run/verify/verify.js';
import { backends } from '../tensorflow/backends.js';

const files: Readonly<Record<string, string>> = {
  'base.yaml': `netspec: 1
name: Base
parameters: {width: 4, act: {default: relu, choices: [relu, elu]}}
inputs: {a: 16x16x3, b: 16x16x3}
defaults: {conv2d: {padding: same, activation: "\${act}", batch_norm: {scale: false}}}
blocks:
  Tower:
    parameters: [n]
    layers: [{op: conv2d, name: "c\${index}", repeat: n, filters: width, kernel_size: 3, weights: shared}]
layers:
- {op: conv2d, name: first, filters: width, kernel_size: 1}
- {op: Tower, name: left, n: 2}
- {op: conv2d, name: second, input: b, filters: width, kernel_size: 1}
- {op: Tower, name: right, n: 1}
- {op: add, name: sum, input: [left, right], endpoint: Summed}
- {op: ./inner.yaml, name: inner, units: width + 1}
- {op: dense, name: top, units: 3}
outputs: {sum: sum, top: top}
`,
  'inner.yaml': `netspec: 1
name: Base
parameters: {units: 7, deep: true}
inputs: {x: 16x16x4}
layers:
- {op: dense, name: conv2d, units: units}
- {op: dense, name: more, units: units, when: deep}
outputs: {out: more}
`,
};

/** The other spec whole and cut, twice and within itself, with names that are in all of them. */
const text = `netspec: 1
name: User
parameters: {act: {default: elu, choices: [relu, elu]}, width: 3, times: 2}
inputs: {image: 16x16x3}
layers:
- {op: conv2d, name: stem, filters: 3, kernel_size: 1, weights: shared} # netspec-allow unshared-weights: base.yaml has its own
- {op: ./base.yaml, name: one, input: [stem, image], act: "\${act}", width: 2 * width}
- {op: ./base.yaml, name: two, until: Summed, input: [image, stem], width: in.channels + 3}
- {op: ./base.yaml, name: three, input: [two, image]}
- {op: concat, name: all, input: [one.sum, two, three]}
- {op: ./inner.yaml, name: "last_\${index}", repeat: times, deep: index > 0, units: 5 - index}
- {op: ./inner.yaml, when: width > 2}
- {op: flatten, name: flat}
outputs: {flat: flat, top: one.top}
`;

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  test.skipIf(!isThere).each<[string, Options]>([
    ['as it is written', {}],
    ['with other parameters', { set: { act: 'relu', width: 2, times: 0 } }],
    ['of unknown size', { input: { image: [null, null, 3] } }],
    ['cut after the use of a cut', { until: 'two' }],
    ['cut in a run of uses', { until: 'last_0' }],
  ])('a network of several specs is what its report says, %s', { timeout: 60_000 }, async (_, options) => {
    const unknown = 'input' in options;
    const written = unknown
      ? text.replace('- {op: flatten, name: flat}', '- {op: global_avg_pool2d, name: flat}')
      : text;
    const { model, diagnostics } = compile(written, { ...options, read: (file) => files[file] });
    expect(diagnostics).toEqual([]);
    const { differences, layers } = await verify(model as NonNullable<typeof model>, { backend });
    expect(differences).toEqual([]);
    expect(layers).toBe(model?.layers.length);
  });
});
