/** TensorFlow.js code: a factory that builds the network as a tf.LayersModel. */
import type { Model } from '../../graph/graph.js';
import { render } from '../../text/templates.js';
import { type CodeModule, takeMarks } from '../code/marks.js';
import { stemOf } from '../stem.js';
import type { File } from '../target.js';
import { type CodeOptions, networkView } from './network.js';

export { factoryNames } from './naming.js';
export type { CodeOptions } from './network.js';

/** The module of a network. */
export function tfjsCode(model: Model, options: CodeOptions = {}): string {
  return tfjsModule(model, options).text;
}

/** Generates the module of a network. */
export function tfjsModule(model: Model, options: CodeOptions = {}): CodeModule {
  const name = `${stemOf(model)}.${options.javascript ? 'js' : 'ts'}`;
  return { name, ...takeMarks(render('tfjs/network', networkView(model, options))) };
}

/** One file, `S.ts`, or `S.js` as JavaScript. */
export function tfjsFiles(model: Model, options: CodeOptions): readonly File[] {
  const { name, text } = tfjsModule(model, options);
  return [{ name, text }];
}
