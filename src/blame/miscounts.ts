/** Numbers of parameters that are not as declared, for which no cause is known. */
import type { Diagnostics } from '../diagnostics.js';
import type { Edges } from '../phases/edges.js';
import { describeClaim, layersOf, type Miscount, noteOf } from './claim.js';
import { describeSum } from './explanations.js';
import { groupByBlock } from './group-by-block.js';

export function reportMiscounts(miscounts: readonly Miscount[], edges: Edges, diagnostics: Diagnostics): void {
  const counts = edges.graph.declarations.filter(({ params }) => params);
  for (const [first, ...others] of groupByBlock(miscounts, counts))
    if (first) reportMiscount(first, others, edges, diagnostics);
}

function reportMiscount(first: Miscount, others: readonly Miscount[], edges: Edges, diagnostics: Diagnostics): void {
  const { declaration } = first;
  const layers = layersOf(declaration, edges).map(([, layer]) => layer);
  const edits = [first, ...others].map(({ declared, actual }) => ({ span: declared.span, newText: String(actual) }));
  // What is declared of several expansions that have different numbers has no other number that would be right.
  const canFix = new Set(edits.map(({ span }) => span.start)).size === edits.length;
  diagnostics.report('params-mismatch', first.declared.span, describeClaim(first), {
    notes: [
      { message: describeSum(layers, 'params', declaration.scope), span: declaration.item.span },
      ...others.map(noteOf),
    ],
    fix: canFix
      ? {
          title: `change it to ${first.actual}${others.length > 0 ? ', and the others likewise' : ''}`,
          edits,
          kind: 'update',
        }
      : undefined,
  });
}
