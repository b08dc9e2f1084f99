/** Each op's rules against TensorFlow.js, over tables of settings: shapes, weights, costs, and what is refused. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Shape } from '../../src/expressions/shape.js';
import { applyOp, firstOutput, macsOf, weightsOf } from '../../src/ops/apply.js';
import { checkValue } from '../../src/ops/attributes.js';
import { defaultValue } from '../../src/ops/derived.js';
import { RuleFault } from '../../src/ops/fault.js';
import { type OpName, ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { type DType, floats, type TensorType } from '../../src/ops/types.js';
import type { Weight } from '../../src/ops/weights.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { backends } from './backends.js';
import { references, type Setting, settings, type Values } from './settings.js';

const refused = 'refused';

/** A setting with checked attributes and defaults, and netspec's results. */
interface Case extends Setting {
  readonly op: Op;
  readonly label: string;
  readonly values: Values;
  readonly output: Shape | RuleFault;
  readonly weights: readonly Weight[];
}

const table = Object.values(ops).map((op) => ({
  name: op.name,
  cases: settings[op.name as OpName].map(caseOf.bind(undefined, op)),
}));

/** The dtype of an input. */
function dtypeOf({ inputs, below, isMasked }: Setting, index: number): DType {
  if (isMasked && index === inputs.length - 1) return 'bool';
  return below === undefined ? 'float32' : 'int32';
}

function caseOf(op: Op, setting: Setting): Case {
  const values: Record<string, unknown> = {};
  const inputs = setting.inputs.map((shape, index): TensorType => {
    return { ...floats(shape), dtype: dtypeOf(setting, index), below: setting.below };
  });
  for (const [key, attribute] of Object.entries(op.attributes)) {
    const given = setting.attributes[key];
    values[key] = given === undefined ? defaultValue(attribute, values, inputs) : checkValue(attribute.type, given);
  }
  const tied = setting.tied && [{ name: 'embeddings', shape: setting.tied, trainable: true, initial: 0 }];
  const outputs = applyOp(op, inputs, values, undefined, tied);
  const output = outputs instanceof RuleFault ? outputs : firstOutput(op, outputs).shape;
  const weights = output instanceof RuleFault ? [] : (tied ?? weightsOf(op, inputs, values, floats(output), true));
  return { ...setting, op, label: JSON.stringify(setting), values, output, weights };
}

/** `5x7x6; kernel 3x3x4x6, bias 6` */
function outcome(output: Shape, weights: readonly Omit<Weight, 'initial'>[]): string {
  const texts = weights.map(({ name, shape, trainable }) => `${name} ${shape.join('x')}${trainable ? '' : ' fixed'}`);
  return `${output.join('x')}; ${texts.join(', ')}`;
}

const ours = ({ output, weights }: Case): string => (output instanceof RuleFault ? refused : outcome(output, weights));

/** TensorFlow.js's results for a setting. */
function theirs(setting: Case): string {
  try {
    const { shape, weights } = compute(setting);
    const isShape = shape.every((dim) => Number.isInteger(dim) && dim > 0);
    return isShape ? outcome(shape, weights) : refused;
  } catch {
    return refused;
  }
}

/** Runs the reference of an op on inputs and weights that are all one. */
function compute(setting: Case) {
  const { op, inputs, values, weights } = setting;
  const reference = references[op.name as OpName](values);
  const ones = inputs.map((shape, index) => tf.ones([1, ...shape], dtypeOf(setting, index)));
  const measure = (y: tf.Tensor) => ({ shape: y.shape.slice(1), sum: tf.sum(y).dataSync()[0] as number });
  if (typeof reference === 'function') {
    const given = weights.map(({ shape }) => tf.ones(shape as number[]));
    return { ...measure(reference(ones, given)), weights };
  }
  try {
    const input = ones.length === 1 ? (ones[0] as tf.Tensor) : ones;
    reference.apply(input);
    reference.setWeights(reference.weights.map(({ shape }) => tf.ones(shape as number[])));
    const built = reference.weights.map((weight) => ({
      name: weight.originalName.split('/').at(-1) as string,
      shape: weight.shape as number[],
      trainable: reference.trainableWeights.includes(weight),
    }));
    return { ...measure(reference.apply(input) as tf.Tensor), weights: built };
  } finally {
    for (const weight of reference.weights) weight.dispose();
  }
}

const byLabel = (cases: readonly Case[], of: (setting: Case) => unknown) =>
  Object.fromEntries(cases.map((setting) => [setting.label, of(setting)]));

/** The native back end has no kernel for a dilated depthwise convolution. */
const lacks = (backend: string, { op, values }: Case): boolean =>
  backend === 'tensorflow' &&
  /depthwise|separable/.test(op.name) &&
  Math.max(...[values.dilation_rate as number | number[]].flat()) > 1;

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  beforeAll(async () => {
    if (isThere) await useBackend(backend);
  });

  test.skipIf(!isThere).each(table)('$name has the shapes and weights of TensorFlow.js', ({ cases }) => {
    const accepted = cases.filter((setting) => !(setting.output instanceof RuleFault) && !lacks(backend, setting));
    expect(byLabel(accepted, ours)).toEqual(byLabel(accepted, theirs));
  });
});

describe('on cpu, which survives every setting', () => {
  beforeAll(() => useBackend('cpu'));

  test.each(table)('$name refuses what TensorFlow.js refuses', ({ cases }) => {
    const isRefused = (outcome: string) => outcome === refused;
    expect(byLabel(cases, (setting) => isRefused(ours(setting)))).toEqual(
      byLabel(cases, (setting) => isRefused(theirs(setting))),
    );
  });

  const counting = table.filter(({ name }) =>
    ['conv2d', 'depthwise_conv2d', 'conv2d_transpose', 'dense'].includes(name),
  );

  test.each(counting)('$name counts multiply-accumulates: of ones, each adds one to the output', ({ cases }) => {
    const plain = cases.filter(
      ({ output, values }) =>
        !(output instanceof RuleFault) && (values.padding ?? 'valid') === 'valid' && !values.use_bias,
    );
    expect(plain.length).toBeGreaterThan(0);
    expect(
      byLabel(plain, ({ op, inputs, values, output }) => macsOf(op, inputs.map(floats), values, output as Shape)),
    ).toEqual(byLabel(plain, (setting) => compute(setting).sum));
  });
});

test.each(table.filter(({ name }) => name === 'separable_conv2d'))(
  '$name costs as much as its two convolutions',
  ({ cases }) => {
    for (const { op, inputs, values, output } of cases) {
      if (output instanceof RuleFault) continue;
      const given = inputs.map(floats);
      const between = applyOp(ops.depthwise_conv2d, given, values);
      expect(between).not.toBeInstanceOf(RuleFault);
      if (between instanceof RuleFault) continue;
      const last = firstOutput(ops.depthwise_conv2d, between);
      const costs = [
        macsOf(ops.depthwise_conv2d, given, values, last.shape),
        macsOf(ops.conv2d, [last], { kernel_size: [1, 1], groups: 1 }, output),
      ];
      expect(macsOf(op, given, values, output)).toBe(Number(costs[0]) + Number(costs[1]));
    }
  },
);
