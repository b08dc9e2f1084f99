import type { Model } from '../graph/graph.js';
import type { Spec } from '../spec/spec.js';

/** The base name of a spec's files: that of its own file, or the network's name if it has none. */
export const stemOf = (model: Model): string => stemOfSpec(model.graph.spec);

export function stemOfSpec({ span, name }: Spec): string {
  const base = span.source.file.split(/[\\/]/).at(-1) as string;
  const stem = base.replace(/\.ya?ml$/, '');
  return /^<.*>$/.test(stem) ? name.text : stem;
}
