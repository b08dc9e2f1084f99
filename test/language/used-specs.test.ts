/** Specs that are used as blocks of others. */
import { describe, expect, test } from 'vitest';
import { type Compilation, compile, type Options } from '../../src/compile.js';
import { verify } from '../../src/run/verify/verify.js';
import { layerOf, namesOf, shapesOf } from './network.js';

const base = `netspec: 1
name: Base
parameters: {filters: 4, deep: true}
inputs: {image: 16x16x3}
defaults: {conv2d: {kernel_size: 1, filters: filters * 2}}
blocks: {Pair: {parameters: [n], layers: [{op: conv2d, name: A, filters: n}, {op: conv2d, name: B, filters: filters}]}}
layers:
- {op: Pair, name: First, n: 3, output: 16x16x8}
- {op: Pair, name: Second, n: 5, when: deep, endpoint: Middle}
- {op: global_avg_pool2d, name: Pool}
- {op: dense, name: Logits, units: 10}
outputs: {logits: Logits}
expect: {layers: 6}
`;

const several = `netspec: 1
name: Several
inputs: {a: 8x8x3, b: 8x8x3}
layers:
- {op: conv2d, name: Left, input: a, filters: 2, kernel_size: 1, weights: same}
- {op: conv2d, name: Right, input: b, filters: 2, kernel_size: 1, weights: same}
- {op: add, name: Sum, input: [Left, Right]}
outputs: {left: Left, sum: Sum}
`;

const files: Readonly<Record<string, string>> = {
  'specs/base.yaml': base,
  'specs/several.yaml': several,
  'specs/outer.yaml': base.replace('op: dense, name: Logits, units: 10', 'op: ./deep/inner.yaml, name: Logits'),
  'specs/deep/inner.yaml':
    'netspec: 1\nname: Inner\ninputs: {x: 4}\nlayers: [{op: dense, name: D, units: 7}]\noutputs: {y: D}\n',
};

function run(layers: string, { outputs = 'out: Last', ...options }: Options & { outputs?: string } = {}): Compilation {
  const text = `netspec: 1\nname: Net\ninputs: {image: 8x8x3}\nlayers:\n${layers}\noutputs: {${outputs}}\n`;
  return compile(text, { file: 'specs/net.yaml', read: (file) => files[file], ...options });
}

