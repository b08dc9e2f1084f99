/** Definitions, references and new names of symbols, across specs. */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Analysis } from '../analyze.js';
import { at } from '../at.js';
import type { Mention, SpecSymbol } from '../core/symbols/table.js';
import type { Edit } from '../diagnostics/diagnostic.js';
import { applyEdits, movedBy } from '../fix.js';
import { groupBy } from '../text/group-by.js';
import type { Span } from '../text/source.js';
import { type RenamedLayers, renamedLayers } from './map-entries.js';
import { changesOf, locationOf, rangeOf, type UriOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** A place in a document, as an offset. */
export interface TextPlace {
  readonly document: SpecDocument;
  readonly offset: number;
}

const mentionAt = ({ document, offset }: TextPlace): Mention | undefined => at(document.analysis, offset).mention;

export function definitionsAt(place: TextPlace, uriOf: UriOf): Location[] {
  const { definitions = [] } = mentionAt(place)?.symbol ?? {};
  return definitions.map(({ span }) => locationOf(span, uriOf));
}

export function highlightsAt(place: TextPlace): DocumentHighlight[] {
  const { source } = place.document.analysis;
  const mention = mentionAt(place);
  return (mention ? mentionsOf(mention.symbol) : [])
    .filter(({ span }) => span.source === source)
    .map(({ span, isDefinition }) => ({
      range: rangeOf(span),
      kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

export function referencesAt(
  place: TextPlace,
  all: readonly SpecDocument[],
  uriOf: UriOf,
  includeDeclaration: boolean,
): Location[] {
  return mentionsAt(place, all)
    .filter(({ isDefinition }) => includeDeclaration || !isDefinition)
    .map(({ span }) => locationOf(span, uriOf));
}

/** The range of the name at a place. Throws if it cannot be renamed. */
export function renameableAt(place: TextPlace): Mention {
  const mention = mentionAt(place);
  if (!mention) throw refusal('no name to rename here');
  const { symbol, exact } = mention;
  if (symbol.kind === 'op' || symbol.kind === 'attribute') throw refusal(`${symbol.name} is a word of the language`);
  if (symbol.kind === 'index') throw refusal('the index of a repetition is always called index');
  if (symbol.definitions.length === 0) throw refusal(`${symbol.name} is not defined`);
  if (!exact || !mentionsOf(symbol).every((one) => one.exact))
    throw refusal(`${symbol.name} is not written out everywhere, so it cannot be replaced`);
  return mention;
}

/** The edits that rename a symbol, and the layers that have another name after them. */
export interface Renamed {
  readonly edit: WorkspaceEdit;
  readonly layers: RenamedLayers;
}

/** Renames the symbol at a place. Throws if the new name is invalid or taken. */
export function renameAt(place: TextPlace, newName: string, all: readonly SpecDocument[], uriOf: UriOf): Renamed {
  const mention = renameableAt(place);
  const { symbol } = mention;
  const mentions = mentionsAt(place, all);
  if (!mentions.every(({ exact }) => exact)) throw refusal(`${symbol.name} is not written out in another spec`);
  const byFile = groupBy(mentions, ({ span }) => span.source.file);
  const after = refuseClash(place.document, mention, byFile, newName);
  return {
    edit: { changes: changesOf(renaming(mentions, newName), uriOf) },
    layers: renamedLayers(place.document.analysis.model, after.model),
  };
}

/**
 * The analysis with the new name of what is mentioned. Throws if the document then has other errors, or references that
 * lead elsewhere.
 */
function refuseClash(
  { analysis, analyzeAs }: SpecDocument,
  { span }: Mention,
  byFile: ReadonlyMap<string, readonly [Mention, ...Mention[]]>,
  newName: string,
): Analysis {
  const texts = new Map(
    [...byFile].map(
      ([file, mentions]) => [file, applyEdits(mentions[0].span.source.text, renaming(mentions, newName))] as const,
    ),
  );
  const { file, text } = analysis.source;
  const after = analyzeAs(texts.get(file) ?? text, texts);
  const errorsBefore = groupBy(analysis.diagnostics, ({ code }) => code);
  const [fresh] = [...groupBy(after.diagnostics, ({ code }) => code)].flatMap(([code, [...found]]) =>
    found[0]?.severity === 'error' && found.length > (errorsBefore.get(code)?.length ?? 0) ? found : [],
  );
  if (fresh) throw refusal(fresh.message);
  const own = byFile.get(file) ?? [];
  const renamed = at(after, movedBy(renaming(own, newName), span.start)).mention;
  const count = renamed ? mentionsOf(renamed.symbol).filter((one) => one.span.source === after.source).length : 0;
  if (count !== own.length) throw refusal(`${newName} already means something else here`);
  return after;
}

const renaming = (mentions: readonly Mention[], newText: string) =>
  mentions.map(({ span }): Edit => ({ span, newText }));

/** The mentions of the symbol at a place in all documents. */
function mentionsAt(place: TextPlace, all: readonly SpecDocument[]): readonly Mention[] {
  const mention = mentionAt(place);
  if (!mention) return [];
  const { symbol } = mention;
  const found = new Map<string, Mention>();
  for (const one of mentionsOf(symbol)) found.set(keyOf(one.span), one);
  const places = new Set(symbol.definitions.map(({ span }) => keyOf(span)));
  for (const { uri, analysis } of all) {
    if (uri === place.document.uri) continue;
    for (const other of analysis.symbols.all)
      if (other.definitions.some(({ span }) => places.has(keyOf(span))))
        for (const one of mentionsOf(other)) if (!found.has(keyOf(one.span))) found.set(keyOf(one.span), one);
  }
  return [...found.values()];
}

const mentionsOf = ({ definitions, references }: SpecSymbol): readonly Mention[] => [...definitions, ...references];

const keyOf = ({ source, start, end }: Span): string => `${source.file} ${start} ${end}`;

const refusal = (message: string) => new ResponseError(LSPErrorCodes.RequestFailed, message);
