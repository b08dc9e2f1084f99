/** The memory that inference takes. */
import { type ByteCount, bytesHeld, bytesOf, peakOf } from '../../analysis/lifetimes.js';
import { product } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { lower } from './lower.js';
import type { Operation } from './operation.js';
import { type Plan, planOf } from './plan.js';

/**
 * The most bytes that the intermediate tensors of one example take at once; undefined where that depends on an unknown
 * size of the input.
 */
export function peakBytesOf(model: Model): ByteCount {
  const plan = planOf(model);
  return peakBytes(
    plan.steps.flatMap((step) => lower(step).operations),
    plan,
    model,
  );
}

/** When an operation has given its result, what it has read last is not yet freed; the inputs are the caller's. */
export function peakBytes(operations: readonly Operation[], { outputs }: Plan, { graph }: Model): ByteCount {
  const sized = operations.map(({ shape, between = [0], ...operation }) => ({
    ...operation,
    bytes: bytesOf(product(shape)),
    between: bytesOf(product(between)),
  }));
  return peakOf(bytesHeld(sized, outputs.values(), new Map(graph.inputs.map(({ name }) => [name, 0]))));
}
