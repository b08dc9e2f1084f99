/** Outputs that differ from their declarations, without a known cause. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { outputMismatch } from '../diagnostics/messages/claims.js';
import type { Edges } from '../graph/edges.js';
import { describeClaim, type Mismatch, noteOf } from './claim.js';
import { blameDedented } from './dedented.js';
import { explainChannels } from './explanations.js';
import { blameForgottenPool } from './forgotten-pool.js';
import { groupByBlock } from './group-by-block.js';
import { remedyByWindow } from './other-window.js';
import type { Updates } from './updates.js';

/** The maximum number of mismatches to examine for a cause. */
const mostExamined = 32;

export function reportMismatches(
  mismatches: readonly Mismatch[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const outputs = edges.graph.declarations.filter(({ output }) => output);
  for (const [index, group] of groupByBlock(mismatches, outputs).entries()) {
    const isExamined = index < mostExamined;
    reportMismatch(group, isExamined, edges, updates, diagnostics);
  }
}

function reportMismatch(
  [first, ...others]: readonly Mismatch[],
  isExamined: boolean,
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  if (!first) return;
  if (isExamined && (blameForgottenPool(first, edges, diagnostics) || blameDedented(first, edges, diagnostics))) return;
  const { declaration, declared, shape } = first;
  diagnostics.report(outputMismatch(describeClaim(first)), declared.span, {
    notes: [
      ...(declared.dims.at(-1) === shape.at(-1) ? [] : explainChannels(declaration.edge, shape, edges)),
      ...others.map(noteOf),
    ],
    ...(isExamined ? remedyByWindow(first, edges) : {}),
    ...updates.of([first, ...others]),
  });
}
