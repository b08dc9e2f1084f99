/**
 * Layers in parallel branches that were most likely meant to follow one another: a dash or an indentation is missing.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { ownBranch, parallelLayers } from '../diagnostics/messages/lints.js';
import {
  type Branch,
  type Branches,
  itemsOf,
  type LayerItem,
  literal,
  type Spec,
  type WrittenValue,
} from '../spec/spec.js';

/** Warns of branches with one layer that was probably meant to follow the layer of the branch before. */
export function warnOfParallelLayers(spec: Spec, diagnostics: Diagnostics): void {
  const bodies = [spec, ...spec.blocks.values()].flatMap(({ body }) => [
    body,
    ...[...itemsOf(body)].flatMap((item) => (item.kind === 'group' ? [item.body] : [])),
  ]);
  for (const body of bodies) if (body.kind === 'branches') checkBranches(body, diagnostics);
}

function checkBranches({ branches, join }: Branches, diagnostics: Diagnostics): void {
  // Of two branches one would be left, which needs no join.
  if (branches.length < 3) return;
  for (const [index, branch] of branches.entries()) {
    const before = branches[index - 1];
    const [layer, first] = [before && layerOf(branch), before && layerOf(before)];
    if (!before || !layer || !first) continue;
    const isOutdented = before.isList && !branch.isList;
    if (!isOutdented && !(join.op.name === 'add' && isSame(layer, first))) continue;
    diagnostics.report(parallelLayers(nameOf(layer), nameOf(first)), layer.span, {
      notes: [{ message: ownBranch(nameOf(first)), span: first.span }],
    });
  }
}

/** The only layer of a branch without a name; undefined if it has others, or no weights. */
function layerOf({ name, items: [item, other] }: Branch): LayerItem | undefined {
  return !name && !other && item?.kind === 'layer' && item.op.weights && !item.inputs ? item : undefined;
}

/** Whether two layers differ in their weights only; their sum would be one layer. */
function isSame(one: LayerItem, other: LayerItem): boolean {
  const sizes = ['filters', 'units', 'kernel_size', 'strides', 'padding', 'groups', 'dilation_rate'];
  return one.op === other.op && sizes.every((key) => textOf(one.own.get(key)) === textOf(other.own.get(key)));
}

const textOf = (written: WrittenValue | undefined): string | undefined =>
  written?.span.source.text.slice(written.span.start, written.span.end);

const nameOf = ({ name, op }: LayerItem): string => (name && literal(name)) ?? `this ${op.name}`;
