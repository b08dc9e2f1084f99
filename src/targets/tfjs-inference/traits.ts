/** The traits of a network that the functions of its module depend on. */

import { type FusedActivation, fusedActivations } from './activations.js';
import type { Draft } from './draft.js';
import { isFold } from './folds.js';
import { isStepOf } from './plan.js';

export interface Traits {
  readonly javascript: boolean;
  /** The activations that are fused with an op, and whether one of them has a slope. */
  readonly activations: readonly FusedActivation[];
  readonly leaks: boolean;
  /** Whether a convolution is dilated, a padding explicit, a batch norm folded. */
  readonly dilates: boolean;
  readonly pads: boolean;
  readonly norms: boolean;
  /** Whether the dilation of a kernel is written into it. */
  readonly undilates: boolean;
}

export function traitsOf({ language, plan, folds }: Draft): Traits {
  const { steps } = plan;
  const activations = fusedActivations(steps);
  const taken = [...folds.values()].filter(isFold);
  return {
    javascript: language.javascript,
    activations,
    leaks: activations.some(({ word }) => word === 'leakyrelu'),
    dilates: steps.some((step) => isStepOf(step, 'conv2d') && Math.max(...step.layer.attributes.dilation_rate) > 1),
    pads: steps.some(({ margins }) => margins !== undefined),
    norms: taken.some(({ folder, norm }) => norm !== undefined && folder !== 'batchNorm'),
    undilates: taken.some(({ dilation }) => dilation !== undefined),
  };
}
