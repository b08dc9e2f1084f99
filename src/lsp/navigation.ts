/** Definitions, references and new names of symbols, across specs. */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  ErrorCodes,
  type Location,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { at } from '../at.js';
import type { Mention, SpecSymbol } from '../core/symbols/table.js';
import { applyEdits } from '../fix.js';
import { groupBy } from '../text/group-by.js';
import type { Span } from '../text/source.js';
import { rangeOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** A place in a document, as an offset. */
export interface TextPlace {
  readonly document: SpecDocument;
  readonly offset: number;
}

/** The URI of a path, given one of a document near it. */
export type UriOf = (file: string) => string;

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

/** The edits that rename the symbol at a place. Throws if the new name is invalid or taken. */
export function renameAt(place: TextPlace, newName: string, all: readonly SpecDocument[], uriOf: UriOf): WorkspaceEdit {
  const { symbol } = renameableAt(place);
  const mentions = mentionsAt(place, all);
  if (!mentions.every(({ exact }) => exact)) throw refusal(`${symbol.name} is not written out in another spec`);
  const byFile = groupBy(mentions, ({ span }) => span.source.file);
  refuseClash(place, newName, byFile);
  const edit = ({ span }: Mention): TextEdit => ({ range: rangeOf(span), newText: newName });
  return { changes: Object.fromEntries([...byFile].map(([file, renamed]) => [uriOf(file), renamed.map(edit)])) };
}

/** Throws if the document has new errors or other references with the new name. */
function refuseClash(
  { document, offset }: TextPlace,
  newName: string,
  byFile: ReadonlyMap<string, readonly Mention[]>,
): void {
  const { analysis, analyzeAs } = document;
  const { file } = analysis.source;
  const texts = new Map(
    [...byFile].map(([path, mentions]) => {
      const text = mentions[0]?.span.source.text ?? '';
      return [
        path,
        applyEdits(
          text,
          mentions.map(({ span }) => ({ span, newText: newName })),
        ),
      ] as const;
    }),
  );
  const after = analyzeAs(texts.get(file) ?? analysis.source.text, texts);
  const known = new Set(analysis.diagnostics.map(({ code }) => code));
  const fresh = after.diagnostics.find(({ code, severity }) => severity === 'error' && !known.has(code));
  if (fresh) throw refusal(fresh.message);
  const own = byFile.get(file) ?? [];
  const before = own.filter(({ span }) => span.end <= offset);
  const moved = before.reduce((place, { span }) => place + newName.length - (span.end - span.start), offset);
  const found = own.find(({ span }) => span.start <= offset && offset <= span.end);
  const start =
    found && found.span.start < offset && found.span.end > offset ? found.span.start + moved - offset : moved;
  const renamed = at(after, start).mention;
  const count = renamed ? mentionsOf(renamed.symbol).filter(({ span }) => span.source === after.source).length : 0;
  if (count !== own.length) throw refusal(`${newName} already means something else here`);
}

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

const locationOf = (span: Span, uriOf: UriOf): Location => ({ uri: uriOf(span.source.file), range: rangeOf(span) });

const refusal = (message: string) => new ResponseError(ErrorCodes.InvalidRequest, message);
