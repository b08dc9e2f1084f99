/** Expected totals that do not hold: one mistake, however many they are, with its likely cause. */

import type { Note } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import * as messages from '../diagnostics/messages/claims.js';
import { isKnown } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { type Item, templateText } from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import { itemAt } from '../text/lookup.js';
import { enumerate } from '../text/words.js';
import { describeClaim, type ExpectedTotal, isOfKind } from './claim.js';
import type { Updates } from './updates.js';

/** The maximum number of items to suggest. */
const mostSuspects = 3;

/** Reports the stale totals among all expected ones. */
export function reportTotals(
  stale: readonly ExpectedTotal[],
  expected: readonly ExpectedTotal[],
  updates: Updates,
  diagnostics: Diagnostics,
): void {
  const inOrder = stale.toSorted((a, b) => a.declared.span.start - b.declared.span.start);
  const [first, ...others] = inOrder;
  if (!first) return;
  const added = findItems(expected, (has, more) => has === more);
  const removed = added.length > 0 ? [] : findItems(expected, (has, more) => has === -more);
  const names = enumerate([...added, ...removed].map(labelOf), 'or');
  const cause = added.length > 0 ? messages.isNew(names) : removed.length > 0 ? messages.isMissing(names) : '';
  const sizes = sizesOf(stale);
  const describe = added.length > 0 ? messages.addsSizes : messages.hasMissing;
  const notes = [...added, ...removed].map(
    (item): Note => ({
      message: describe(labelOf(item), sizes),
      span: item.span,
    }),
  );
  diagnostics.report(messages.totalMismatch(describeClaim(first), others.length, cause), first.declared.span, {
    notes,
    ...updates.of(inOrder),
  });
}

/** The differences of parameters and MACs: `+2,143,872 parameters, +617,914,368 MACs`. */
function sizesOf(stale: readonly ExpectedTotal[]): string {
  const units = { params: 'parameters', macs: 'MACs', layers: 'layers' } as const;
  const sizes = Object.entries(units).flatMap(([total, unit]) => {
    const found = stale.find(({ what, isCount }) => what === total && !isCount);
    return found ? [`${signed(found.actual - found.declared.value)} ${unit}`] : [];
  });
  return sizes.length > 0 ? sizes.join(', ') : describeClaim(itemAt(stale, 0));
}

const signed = (amount: number): string =>
  `${amount < 0 ? '-' : '+'}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ',')}`;

function labelOf({ name, ...item }: Item): string {
  if (name) return templateText(name);
  return item.kind === 'layer'
    ? `this ${item.op.name}`
    : item.kind === 'use'
      ? `this ${item.block.text}`
      : 'this group';
}

// ---------------------------------------------------------------- suspects

/** The outermost items whose layers alone account for the differences of all totals. */
function findItems(
  expected: readonly ExpectedTotal[],
  explains: (has: number, more: number) => boolean,
): readonly Item[] {
  let suspects: ReadonlyMap<Item, Item | undefined> | undefined;
  for (const [variant, totals] of groupBy(expected, (total) => total.variant)) {
    const { sums, parents } = contributionsOf(variant, totals);
    const isSuspect = (item: Item) =>
      totals.every(({ actual, declared }, index) => explains(sums.get(item)?.[index] ?? 0, actual - declared.value));
    suspects = new Map([...(suspects ?? parents)].filter(([item]) => isSuspect(item)));
  }
  const found = [...(suspects ?? [])].flatMap(([item, parent]) => (parent && suspects?.has(parent) ? [] : [item]));
  return found.length <= mostSuspects ? found : [];
}

/** What the layers of each item, in all of its expansions, add to totals; and the parent of each item. */
function contributionsOf(
  { layers }: Model,
  totals: readonly ExpectedTotal[],
): { readonly sums: ReadonlyMap<Item, readonly number[]>; readonly parents: ReadonlyMap<Item, Item | undefined> } {
  const sums = new Map<Item, number[]>();
  const parents = new Map<Item, Item | undefined>();
  for (const layer of layers) {
    const { path, item } = layer.node;
    const own = totals.map((total) => amountOf(layer, total));
    let parent: Item | undefined;
    for (const around of new Set([...path.map((step) => step.item), item])) {
      parents.set(around, parent);
      parent = around;
      const sum = sums.get(around);
      if (sum) for (const [index, amount] of own.entries()) sum[index] = (sum[index] ?? 0) + amount;
      else sums.set(around, [...own]);
    }
  }
  return { sums, parents };
}

function amountOf(layer: Layer, { what, isCount }: ExpectedTotal): number {
  if (isCount) return Number(isOfKind(layer, what));
  const amount = {
    layers: 1,
    params: layer.params,
    trainable_params: layer.trainableParams,
    macs: layer.macs,
    activations: layer.activations,
  }[what];
  if (amount !== undefined) return isKnown(amount) ? amount : Number.NaN;
  const { params, trainableParams } = layer;
  return isKnown(params) && isKnown(trainableParams) ? params - trainableParams : Number.NaN;
}
