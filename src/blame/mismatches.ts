/** Outputs that are not as declared, for which no cause is known. */
import type { Diagnostics } from '../diagnostics.js';
import type { Edges } from '../phases/edges.js';
import { describeClaim, type Mismatch, noteOf } from './claim.js';
import { blameDedented } from './dedented.js';
import { explainChannels } from './explanations.js';
import { blameForgottenPool } from './forgotten-pool.js';
import { groupByBlock } from './group-by-block.js';
import type { Updates } from './updates.js';

export function reportMismatches(
  mismatches: readonly Mismatch[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const outputs = edges.graph.declarations.filter(({ output }) => output);
  for (const group of groupByBlock(mismatches, outputs)) reportMismatch(group, edges, updates, diagnostics);
}

function reportMismatch(
  [first, ...others]: readonly Mismatch[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  if (!first || blameForgottenPool(first, edges, diagnostics) || blameDedented(first, edges, diagnostics)) return;
  const { declaration, declared, shape } = first;
  diagnostics.report('output-mismatch', declared.span, describeClaim(first), {
    notes: [
      ...(declared.dims.at(-1) === shape.at(-1) ? [] : explainChannels(declaration.edge, shape, edges)),
      ...others.map(noteOf),
    ],
    ...updates.of([first, ...others]),
  });
}
