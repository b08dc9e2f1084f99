/** Numbers of parameters that are not as declared, for which no cause is known. */
import type { Diagnostics } from '../diagnostics.js';
import type { Edges } from '../phases/edges.js';
import { describeClaim, layersOf, type Miscount, noteOf } from './claim.js';
import { describeParams } from './explanations.js';
import { groupByBlock } from './group-by-block.js';
import type { Updates } from './updates.js';

export function reportMiscounts(
  miscounts: readonly Miscount[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const counts = edges.graph.declarations.filter(({ params }) => params);
  for (const [first, ...others] of groupByBlock(miscounts, counts))
    if (first) reportMiscount(first, others, edges, updates, diagnostics);
}

function reportMiscount(
  first: Miscount,
  others: readonly Miscount[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const { declaration } = first;
  const layers = layersOf(declaration, edges).map(([, layer]) => layer);
  diagnostics.report('params-mismatch', first.declared.span, describeClaim(first), {
    notes: [{ message: describeParams(layers, declaration.scope), span: declaration.item.span }, ...others.map(noteOf)],
    ...updates.of([first, ...others]),
  });
}
