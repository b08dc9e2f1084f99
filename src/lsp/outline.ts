/** The structure of a document: symbols, foldings and selections. */
import {
  type DocumentSymbol,
  type FoldingRange,
  type SelectionRange,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver';
import { at } from '../at.js';
import {
  type Block,
  type Body,
  type Branch,
  type Item,
  type Name,
  type NamedFormula,
  type Spec,
  templateText,
} from '../spec/spec.js';
import { positionAt, type Span } from '../text/source.js';
import { entriesOf, type Tree } from '../yaml/tree.js';
import { rangeOf, wholeOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** The network with its parts, in the order of the text: parameters, inputs, blocks, layers and so on. */
export function symbolsOf({ analysis }: SpecDocument): DocumentSymbol[] {
  const { spec, tree } = analysis;
  if (!spec) return [];
  const parts = entriesOf(tree).flatMap(({ key, value }) => {
    const inner = partsOf[key.text]?.(spec) ?? [];
    return inner.length > 0
      ? [symbol(key.text, SymbolKind.Package, around(key.span, value.span), key.span, inner)]
      : [];
  });
  return [symbol(spec.name.text, SymbolKind.Module, spec.span, spec.name.span, parts)];
}

/** What is in a part of a spec, by its key. */
const partsOf: Readonly<Record<string, (spec: Spec) => DocumentSymbol[]>> = {
  sizes: ({ sizes }) => named(sizes.values(), SymbolKind.Number),
  parameters: ({ parameters }) => named(parameters.values(), SymbolKind.Variable),
  formulas: ({ formulas }) => formulasWith(formulas, ({ arguments: taken }) => taken.length === 0),
  functions: ({ formulas }) => formulasWith(formulas, ({ arguments: taken }) => taken.length > 0),
  inputs: ({ inputs }) => named(inputs.values(), SymbolKind.Interface),
  blocks: ({ blocks }) => [...blocks.values()].map(symbolOfBlock),
  layers: ({ body }) => symbolsIn(body),
  outputs: ({ outputs }) =>
    named(
      [...outputs.values()].map(({ key }) => key),
      SymbolKind.Interface,
    ),
};

const named = (all: Iterable<Name>, kind: SymbolKind): DocumentSymbol[] =>
  [...all].map(({ text, span }) => symbol(text, kind, span, span));

const formulasWith = (formulas: Spec['formulas'], is: (one: NamedFormula) => boolean): DocumentSymbol[] =>
  named(
    [...formulas.values()].filter(is).map(({ key }) => key),
    SymbolKind.Function,
  );

const symbolOfBlock = ({ name, parameters, body }: Block): DocumentSymbol =>
  symbol(name.text, SymbolKind.Class, around(name.span, spanOf(body)), name.span, [
    ...named(parameters.values(), SymbolKind.Variable),
    ...symbolsIn(body),
  ]);

function symbolsIn(body: Body): DocumentSymbol[] {
  if (body.kind === 'sequence') return body.items.flatMap(symbolOfItem);
  return body.branches.flatMap((branch) => symbolOfBranch(branch));
}

function symbolOfItem(item: Item): DocumentSymbol[] {
  const inner = item.kind === 'group' ? symbolsIn(item.body) : [];
  const kind =
    item.kind === 'layer' ? SymbolKind.Function : item.kind === 'use' ? SymbolKind.Object : SymbolKind.Namespace;
  const word = item.kind === 'layer' ? item.op.name : item.kind === 'use' ? item.block.text : undefined;
  if (!item.tree) return inner;
  const name = item.name ? templateText(item.name) : (word ?? 'group');
  return [symbol(name, kind, item.tree.span, item.name?.span ?? item.span, inner, item.name ? word : undefined)];
}

function symbolOfBranch({ name, span, items }: Branch): DocumentSymbol[] {
  const inner = items.flatMap(symbolOfItem);
  return name ? [symbol(name.text, SymbolKind.Namespace, around(name.span, span), name.span, inner)] : inner;
}

const spanOf = (body: Body): Span | undefined =>
  (body.kind === 'sequence' ? body.items.at(-1)?.tree?.span : body.branches.at(-1)?.span) ?? undefined;

const around = (first: Span, last: Span | undefined): Span =>
  last && last.source === first.source && last.end > first.end ? { ...first, end: last.end } : first;

function symbol(
  name: string,
  kind: SymbolKind,
  span: Span,
  selected: Span,
  children: DocumentSymbol[] = [],
  detail?: string,
): DocumentSymbol {
  // The protocol wants the selection inside the range.
  const whole = { ...span, start: Math.min(span.start, selected.start), end: Math.max(span.end, selected.end) };
  return {
    name: name === '' ? '?' : name,
    kind,
    range: rangeOf(whole),
    selectionRange: rangeOf(selected),
    children,
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The blocks, layers and parameters of all documents with a text in their names. */
export function symbolsIncluding(text: string, all: readonly SpecDocument[]): SymbolInformation[] {
  const wanted = text.toLowerCase();
  return all.flatMap((document) => {
    const flat = (one: DocumentSymbol, container?: string): SymbolInformation[] => [
      {
        name: one.name,
        kind: one.kind,
        location: { uri: document.uri, range: one.selectionRange },
        ...(container === undefined ? {} : { containerName: container }),
      },
      ...(one.children ?? []).flatMap((child) => flat(child, one.name)),
    ];
    return symbolsOf(document)
      .flatMap((one) => flat(one))
      .filter(({ name, kind }) => kind !== SymbolKind.Package && name.toLowerCase().includes(wanted));
  });
}

/** The mappings and lists of several lines. */
export function foldingsOf({ analysis }: SpecDocument): FoldingRange[] {
  const { tree, source } = analysis;
  const found = new Map<number, FoldingRange>();
  const seen = new Set<Tree>();
  const visit = (one: Tree, start: number): void => {
    // An alias leads to a value that was visited before.
    if (seen.has(one)) return;
    seen.add(one);
    const startLine = positionAt(source, start).line - 1;
    const endLine = positionAt(source, source.text.slice(0, one.span.end).trimEnd().length).line - 1;
    if (one.kind !== 'scalar' && endLine > startLine && !found.has(startLine))
      found.set(startLine, { startLine, endLine });
    if (one.kind === 'list') for (const item of one.items) visit(item, item.span.start);
    if (one.kind === 'mapping') for (const { key, value } of one.entries.values()) visit(value, key.span.start);
  };
  if (tree?.kind === 'mapping') for (const { key, value } of tree.entries.values()) visit(value, key.span.start);
  return [...found.values()];
}

/** The values around an offset, innermost first. */
export function selectionAt({ analysis }: SpecDocument, offset: number): SelectionRange {
  const { path, mention } = at(analysis, offset);
  const spans = path.flatMap(({ key, value }) => (key ? [around(key.span, value.span), value.span] : [value.span]));
  const inside = [...spans, ...(mention ? [mention.span] : [])].filter(
    ({ start, end }) => start <= offset && offset <= end,
  );
  const whole: SelectionRange = { range: wholeOf(analysis.source) };
  return inside.reduce<SelectionRange>((parent, span) => ({ range: rangeOf(span), parent }), whole);
}
