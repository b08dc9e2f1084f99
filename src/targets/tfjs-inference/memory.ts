/** The memory of inference. */
import { type ByteCount, bytesHeld, bytesOf, peakOf } from '../../analysis/lifetimes.js';
import { product } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { lower } from './lower.js';
import type { Operation } from './operation.js';
import { type Plan, planOf } from './plan.js';

/**
 * The maximum size of all intermediate tensors of one example, in bytes; undefined if it depends on an unknown size.
 */
export function peakBytesOf(model: Model): ByteCount {
  const plan = planOf(model);
  return peakBytes(
    plan.steps.flatMap((step) => lower(step).operations),
    plan,
    model,
  );
}

/** When an operation has its result, the values that it read last are not freed yet. Inputs belong to the caller. */
export function peakBytes(operations: readonly Operation[], { outputs }: Plan, { graph }: Model): ByteCount {
  const sized = operations.map(({ shape, between = [0], ...operation }) => ({
    ...operation,
    bytes: bytesOf(product(shape)),
    between: bytesOf(product(between)),
  }));
  return peakOf(bytesHeld(sized, outputs.values(), new Map(graph.inputs.map(({ name }) => [name, 0]))));
}
