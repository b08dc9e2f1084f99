/** The memory of inference. */
import { bytesHeld, bytesOf, peaksOf } from '../../analysis/lifetimes.js';
import { isKnown, product } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { lower } from './lower.js';
import type { NamedValue, Operation } from './operation.js';
import { type Plan, planOf } from './plan.js';

/**
 * The maximum size of all intermediate tensors of one example, in bytes; undefined if it depends on an unknown size.
 */
export function peakBytesOf(model: Model): number | undefined {
  const plan = planOf(model);
  return peakBytes(
    plan.steps.flatMap((step) => lower(step).operations),
    plan,
    model,
  );
}

/** When an operation has its result, the values that it read last are not freed yet. Inputs belong to the caller. */
export function peakBytes(operations: readonly Operation[], { outputs }: Plan, { graph }: Model): number | undefined {
  const sizeOf = ({ name, shape }: NamedValue) => ({ name, bytes: bytesOf(product(shape)) });
  const sized = operations.map(({ between = [0], more = [], ...operation }) => ({
    ...operation,
    ...sizeOf(operation),
    more: more.map(sizeOf),
    between: bytesOf(product(between)),
  }));
  const peaks = peaksOf(bytesHeld(sized, outputs.values(), new Map(graph.inputs.map(({ name }) => [name, 0]))));
  const [peak = 0, other] = peaks ?? [];
  return peaks && isKnown(peak) && other === undefined ? peak : undefined;
}
