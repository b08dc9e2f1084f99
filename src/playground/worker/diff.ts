/** The difference of a network from another version. */
import { compare } from '../../analysis/diff.js';
import { analyze } from '../../analyze.js';
import type { SpecDocument } from '../../lsp/workspace.js';
import { diffData } from '../../reports/diff-html.js';
import type { PageData } from '../../reports/page/data.js';

/** The difference of a document from an earlier text of it; null if one of them has errors. */
export function diffOf(document: SpecDocument | undefined, before: string): PageData | null {
  const after = document?.analysis.model;
  const model = document && analyze(before, { file: document.analysis.source.file }).model;
  if (!model || !after) return null;
  return diffData(compare(model, after), { names: ['start', 'now'], models: [model, after] });
}
