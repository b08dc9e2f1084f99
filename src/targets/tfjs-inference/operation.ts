/** An operation of the generated code: a value with a name, the code that computes it, and what that code calls. */

import type { Shape } from '../../expressions/shape.js';
import type { Language } from '../code/language.js';
import type { Doc } from '../code/layout.js';
import type { PlanStep } from './plan.js';

/** Functions that the generated module has where it calls them, one template each. */
export const functions = [
  'conv2d',
  'depthwiseConv2d',
  'groupedConv2d',
  'pooledConv2d',
  'conv2dTranspose',
  'dense',
  'denseEach',
  'margins',
  'layerNorm',
  'adaptiveAvgPool',
  'gelu',
  'swish',
  'hardSwish',
  'hardSigmoid',
] as const;
export type RuntimeFunctionName = (typeof functions)[number];

/** A function that the module declares, under a name that it is given. */
export interface ModuleFunction {
  /** What it is called if the name is free. */
  readonly name: string;
  write(name: string, language: Language): readonly string[];
}

/** One operation, whose value has a name. */
export interface Operation {
  /** A layer's name, or, for what is between two, one below it. */
  readonly name: string;
  /** Names of earlier operations or of inputs of the network. */
  readonly inputs: readonly string[];
  readonly shape: Shape;
  /** The code that computes it, from the codes of its inputs and of the step's weights. */
  readonly code: (inputs: readonly string[], weights: string, callee: string) => Doc;
  /** The function that it calls, where that is one of this op. */
  readonly function?: ModuleFunction;
  /** Whether TensorFlow.js tells of its result only that it is a tensor. */
  readonly isUntyped?: true;
  /** What it holds besides while it computes. */
  readonly between?: Shape;
  /** Whether its result shares the memory of its input. */
  readonly isView?: true;
}

/** An operation that gives a step's value from what the step takes. */
export const only = ({ name, inputs, output }: PlanStep) => ({ name, inputs, shape: output });

export const view = (step: PlanStep) => ({ ...only(step), isUntyped: true, isView: true }) as const;
