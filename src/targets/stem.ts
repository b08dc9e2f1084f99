import type { Model } from '../graph/graph.js';

/** The base name of a spec's files: that of its own file, or the network's name if it has none. */
export function stemOf(model: Model): string {
  const { span, name } = model.graph.spec;
  const base = span.source.file.split(/[\\/]/).at(-1) as string;
  const stem = base.replace(/\.ya?ml$/, '');
  return /^<.*>$/.test(stem) ? name.text : stem;
}
