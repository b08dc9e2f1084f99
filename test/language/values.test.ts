/** Parameters, defaults, formulas and names with holes. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { layerOf, modelOf, namesOf, shapesOf } from './network.js';

describe('defaults', () => {
  test('apply to the layers inside, innermost first, unless a layer sets the attribute', () => {
    const model = modelOf(`
inputs: {image: 9x9x3}
defaults: {conv2d: {kernel_size: 3, padding: same, use_bias: false}}
layers:
- {op: conv2d, name: A, filters: 4}
- {op: conv2d, name: B, filters: 4, padding: valid}
- defaults: {conv2d: {padding: valid, kernel_size: 1x3}}
  layers:
  - {op: conv2d, name: C, filters: 4}
  - {op: conv2d, name: D, filters: 4, kernel_size: 2, use_bias: true}
- {op: conv2d, name: E, filters: 4}
outputs: {out: E}`);
    expect(shapesOf(model)).toEqual({ A: '9x9x4', B: '7x7x4', C: '7x5x4', D: '6x4x4', E: '6x4x4' });
    expect(model.layers.map(({ attributes }) => attributes.use_bias)).toEqual([false, false, false, true, false]);
  });

  test('that mention themselves transform the value of the layer', () => {
    const text = `
parameters: {multiplier: 0.5, least: 8}
inputs: {image: 9x9x3}
defaults: {conv2d: {filters: "max(floor(filters * multiplier), least)", kernel_size: 1}}
blocks: {Block: {parameters: [width], layers: [{op: conv2d, name: C, filters: width}]}}
layers:
- {op: conv2d, name: A, filters: 64}
- {op: conv2d, name: B, filters: 9}
- {op: Block, name: Use, width: 32}
- {defaults: {conv2d: {filters: filters}}, layers: [{op: conv2d, name: D, filters: 3}]}
outputs: {out: D}`;
    const filters = (set: Record<string, number>) =>
      modelOf(text, { set }).layers.map(({ attributes }) => attributes.filters);
    expect(filters({})).toEqual([32, 8, 16, 3]);
    expect(filters({ multiplier: 1.5, least: 1 })).toEqual([96, 13, 48, 3]);
  });

  test('that mention themselves hide no others', () => {
    const model = modelOf(`
inputs: {image: 9x9x3}
defaults: {conv2d: {filters: 8, kernel_size: 1}}
layers:
- defaults: {conv2d: {filters: filters * 2}}
  layers:
  - {op: conv2d, name: A}
  - {op: conv2d, name: B, filters: 5}
  - {defaults: {conv2d: {filters: 7}}, layers: [{op: conv2d, name: C}, {op: conv2d, name: D, filters: 5}]}
outputs: {out: D}`);
    expect(model.layers.map(({ attributes }) => attributes.filters)).toEqual([8, 10, 7, 10]);
  });

  test('of a block may mention its parameters', () => {
    const model = modelOf(`
inputs: {image: 9x9x3}
blocks:
  Block:
    parameters: [window]
    defaults: {conv2d: {kernel_size: window, padding: same}}
    layers: [{op: conv2d, name: A, filters: 4}, {op: conv2d, name: B, filters: 4}]
layers: [{op: Block, name: X, window: 3}, {op: Block, name: Y, window: 1x5}]
outputs: {out: Y}`);
    expect(model.layers.map(({ attributes }) => attributes.kernel_size)).toEqual([
      [3, 3],
      [3, 3],
      [1, 5],
      [1, 5],
    ]);
  });
});

describe('parameters', () => {
  const text = `
netspec: 1
name: Net
parameters:
  width: 4
  rate: {default: 0.5, minimum: 0, below: 1}
  classes: {default: 10, type: integer, above: 0, nullable: true}
  function: {default: relu, choices: [relu, elu]}
  bias: true
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: A, filters: width, kernel_size: 1, use_bias: bias, activation: "\${function}"}
- {op: dropout, name: B, rate: rate}
- {op: dense, name: C, units: classes, when: classes}
- {op: flatten, name: D}
outputs: {out: D}`;

  test('have the given values, or their defaults', () => {
    expect(modelOf(text).graph.parameters).toEqual(
      new Map<string, unknown>([
        ['width', 4],
        ['rate', 0.5],
        ['classes', 10],
        ['function', 'relu'],
        ['bias', true],
      ]),
    );
    const model = modelOf(text, { set: { width: 6, bias: false, function: 'elu', classes: null } });
    expect(layerOf(model, 'A').attributes).toMatchObject({ filters: 6, use_bias: false, activation: 'elu' });
    expect(namesOf(model)).toEqual(['A', 'B', 'D']);
  });

  test.each<[string, number | string | boolean | null, string]>([
    ['rate', 1, 'rate must be a number, 0 or more and below 1, not 1'],
    ['rate', 'a', 'rate must be a number, 0 or more and below 1, not "a"'],
    ['classes', 2.5, 'classes must be a whole number above 0, not 2.5'],
    ['function', 'tanh', 'function must be one of relu, elu, not "tanh"'],
    ['bias', 1, 'bias must be true or false, not 1'],
    ['width', null, 'width must be a number, not null'],
    ['widht', 4, 'Net has no parameter "widht"'],
  ])('%s can not be %j', (name, value, message) => {
    const { diagnostics, model } = compile(text, { set: { [name]: value } });
    expect(diagnostics.map((found) => found.message)).toEqual([message]);
    expect(model).toBeUndefined();
  });
});

describe('names with holes', () => {
  test('state what a layer has', () => {
    const model = modelOf(`
parameters: {version: 3}
inputs: {image: 8x9x3}
formulas: {half: in.height // 2}
layers:
- {op: conv2d, name: "Conv_\${kernel_size}_v\${version}", filters: 4, kernel_size: 1x3}
- {op: avg_pool2d, name: "Pool_\${half}x\${in.width}", pool_size: [half, in.width]}
- {name: "Scope_\${version + 1}", layers: [{op: flatten, name: Flat}]}
- {op: dropout, name: Last, rate: 0.5}
outputs: {out: Last}`);
    expect(namesOf(model)).toEqual(['Conv_1x3_v3', 'Pool_4x7', 'Scope_4/Flat', 'Last']);
  });
});

describe('shapes that are not known', () => {
  test('are formulas, which agree where two ways lead to one size', () => {
    const model = modelOf(`
inputs: {image: ?x?x3}
layers:
- name: Reduce
  branches:
    Conv: [{op: conv2d, name: A, filters: 4, kernel_size: 3, strides: 2}, {op: conv2d, name: B, filters: 4, kernel_size: 3, strides: 2}]
    Pool: [{op: max_pool2d, name: A, pool_size: 3, strides: 2}, {op: max_pool2d, name: B, pool_size: 3, strides: 2}]
- {op: global_avg_pool2d, name: Features}
outputs: {out: Features}`);
    expect(layerOf(model, 'Reduce').output.map(String)).toEqual([
      'floor((height + 1) / 4) - 1',
      'floor((width + 1) / 4) - 1',
      '7',
    ]);
    expect(model.assumptions).toEqual([]);
    expect(layerOf(model, 'Features').output).toEqual([7]);
  });

  test('are assumed to be what windows need, and whole where a window takes every second', () => {
    const model = modelOf(`
inputs: {a: ?x8x3}
layers:
- {op: avg_pool2d, name: Pool, pool_size: "min(in.height, 4)"}
- {op: max_pool2d, name: Half, input: a, pool_size: 2}
- {op: up_sampling2d, name: Whole, size: 2}
- {op: add, name: Sum, input: [a, Whole]}
outputs: {pool: Pool, sum: Sum}`);
    expect(model.assumptions).toEqual([
      { layer: 'Pool', condition: 'height >= 4' },
      { layer: 'Sum', condition: '2 * floor(height / 2) == height' },
    ]);
  });
});

describe('the text', () => {
  test('sizes and names are read as they are written', () => {
    const model = modelOf(`
inputs: {image: [8, 8, 3]}
layers:
- {op: conv2d, name: 1e1, filters: 1e1, kernel_size: "3x3", padding: "same"}
- {op: zero_pad2d, name: no, padding: 0x1}
- {op: conv2d, name: 010, filters: 010, kernel_size: [1, "in.width - 9"], output: "8x10x10"}
- {op: reshape, name: 0b1, target_shape: 8x100}
outputs: {out: 0b1}`);
    expect(shapesOf(model)).toEqual({ '1e1': '8x8x10', no: '8x10x10', '010': '8x10x10', '0b1': '8x100' });
  });

  test('anchors, aliases and merge keys work', () => {
    const model = modelOf(
      `
inputs: {image: 8x8x3}
layers:
- &conv {op: conv2d, name: A, filters: 4, kernel_size: &window 3, padding: same}
- {<<: *conv, name: B, filters: 5}
- {<<: [{filters: 6}, *conv], name: C, kernel_size: *window}
outputs: {out: C}`,
    );
    expect(shapesOf(model)).toEqual({ A: '8x8x4', B: '8x8x5', C: '8x8x6' });
    expect(layerOf(model, 'B').attributes).toMatchObject({ padding: 'same', kernel_size: [3, 3] });
  });

  test('keeps its order, whatever its keys', () => {
    const model = modelOf(`
inputs: {image: 8}
layers:
- {name: M, branches: {b: [{op: dense, name: x, units: 1}], 2: [{op: dense, name: x, units: 2}], 1: [{op: dense, name: x, units: 3}]}}
outputs: {out: M}`);
    expect(layerOf(model, 'M').inputs).toEqual(['M/b/x', 'M/2/x', 'M/1/x']);
  });

  test.each([
    ['a byte-order mark', (text: string) => `\ufeff${text}`],
    ['lines that end as on Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a marker of its beginning', (text: string) => `---\n${text}`],
    ['comments', (text: string) => `# One\n${text} # two\n# three`],
  ])('may have %s', (_, change) => {
    const text = 'netspec: 1\nname: Net\ninputs: {x: 4}\nlayers:\n- {op: dense, name: A, units: 2}\noutputs: {out: A}';
    expect(shapesOf(modelOf(change(text)))).toEqual({ A: '2' });
  });

  test('names that every JavaScript object has are names', () => {
    const model = modelOf(`
parameters: {__proto__: 3, valueOf: 4}
inputs: {image: 8x8x3}
blocks: {hasOwnProperty: {parameters: [toString], layers: [{op: conv2d, name: constructor, filters: toString, kernel_size: 1}]}}
layers:
- {op: hasOwnProperty, name: isPrototypeOf, toString: __proto__}
- {op: conv2d, name: toString, filters: valueOf, kernel_size: 1}
outputs: {constructor: toString, valueOf: isPrototypeOf}`);
    expect(shapesOf(model)).toEqual({ 'isPrototypeOf/constructor': '8x8x3', toString: '8x8x4' });
    expect([...model.outputs.keys()]).toEqual(['constructor', 'valueOf']);
  });
});
