/** The memory of inference. */
import { type ByteCount, bytesHeld, bytesOf, peakOf } from '../../analysis/lifetimes.js';
import { product } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { lower } from './lower.js';
import type { NamedValue, Operation } from './operation.js';
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
  const sizeOf = ({ name, shape }: NamedValue) => ({ name, bytes: bytesOf(product(shape)) });
  const sized = operations.map(({ between = [0], more = [], ...operation }) => ({
    ...operation,
    ...sizeOf(operation),
    more: more.map(sizeOf),
    between: bytesOf(product(between)),
  }));
  return peakOf(bytesHeld(sized, outputs.values(), new Map(graph.inputs.map(({ name }) => [name, 0]))));
}
