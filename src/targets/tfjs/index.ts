/** TensorFlow.js code: a factory that builds the network as a tf.LayersModel. */
import type { Model } from '../../graph.js';
import { render } from '../../templates.js';
import { stemOf } from '../stem.js';
import type { File } from '../target.js';
import { type CodeOptions, networkView } from './network.js';

export type { CodeOptions } from './network.js';
export { type FactoryNames, factoryNames } from './options.js';

/** The text of a network's module. */
export function tfjsCode(model: Model, options: CodeOptions = {}): string {
  return render('tfjs/network', networkView(model, options));
}

/** One file, `S.ts`, or `S.js` as JavaScript. */
export function tfjsFiles(model: Model, options: CodeOptions): readonly File[] {
  return [{ name: `${stemOf(model)}.${options.javascript ? 'js' : 'ts'}`, text: tfjsCode(model, options) }];
}
