/** What refactorings have in common: pieces of the text, and the check that the network stays the same. */
import type { CodeAction, CodeActionKind } from 'vscode-languageserver';
import type { Edit } from '../diagnostics/diagnostic.js';
import { formatShape } from '../expressions/shape.js';
import { applyEdits } from '../fix.js';
import type { Model } from '../graph/graph.js';
import type { Item, Name } from '../spec/spec.js';
import { lettersOf } from '../text/names.js';
import { positionAt, type Source, type TextRange } from '../text/source.js';
import type { MappingEntry } from '../yaml/tree.js';
import { dimText } from './facts.js';
import { changesOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** The reason why a refactoring cannot be done. */
export class Refused extends Error {}

/** The edits of a refactoring, and whether layers keep their names. */
export interface RefactoringPlan {
  readonly edits: readonly Edit[];
  readonly keepsNames: boolean;
}

/** A refactoring as an action. If the plan is refused, or the network would be another one, it has the reason instead. */
export function refactoring(
  title: string,
  kind: typeof CodeActionKind.RefactorExtract | typeof CodeActionKind.RefactorInline,
  document: SpecDocument,
  plan: () => RefactoringPlan,
): CodeAction {
  try {
    const { edits, keepsNames } = plan();
    refuseOther(document, edits, keepsNames);
    const note = keepsNames ? '' : ' (renames layers, by which trained weights are found)';
    return { title: title + note, kind, edit: { changes: changesOf(edits, () => document.uri) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { title, kind, disabled: { reason: error.message } };
  }
}

/** Throws if the edited spec has errors or is another network. */
function refuseOther({ analysis, analyzeAs }: SpecDocument, edits: readonly Edit[], keepsNames: boolean): void {
  const { model, source } = analysis;
  if (!model) throw new Refused('The spec has errors. Fix them first.');
  const after = analyzeAs(applyEdits(source.text, edits));
  const error = after.diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Refused(`The spec would have an error: ${error.message}`);
  if (!after.model || shownOf(after.model, keepsNames) !== shownOf(model, keepsNames))
    throw new Refused('The network would change.');
}

/** All of a network that a refactoring keeps. */
function shownOf({ layers, outputs }: Model, withNames: boolean): string {
  const places = new Map(layers.map(({ name }, index) => [name, withNames ? name : String(index)]));
  const placeOf = (name: string): string => places.get(name) ?? name;
  return JSON.stringify([
    layers.map((layer) => [
      placeOf(layer.name),
      layer.op.name,
      layer.inputs.map(placeOf),
      layer.attributes,
      layer.weights.map(({ name }) => (withNames ? name : '')),
      formatShape(layer.output),
      dimText(layer.params),
      layer.node.isTrainable,
    ]),
    [...outputs].map(([name, layer]) => [name, placeOf(layer)]),
  ]);
}

/** A range of whole list items. */
export interface ItemLines extends TextRange {
  /** The first dash, and its column, from 0. */
  readonly dash: number;
  readonly column: number;
  /** The end without the comment on the last line. */
  readonly contentEnd: number;
}

/** The lines of items that follow one another, from the first dash, or from a comment above it, to the last line's end. */
export function linesOf(items: readonly Item[], source: Source): ItemLines {
  const [first, last] = [items.at(0)?.tree, items.at(-1)?.tree];
  if (!first || !last || first.span.source !== source) throw new Refused('The layers are not written here.');
  const { text } = source;
  for (const { tree } of items)
    if (tree && !/^[ -]*- +$/.test(text.slice(lineStart(text, tree.span.start), tree.span.start)))
      throw new Refused('Write each layer on a line of its own, after a dash.');
  const dash = text.lastIndexOf('-', first.span.start - 1);
  const contentEnd = text.slice(0, last.span.end).trimEnd().length;
  const column = positionAt(source, dash).column - 1;
  const isFirst = text.slice(lineStart(text, dash), dash).trim() === '';
  const start = isFirst ? commentsAbove(text, dash, ' '.repeat(column)) : dash;
  return { start, dash, column, contentEnd, end: lineEnd(text, contentEnd) };
}

/** Where the comments begin that are right above a line. */
export function commentsAbove(text: string, offset: number, indent: string): number {
  let start = lineStart(text, offset);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.startsWith(`${indent}#`, above)) break;
    start = above;
  }
  return start + indent.length;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

/** Lines whose first one starts at a column, moved to another one. */
export function moved(text: string, column: number, to: number): string {
  const [first = '', ...rest] = text.split('\n');
  const spaces = new RegExp(`^ {0,${column}}`);
  const lines = rest.map((line) => (line.trim() === '' ? '' : ' '.repeat(to) + line.replace(spaces, '')));
  return [' '.repeat(to) + first, ...lines].join('\n');
}

/** The range of an entry of a mapping; with the comment after it, if it ends its line. */
export function rangeOfEntry({ key, value }: MappingEntry): TextRange {
  const { start, source } = key.span;
  const end = source.text.slice(0, Math.max(key.span.end, value.span.end)).trimEnd().length;
  const rest = lineEnd(source.text, end);
  return { start, end: /^[ \t]*(#.*)?$/.test(source.text.slice(end, rest).trimEnd()) ? rest : end };
}

/** An entry of a mapping as lines of a mapping of its own, after edits. */
export function textOfEntry(entry: MappingEntry, edits: readonly Edit[] = []): string {
  const { source } = entry.key.span;
  const range = rangeOfEntry(entry);
  return moved(textOf(source, range, edits), positionAt(source, range.start).column - 1, 0);
}

/** The text of a range after those edits that are in it. */
export function textOf({ text }: Source, { start, end }: TextRange, edits: readonly Edit[]): string {
  const inside = edits.filter(({ span }) => start <= span.start && span.end <= end);
  const shifted = inside.map(({ span, newText }) => {
    return { span: { ...span, start: span.start - start, end: span.end - start }, newText };
  });
  return applyEdits(text.slice(start, end), shifted);
}

/** Writes another name in the place of one. */
export function replacing(name: Name, newText: string): Edit {
  const { span, exact } = lettersOf(name);
  if (!exact) throw new Refused(`${name.text} is not written out, so it cannot be replaced.`);
  return { span, newText };
}
