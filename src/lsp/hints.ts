/** Inlay hints: the shape and the parameters of each item, at the end of its line. A lens shows the totals. */
import { type CodeLens, type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { coreOf } from '../core/resolver.js';
import { rounded } from '../reports/words.js';
import { type Item, itemsOf } from '../spec/spec.js';
import { lineText, positionAt } from '../text/source.js';
import { computedInstead, dimText, factsOf, type ItemFacts, paramsText, shapesText } from './facts.js';
import { offsetOf, rangeOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** The hints of the items that start in a range. */
export function hintsIn({ analysis }: SpecDocument, range: Range): InlayHint[] {
  const { source, spec } = analysis;
  if (!spec) return [];
  const facts = factsOf(analysis);
  const [start, end] = [offsetOf(source, range.start), offsetOf(source, range.end)];
  const items = coreOf(spec).units.flatMap(({ owner }) => [...itemsOf(owner.body)]);
  const hints = new Map<number, InlayHint>();
  for (const item of items) {
    const at = item.tree?.span.start;
    if (at === undefined || at < start || at > end) continue;
    const known = facts.get(item);
    if (!known || known.outputs.length === 0) continue;
    const label = [outputsText(item, known), isModule(item) ? paramsText(known.params) : '']
      .filter(Boolean)
      .join(' · ');
    const { line } = positionAt(source, at);
    if (hints.has(line)) continue;
    const position = { line: line - 1, character: lineText(source, line).trimEnd().length };
    hints.set(line, { position, label, kind: InlayHintKind.Type, paddingLeft: true });
  }
  return [...hints.values()];
}

/** The shapes of an item; those computed, if it declares others. */
function outputsText(item: Item, { outputs }: ItemFacts): string {
  const isWrong = outputs.some((known) => computedInstead(item, known));
  return (
    (isWrong ? 'computes ' : '') + shapesText(outputs.map((known) => computedInstead(item, known) ?? known.type.shape))
  );
}

const isModule = ({ kind }: Item): boolean => kind !== 'layer';

/** A lens at the name of the network, with its totals. */
export function lensesOf({ analysis }: SpecDocument): CodeLens[] {
  const { model, spec } = analysis;
  if (!model || !spec) return [];
  const { layers, params, macs } = model.totals;
  const macsText = typeof macs === 'number' ? rounded(macs) : dimText(macs);
  const title = `${layers} layers · ${dimText(params)} params · ${macsText} MACs`;
  return [{ range: rangeOf(spec.name.span), command: { title, command: '' } }];
}
