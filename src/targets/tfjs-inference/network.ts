/**
 * A model as the view of its code for inference: every decision is taken here and before, and the template only lays out.
 *
 *   model ─ planOf ─▶ steps ─ lower ─▶ operations and folds ─ Draft ─▶ functions of the module
 *
 * The module has a type for what a caller gets, `load` that makes it, `compute` with all operations, `foldWeights` with
 * all weights, and of the functions that these call those that they do call.
 */
import type { Model } from '../../graph/graph.js';
import { fileText } from '../code/words.js';
import { writeLoad, writeNetworkType } from './callers.js';
import { writeCompute } from './compute.js';
import { Draft, type InferenceOptions } from './draft.js';
import { calledFunctions, declare } from './functions.js';
import { traitsOf } from './traits.js';
import { writeFoldWeights, writeSettingTypes } from './weights.js';

/** What the template lays out. */
export interface InferenceView {
  readonly source: string;
  readonly tensorflow: string;
  /** Declarations, each line by line. */
  readonly parts: readonly (readonly string[])[];
}

export function inferenceView(model: Model, options: InferenceOptions = {}): InferenceView {
  const { tensorflow = '@tensorflow/tfjs-core' } = options;
  const draft = new Draft(model, options);
  const traits = traitsOf(draft);
  return {
    source: fileText(model.graph.spec.span),
    tensorflow,
    parts: [
      ...writeSettingTypes(draft, traits),
      writeNetworkType(draft),
      writeLoad(draft),
      writeCompute(draft),
      ...(draft.hasWeights ? [writeFoldWeights(draft, traits)] : []),
      ...draft.computed.declare(),
      ...calledFunctions(draft, traits).map((name) => declare(name, traits)),
    ],
  };
}
