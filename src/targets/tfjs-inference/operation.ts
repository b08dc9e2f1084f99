/** Operations of the generated code: named values, and the code that computes them. */

import type { Shape } from '../../expressions/shape.js';
import type { Language } from '../code/language.js';
import type { Doc } from '../code/layout.js';
import type { HelperName } from '../tensorflow/helpers.js';
import type { PlanStep } from './plan.js';

/** Functions that the generated module contains if it calls them, with a template each. */
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
  'geluTanh',
  'swish',
  'hardSwish',
  'hardSigmoid',
  'softmaxOver',
  'roll',
] as const;
export type RuntimeFunctionName = (typeof functions)[number];

/** A function that the module declares; its name depends on what is free. */
export interface ModuleFunction {
  /** Its name, if free. */
  readonly name: string;
  /** The functions of TensorFlow.js code in general that it calls. */
  readonly helpers: readonly HelperName[];
  write(name: string, language: Language): readonly string[];
}

/** A value of the generated code. */
export interface NamedValue {
  /** That of a layer's output; for an intermediate value, a name below the layer's. */
  readonly name: string;
  readonly shape: Shape;
}

/** An operation, which computes a value. */
export interface Operation extends NamedValue {
  /** Further values that it computes: its code is then an array of all. */
  readonly more?: readonly NamedValue[];
  /** Names of earlier values, or of inputs of the network. */
  readonly inputs: readonly string[];
  /** The code, from those of its inputs and of the step's weights. */
  readonly code: (inputs: readonly string[], weights: string, callee: string) => Doc;
  /** The function of this op that it calls, if any. */
  readonly function?: ModuleFunction;
  /** Whether TensorFlow.js types its result as a tensor of any rank. */
  readonly isUntyped?: true;
  /** Further memory while it computes. */
  readonly between?: Shape;
  /** Whether its result shares the memory of its input. */
  readonly isView?: true;
}

/** All values that an operation computes. */
export const valuesOfOperation = ({ name, shape, more = [] }: Operation): readonly NamedValue[] => [
  { name, shape },
  ...more,
];

/** The name, inputs and shape of an operation that computes a whole step. */
export const only = ({ name, inputs, output }: PlanStep) => ({ name, inputs, shape: output });

export const view = (step: PlanStep) => ({ ...only(step), isUntyped: true, isView: true }) as const;
