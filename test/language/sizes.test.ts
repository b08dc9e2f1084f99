/** Named sizes: symbolic shapes, values from outside, and sizes of used specs. */
import { describe, expect, test } from 'vitest';
import { at } from '../../src/at.js';
import { add, floorDivide, formatShape, multiply, namedSize, sameDim, symbol } from '../../src/expressions/shape.js';
import { analyze, compile } from '../../src/index.js';
import { layerOf, modelOf } from './network.js';

const sequence = `
sizes: {length: {minimum: 4, maximum: 64}}
inputs: {signal: length x 8, half: length // 2 x 8, mask: length + 1 x length}
blocks:
  Widen:
    parameters: [units]
    layers:
    - {op: dense, name: Dense, units: 2 * units, output: length x units * 2}
layers:
- {op: Widen, name: Wide, input: signal, units: 8, output: length x 16}
- {op: reshape, name: Heads, target_shape: [-1, 4, 4], output: length x 4 x 4}
- {op: dropout, name: Mask, input: mask, rate: 0.5, output: length + 1 x length}
- {op: dense, name: Half, input: half, units: 8, output: floor(length / 2) x in.channels}
outputs: {heads: Heads, mask: Mask, half: Half}`;

const inputsOf = (input: Record<string, (number | null)[]>) =>
  modelOf(sequence, { input }).graph.inputs.map(({ shape }) => formatShape(shape));

describe('a size', () => {
  test('is one symbol in the whole network', () => {
    const model = modelOf(sequence);
    expect(model.graph.inputs.map(({ shape }) => formatShape(shape))).toEqual([
      'length x 8',
      'floor(length / 2) x 8',
      'length + 1 x length',
    ]);
    expect(formatShape(layerOf(model, 'Heads').output)).toBe('length x 4 x 4');
    expect(model.assumptions).toEqual([]);
  });

  test.each([
    [{ length: [10] }, ['10x8', '5x8', '11x10']],
    [{ signal: [10, 8] }, ['10x8', '5x8', '11x10']],
    [{ signal: [10, 8], half: [5, 8], length: [10] }, ['10x8', '5x8', '11x10']],
    [{ length: [null] }, ['length x 8', 'floor(length / 2) x 8', 'length + 1 x length']],
    [{ signal: [null, 8] }, ['length x 8', 'floor(length / 2) x 8', 'length + 1 x length']],
  ])('is set by %j', (input, shapes) => {
    expect(inputsOf(input)).toEqual(shapes);
  });

  test('keeps its name apart from the names of other unknown sizes', () => {
    const model = modelOf(
      `
sizes: [height]
inputs: {image: ?xheightx3}
layers: [{op: dense, name: Last, units: 4}]
outputs: {out: Last}`
        .replace('?xheightx3', '? x height x 3')
        .replace('image: ? x height x 3', 'image: "? x height x 3"'),
    );
    expect(layerOf(model, 'Last').output.map(String)).toEqual(['height_', 'height', '4']);
    expect(formatShape(layerOf(model, 'Last').output)).toBe('? x height x 4');
  });

  test('has a definition and references', () => {
    const text = `netspec: 1\nname: Net${sequence}`;
    const { symbols } = analyze(text);
    const size = symbols.all.find(({ kind }) => kind === 'size');
    expect(size?.definitions).toHaveLength(1);
    expect(size?.references.map(({ span }) => text.slice(span.start, span.end))).toEqual(Array(10).fill('length'));
    const spot = at(analyze(text), text.indexOf('length x 16'));
    expect(spot.mention?.symbol.kind).toBe('size');
    expect(spot.expression).toMatchObject({ kind: 'name', name: 'length' });
  });
});

describe('sizes of a used spec', () => {
  const used = `netspec: 1
name: Head
sizes: {length: {}, depth: {}}
inputs: {x: length x 8, y: depth x length x 2}
layers:
- {op: dense, name: Last, units: 4, input: y, output: depth x length x 4}
- {op: dense, name: First, units: 4, input: x, output: length x 4}
outputs: {first: First, last: Last}`;
  const read = (path: string) => (path === 'head.yaml' ? used : undefined);

  test('are those of what a use gives it', () => {
    const { model, diagnostics } = compile(
      `netspec: 1
name: Net
sizes: [time]
inputs: {a: time x 8, b: 6 x time x 2}
layers:
- {op: ./head.yaml, name: Head, input: [a, b]}
outputs: {first: Head.first, last: Head.last}`,
      { read },
    );
    expect(diagnostics).toEqual([]);
    expect(model?.layers.map(({ output }) => formatShape(output))).toEqual(['6 x time x 4', 'time x 4']);
  });
});

describe('two dimensions', () => {
  const length = namedSize('length', { minimum: 2 });
  test.each([
    ['one size', length, length, true],
    ['a size and a number', length, 7, false],
    ['two sizes', length, namedSize('width', {}), false],
    ['two unknown sizes', symbol('a'), symbol('b'), false],
    ['a size and the next', length, add(length, 1), false],
    ['a size and its double', length, multiply(length, 2), false],
    ['a size and its half, doubled', length, multiply(floorDivide(length, 2), 2), undefined],
    ['one more than a size and its half, doubled', add(length, 1), multiply(floorDivide(length, 2), 2), false],
    ['a size and its square', length, multiply(length, length), undefined],
  ])('%s', (_, a, b, expected) => {
    expect(sameDim(a, b)).toBe(expected);
    expect(sameDim(b, a)).toBe(expected);
  });
});
