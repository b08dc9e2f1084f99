/** The shapes that follow from what an op computes are those that its rule gives, also where sizes are not known. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Shapes } from '../../src/algebra/shapes.js';
import { compile } from '../../src/compile.js';
import type { Shape } from '../../src/expressions/shape.js';
import type { Model } from '../../src/graph/graph.js';
import { typesOf, valuesOf } from '../../src/graph/values.js';
import { type OpName, ops } from '../../src/ops/index.js';
import { computeLayer } from '../../src/ops/layer.js';
import { combinationsOf, specOf } from '../engines/grid.js';

const textOf = (shape: Shape): string => shape.join(' x ');

/** The layers with two different shapes, each with both. */
function differencesOf({ graph, layers }: Model): readonly string[] {
  const types = typesOf({ graph, layers });
  const owners = new Map(layers.map((layer) => [layer.name, layer]));
  return layers.flatMap((layer) => {
    const inputs = layer.inputs.map((input) => types.get(input)?.shape ?? []);
    const { weights } = owners.get(layer.sharedWith ?? layer.name) ?? layer;
    const learned = new Map(weights.map(({ name, shape }) => [name, shape]));
    const computed = computeLayer(new Shapes(), layer, inputs, learned);
    return valuesOf(layer).flatMap(({ name, output, type }) => {
      const [own, inferred] = [textOf(computed[output] ?? []), textOf(type.shape)];
      return own === inferred ? [] : [`${name}: ${own}, not ${inferred}`];
    });
  });
}

test.each(Object.keys(ops) as OpName[])('%s', (op) => {
  fc.assert(
    fc.property(combinationsOf(op), (combination) => {
      const { model } = compile(specOf([combination]));
      fc.pre(model !== undefined);
      expect(model && differencesOf(model)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

describe('of the networks in specs/', () => {
  test.each(readdirSync('specs'))('%s', (file) => {
    const text = readFileSync(`specs/${file}`, 'utf8');
    const { model } = compile(text);
    expect(model && differencesOf(model)).toEqual([]);
  });
});
