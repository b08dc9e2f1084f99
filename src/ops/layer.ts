/** What a layer computes: its op, then its batch norm and its activation. */
import type { Algebra } from '../algebra/algebra.js';
import { firstOutput } from './apply.js';
import type { AttributeValues } from './attributes.js';
import { activationOf, batchNormOf } from './companions.js';
import { batchNormalize } from './compute.js';
import type { ByOutput, Op } from './op.js';
import { defaultOutput } from './outputs.js';
import { byPort } from './ports.js';

/** The parts of a layer that its values depend on. */
export interface ComputedLayer {
  readonly op: Op;
  readonly attributes: AttributeValues;
}

const normPrefix = 'BatchNorm/';

/**
 * Applies a layer to its inputs in an algebra. Weights are named below the layer: `kernel`, `BatchNorm/beta`. Gives the
 * layer's outputs by name; batch norm and activation belong to the first. Throws an error if its op has no `compute`.
 */
export function computeLayer<T, N>(
  t: Algebra<T, N>,
  { op, attributes }: ComputedLayer,
  inputs: readonly T[],
  weights: ReadonlyMap<string, T>,
): ByOutput<T> {
  const [own, ofNorm] = [new Map<string, T>(), new Map<string, T>()];
  for (const [name, weight] of weights)
    if (name.startsWith(normPrefix)) ofNorm.set(name.slice(normPrefix.length), weight);
    else own.set(name, weight);
  const outputs = computeOp(t, op, inputs, own, attributes);
  const y = firstOutput(op, outputs);
  const norm = batchNormOf(op, attributes);
  const normalized = norm ? batchNormalize(t, y, statisticsIn(ofNorm), norm.epsilon) : y;
  return { ...outputs, [defaultOutput(op)]: t.activate(normalized, activationOf(op, attributes)) };
}

/** Applies an op to its inputs in an algebra, without companions; gives its outputs by name. */
export function computeOp<T, N>(
  t: Algebra<T, N>,
  op: Op,
  inputs: readonly T[],
  weights: ReadonlyMap<string, T>,
  attributes: AttributeValues,
): ByOutput<T> {
  if (!op.compute) throw new Error(`${op.name} is not computed from primitives`);
  return op.compute(t, byPort(op.inputs, inputs, attributes), Object.fromEntries(weights), attributes);
}

function statisticsIn<T>(weights: ReadonlyMap<string, T>) {
  const [moving_mean, moving_variance] = [weights.get('moving_mean'), weights.get('moving_variance')];
  if (moving_mean === undefined || moving_variance === undefined) throw new Error('a batch norm has no statistics');
  return { moving_mean, moving_variance, gamma: weights.get('gamma'), beta: weights.get('beta') };
}
