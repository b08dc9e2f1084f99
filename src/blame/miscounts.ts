/** Numbers of parameters that differ from their declarations, without a known cause. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { manyParamsMismatch, paramsMismatch } from '../diagnostics/messages/claims.js';
import type { Edges } from '../graph/edges.js';
import { describeClaim, layersOf, noteOf, type ParamsMiscount } from './claim.js';
import { findCommonAttribute } from './common-attribute.js';
import { describeParams } from './explanations.js';
import { groupByBlock } from './group-by-block.js';
import type { Hypothesis } from './recompute.js';
import type { Updates } from './updates.js';

export function reportMiscounts(
  miscounts: readonly ParamsMiscount[],
  edges: Edges,
  updates: Updates,
  allHold: (guess: Hypothesis) => boolean,
  diagnostics: Diagnostics,
): void {
  const counts = edges.graph.declarations.filter(({ params }) => params);
  const groups = groupByBlock(miscounts, counts);
  const layers = miscounts.flatMap(({ declaration }) => layersOf(declaration, edges));
  const common = groups.length < fewestGroups ? undefined : findCommonAttribute(layers, allHold);
  if (common !== undefined) return reportCommon(miscounts, common, updates, diagnostics);
  for (const [first, ...others] of groups) if (first) reportMiscount(first, others, edges, updates, diagnostics);
}

/** The minimum number of wrong places for which a common cause is sought. */
const fewestGroups = 3;

function reportCommon(
  [first, ...others]: readonly ParamsMiscount[],
  common: string,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  if (!first) return;
  const message = manyParamsMismatch(describeClaim(first), others.length, common);
  diagnostics.report(message, first.declared.span, {
    notes: others.slice(0, fewestGroups).map(noteOf),
    help: message.help,
    ...updates.of([first, ...others]),
  });
}

function reportMiscount(
  first: ParamsMiscount,
  others: readonly ParamsMiscount[],
  edges: Edges,
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const { declaration } = first;
  const layers = layersOf(declaration, edges);
  diagnostics.report(paramsMismatch(describeClaim(first)), first.declared.span, {
    notes: [{ message: describeParams(layers, declaration.scope), span: declaration.item.span }, ...others.map(noteOf)],
    ...updates.of([first, ...others]),
  });
}
