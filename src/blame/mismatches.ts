/** Outputs that are not as declared, for which no cause is known. */
import type { Diagnostics } from '../diagnostics.js';
import type { Edges } from '../phases/edges.js';
import { formatShape } from '../shape.js';
import { describeClaim, type Mismatch, noteOf } from './claim.js';
import { explainChannels } from './explanations.js';
import { countBy, groupByBlock } from './group-by-block.js';

export function reportMismatches(mismatches: readonly Mismatch[], edges: Edges, diagnostics: Diagnostics): void {
  const { declarations } = edges.graph;
  const keyOf = ({ declared, shape }: Mismatch) => `${declared.span.start} ${formatShape(shape)}`;
  const expansions = countBy(declarations.map(({ output }) => output));
  const wrongly = countBy(mismatches.map(keyOf));
  // What is declared of several expansions that come to different shapes has no other shape that would be right.
  const isSame = (mismatch: Mismatch) => wrongly.get(keyOf(mismatch)) === expansions.get(mismatch.declared);
  const outputs = declarations.filter(({ output }) => output);
  for (const group of groupByBlock(mismatches, outputs)) reportMismatch(group, group.every(isSame), edges, diagnostics);
}

function reportMismatch(
  [first, ...others]: readonly Mismatch[],
  canFix: boolean,
  edges: Edges,
  diagnostics: Diagnostics,
): void {
  if (!first) return;
  const { declaration, declared, shape } = first;
  diagnostics.report('output-mismatch', declared.span, describeClaim(first), {
    notes: [
      ...(declared.dims.at(-1) === shape.at(-1) ? [] : explainChannels(declaration.edge, shape, edges)),
      ...others.map(noteOf),
    ],
    fix: canFix
      ? {
          kind: 'update',
          title: `change it to ${formatShape(shape)}${others.length > 0 ? ', and the others likewise' : ''}`,
          edits: [first, ...others].map((one) => ({ span: one.declared.span, newText: formatShape(one.shape) })),
        }
      : undefined,
  });
}
