/** The network of a spec, in the runner. */
import { type AnalysisOptions, analyze } from '../../analyze.js';
import type { Model } from '../../graph/graph.js';
import { Failure } from '../../text/failure.js';
import type { NamedText } from '../share.js';

/** The network of a spec. Throws a `Failure` if the spec has errors. */
export function modelOf({ name, text }: NamedText, input: AnalysisOptions['input'] = {}): Model {
  const { model, diagnostics } = analyze(text, { file: name, input });
  if (model) return model;
  throw new Failure(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'the spec has errors');
}
