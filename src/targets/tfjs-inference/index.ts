/** TensorFlow.js code for inference: straight-line operations, folded and fused where possible. */
import type { Model } from '../../graph/graph.js';
import { render } from '../../text/templates.js';
import { stemOf } from '../stem.js';
import type { File } from '../target.js';
import type { InferenceOptions } from './draft.js';
import { inferenceView } from './network.js';

export type { InferenceOptions } from './draft.js';
export { peakBytesOf } from './memory.js';
export { type InferenceNames, inferenceNames } from './names.js';

/** The module of a network for inference. */
export function inferenceCode(model: Model, options: InferenceOptions = {}): string {
  return render('tfjs-inference/network', inferenceView(model, options));
}

/** One file, `S.inference.ts`, or `S.inference.js` as JavaScript. */
export function inferenceFiles(model: Model, options: InferenceOptions): readonly File[] {
  const { javascript = false } = options;
  return [
    { name: `${stemOf(model)}.inference.${javascript ? 'js' : 'ts'}`, text: inferenceCode(model, { javascript }) },
  ];
}
