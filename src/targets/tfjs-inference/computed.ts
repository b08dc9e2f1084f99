/** Ops that TensorFlow.js does not have ready-made: calls of functions that follow from what the ops compute. */

import type { Shape } from '../../expressions/shape.js';
import type { Layer } from '../../graph/graph.js';
import { defaultOutput } from '../../ops/outputs.js';
import { bias, type Weight } from '../../ops/weights.js';
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

/** The first kernel of a layer, and the bias that a folded batch norm gives it. */
const foldedWeights = ({ weights }: Layer, output: Shape): readonly Weight[] => [
  ...weights.slice(0, 1),
  { name: 'bias', ...bias(output.at(-1) ?? 1) },
];

function functionOf({ layer, owner, norm, shapes, output, more }: PlanStep): ReturnType<typeof computedFunction> {
  try {
    return computedFunction({
      op: layer.op,
      attributes: norm ? { ...layer.attributes, use_bias: true } : layer.attributes,
      weights: norm ? foldedWeights(owner, output) : owner.weights,
      isFolded: norm !== undefined,
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