function modelOf(...given: Parameters<typeof run>) {
  const { model, diagnostics } = run(...given);
  if (!model || diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return model;
}

describe('a spec as a block', () => {
  test('is used as a whole, with separate parameters, names and defaults', () => {
    const model = modelOf('- {op: ./base.yaml, name: Base, filters: in.channels}\n- {op: dense, name: Last, units: 2}');
    expect(shapesOf(model)).toEqual({
      'Base/First/A': '8x8x6',
      'Base/First/B': '8x8x6',
      'Base/Second/A': '8x8x10',
      'Base/Second/B': '8x8x6',
      'Base/Pool': '6',
      'Base/Logits': '10',
      Last: '2',
    });
    expect([...model.endpoints.keys()]).toEqual(['Base', 'Last']);
  });

  const towers = [
    '- {op: ./base.yaml, name: Left, weights: tower}',
    '- {op: ./base.yaml, name: Right, input: image, weights: tower}',
    '- {op: concat, name: Last, input: [Left.Pool, Right.Pool, Left, Right]}',
  ].join('\n');

  test('gives the layers of its top level by name', () => {
    const model = modelOf(towers, { outputs: 'out: Last, early: Left.First' });
    expect(layerOf(model, 'Last')?.inputs).toEqual(['Left/Pool', 'Right/Pool', 'Left/Logits', 'Right/Logits']);
    expect(model.outputs.get('early')).toBe('Left/First/B');
    const { diagnostics } = run(towers.replace('Left.Pool', 'Left.Pole'));
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'Left has no output "Pole"; expected First, Second, Pool, Logits, Middle',
    ]);
    expect(run(towers.replace('Left.Pool', 'Left.First.A')).diagnostics.map(({ message }) => message)).toEqual([
      'Left has no output "First.A"; expected First, Second, Pool, Logits, Middle',
    ]);
  });

  test('gives its end points, those of unnamed groups too', async () => {
    const grouped = base
      .replace('layers: 6', 'layers: 8')
      .replace('- {op: global_avg', '- layers: [{op: Pair, name: Third, n: 7, endpoint: Late}]\n$&');
    const read = (file: string) => (file.endsWith('base.yaml') ? grouped : undefined);
    const taps = '- {op: ./base.yaml, name: Base}\n- {op: concat, name: Last, input: [Base.Middle, Base.Late]}';
    const model = modelOf(taps, { read });
    expect(layerOf(model, 'Last')?.inputs).toEqual(['Base/Second/B', 'Base/Third/B']);
    for (const target of ['tfjs', 'tfjs-inference'] as const)
      expect(await verify(model, { backend: 'cpu', target })).toMatchObject({ ok: true, differences: [] });
  });

  test('shares its weights in all uses', async () => {
    const model = modelOf(towers, { outputs: 'out: Last, early: Left.First' });
    expect(layerOf(model, 'Right/First/A')?.sharedWith).toBe('Left/First/A');
    for (const target of ['tfjs', 'tfjs-inference'] as const)
      expect(await verify(model, { backend: 'cpu', target })).toMatchObject({ ok: true, differences: [] });
  });

  test('is used up to an end point, without a scope if it has no name', () => {
    const model = modelOf('- {op: ./base.yaml, until: Middle}\n- {op: flatten, name: Last}');
    expect(namesOf(model)).toEqual(['First/A', 'First/B', 'Second/A', 'Second/B', 'Last']);
    const alone = compile(base, { until: 'Middle' }).model;
    expect(alone && namesOf(alone)).toEqual(namesOf(model).slice(0, -1));
  });

  test('has several inputs and outputs, and its shared weights to itself', () => {
    const model = modelOf(
      '- {op: ./several.yaml, name: One, input: [image, image]}\n- {op: ./several.yaml, name: Two, input: [image, image]}\n- {op: concat, name: Last, input: [One, One.left, Two.sum]}',
    );
    expect(layerOf(model, 'Last').inputs).toEqual(['One/Sum', 'One/Left', 'Two/Sum']);
    expect(layerOf(model, 'One/Right').sharedWith).toBe('One/Left');
    expect(layerOf(model, 'Two/Left').sharedWith).toBeUndefined();
  });

  test('can use others, relative to its own folder', () => {
    const model = modelOf('- {op: ./outer.yaml, name: Outer}\n- {op: flatten, name: Last}');
    expect(shapesOf(model)).toMatchObject({ 'Outer/Logits/D': '7', Last: '7' });
  });

  test('is read once, and its layers have its positions', () => {
    const read: string[] = [];
    const model = modelOf(
      '- {op: ./base.yaml, name: One, until: Middle}\n- {op: ./base.yaml, name: Two}\n- {op: ./outer.yaml, name: Last, input: One}',
      {
        read: (file) => {
          read.push(file);
          return files[file];
        },
        outputs: 'out: Last, two: Two',
      },
    );
    expect(read).toEqual(['specs/base.yaml', 'specs/outer.yaml', 'specs/deep/inner.yaml']);
    const { source } = layerOf(model, 'Two/First/A').node.item.span;
    expect([source.file, source.text]).toEqual(['specs/base.yaml', base]);
  });

  test('is cut with the rest of the network', () => {
    const model = modelOf('- {op: ./base.yaml, name: Base}\n- {op: flatten, name: Last}', { until: 'Base' });
    expect(namesOf(model).at(-1)).toBe('Base/Logits');
  });

  const errorsOf = (layers: string, options: Options = {}) =>
    run(layers, options).diagnostics.map(({ code, span }) => `${span.source.file} ${code}`);

  test('stays in the folder that netspec runs in, or in that of the spec where it is elsewhere', () => {
    const use = (path: string) => `- {op: ${path}, name: Last}`;
    const read = (file: string) => (file.endsWith('base.yaml') ? base : undefined);
    expect(errorsOf(use('../base.yaml'), { read })).toEqual([]);
    expect(errorsOf(use('../../base.yaml'), { read })).toEqual(['specs/net.yaml spec-outside']);
    expect(errorsOf(use('./inner/base.yaml'), { read, file: '/home/me/net.yaml' })).toEqual([]);
    expect(errorsOf(use('../base.yaml'), { read, file: '/home/me/net.yaml' })).toEqual([
      '/home/me/net.yaml spec-outside',
    ]);
    expect(errorsOf(use('../base.yaml'), { read, file: '../net.yaml' })).toEqual(['../net.yaml spec-outside']);
    expect(errorsOf(use('./base.yaml'), { read, file: 'HEAD:net.yaml' })).toEqual([]);
  });

  test('cannot be read without a reader', () => {
    expect(
      compile('netspec: 1\nname: N\ninputs: {x: 8x8x3}\nlayers: [{op: ./a.yaml, name: A}]\noutputs: {y: A}')
        .diagnostics,
    ).toMatchObject([{ code: 'unreadable-spec' }]);
  });

  test('tells of its mistakes in its own file, once', () => {
    const read = (file: string) => files[file]?.replace('units: 10', 'untis: 10');
    const use = '- {op: ./base.yaml, name: One}\n- {op: ./base.yaml, name: Last, input: image, until: Middle}';
    const found = run(use, { read }).diagnostics;
    expect(found.map(({ code, span }) => `${span.source.file} ${code}`)).toEqual(['specs/base.yaml unknown-key']);
    expect(found[0]?.notes.at(-1)?.span.source.file).toBe('specs/net.yaml');
  });
});
