/** Models for tests. */
import { compile, type Options } from '../src/compile.js';
import type { Model } from '../src/graph/graph.js';

/** The model of a spec. Throws its diagnostics if it has errors. */
export function modelOf(text: string, options: Options = {}): Model {
  const { model, diagnostics } = compile(text, options);
  if (!model) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return model;
}
