/** Ops that TensorFlow.js does not have ready-made: calls of functions that follow from what the ops compute. */

import { defaultOutput } from '../../ops/outputs.js';
import { TargetLimit } from '../target.js';
import { activated } from './activations.js';
import { computedFunction } from './computed-functions.js';
import { type Operation, only } from './operation.js';
import type { PlanStep } from './plan.js';

/** The call of a step's function, and its activation. */
export function computedOperations(step: PlanStep): readonly Operation[] {
  const operation: Operation = {
    ...only(step),
    ...(step.more.length > 0 ? { more: step.more.map(({ name, type }) => ({ name, shape: type.shape })) } : {}),
    ...functionOf(step),
  };
  return activated(step, [operation]);
}

function functionOf({ layer, owner, shapes, output, more }: PlanStep): ReturnType<typeof computedFunction> {
  try {
    return computedFunction({
      op: layer.op,
      attributes: layer.attributes,
      weights: owner.weights,
      shapes,
      outputs: [
        [defaultOutput(layer.op), output],
        ...more.map(({ output: name, type }) => [name, type.shape] as const),
      ],
    });
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${layer.name} needs ${error.message}, which TensorFlow.js does not support`)
      : error;
  }
}
