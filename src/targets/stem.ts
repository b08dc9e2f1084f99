import type { Model } from '../graph/graph.js';

/** What a spec's files are called: its file's name without the ending, or the network's name where there is no file. */
export function stemOf(model: Model): string {
  const { span, name } = model.graph.spec;
  const base = span.source.file.split(/[\\/]/).at(-1) as string;
  const stem = base.replace(/\.ya?ml$/, '');
  return /^<.*>$/.test(stem) ? name.text : stem;
}
