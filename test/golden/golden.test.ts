/** The reference against what Keras and PyTorch compute, for every op and every activation. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { IndexFunction } from '../../src/expressions/index-function.js';
import { parseExpression } from '../../src/expressions/parse.js';
import { outputOf } from '../../src/ops/apply.js';
import { type AttributeType, checkValue } from '../../src/ops/attributes.js';
import { activations } from '../../src/ops/companions.js';
import { defaultValue } from '../../src/ops/derived.js';
import { findOp, ops } from '../../src/ops/index.js';
import { computeLayer } from '../../src/ops/layer.js';
import type { Op } from '../../src/ops/op.js';
import { defaultOutput } from '../../src/ops/outputs.js';
import { type DType, floats } from '../../src/ops/types.js';
import { given } from '../../src/reference/lazy.js';
import { ReferenceAlgebra } from '../../src/reference/reference.js';

interface Golden {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  /** float32 by default. */
  readonly dtype?: DType;
}

/** A layer with what goes in and what comes out, a batch of one. */
interface Case {
  readonly op: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Golden[];
  readonly weights: Readonly<Record<string, Golden>>;
  readonly output: Golden;
  /** All outputs by name, of an op with several. */
  readonly outputs?: Readonly<Record<string, Golden>>;
}

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const cases = files.flatMap((file): readonly Case[] => JSON.parse(readFileSync(path.join(folder, file), 'utf8')));

/** The attributes of a case, checked, with those that it leaves out. */
function attributesOf(op: Op, { attributes: written, inputs }: Case): Readonly<Record<string, unknown>> {
  const types = inputs.map(({ shape, dtype = 'float32' }) => ({ ...floats(shape.slice(1)), dtype }));
  const values: Record<string, unknown> = {};
  for (const [key, attribute] of Object.entries(op.attributes))
    values[key] =
      key in written
        ? checkValue(attribute.type, plainOf(attribute.type, written[key]))
        : defaultValue(attribute, values, types);
  return values;
}

/** The value of an attribute: an expression of indices is a function. */
function plainOf({ type }: AttributeType, value: unknown): unknown {
  if (type !== 'table' || typeof value !== 'string') return value;
  const expression = parseExpression(value);
  return 'kind' in expression ? new IndexFunction(expression) : undefined;
}

test.each(cases)('$op $attributes', (one) => {
  const { op: name, inputs, weights, output, outputs } = one;
  const op = findOp(name);
  if (!op) throw new Error(`there is no op ${name}`);
  const layer = { op, attributes: attributesOf(op, one) };
  const ofExample = ({ shape, data }: Golden) => given(shape.slice(1), data);
  const learned = new Map(Object.entries(weights).map(([weight, { shape, data }]) => [weight, given(shape, data)]));
  const computed = computeLayer(new ReferenceAlgebra(), layer, inputs.map(ofExample), learned);
  const expected = outputs ?? { [defaultOutput(op)]: output };
  expect(Object.keys(computed)).toEqual(Object.keys(expected));
  for (const [key, { shape, data }] of Object.entries(expected)) {
    const y = outputOf(op, key, computed);
    expect(y.shape).toEqual(shape.slice(1));
    const worst = data.reduce((most, value, index) => Math.max(most, Math.abs(value - y.value(index))), 0);
    // Six digits of values of float32, which may be a sum of some dozen.
    expect(worst).toBeLessThan(5e-6 * Math.max(1, ...data.map(Math.abs)));
  }
});

test('they hold every op and every activation', () => {
  const named = new Set(cases.map(({ op }) => op));
  expect(Object.keys(ops).filter((op) => !named.has(op))).toEqual([]);
  const words = new Set(cases.map(({ attributes }) => attributes.activation));
  expect(activations.filter((word) => !words.has(word))).toEqual([]);
});
