/** Code actions: fixes, declarations of shapes, suppressions, and refactorings. */
import { type CodeAction, CodeActionKind, type Position, type Range } from 'vscode-languageserver';
import { at } from '../at.js';
import { codes } from '../diagnostics/codes.js';
import type { Diagnostic, Fix } from '../diagnostics/diagnostic.js';
import { changeTo } from '../diagnostics/messages/remedies.js';
import { formatShape } from '../expressions/shape.js';
import { lineText, positionAt, type Source } from '../text/source.js';
import { type DiagnosticOptions, diagnosticsOf } from './diagnostics.js';
import { extraction } from './extract.js';
import { inlining, useAt } from './inline.js';
import { changesOf, offsetOf, placeAt, rangeOf } from './ranges.js';
import { refactoring } from './refactoring.js';
import { fixAll, updateAll } from './whole-spec.js';
import type { SpecDocument } from './workspace.js';

/** The actions for the lines of a range, of all kinds or of some. */
export function actionsIn(
  document: SpecDocument,
  range: Range,
  options: DiagnosticOptions,
  only?: readonly CodeActionKind[],
): CodeAction[] {
  const { source, diagnostics } = document.analysis;
  const shown = diagnosticsOf(document, options);
  const here = diagnostics.flatMap((found, index) => {
    const { span } = found;
    const [first, last] = [placeAt(source, span.start).line, placeAt(source, span.end).line];
    const isHere = span.source === source && first <= range.end.line && range.start.line <= last;
    return isHere ? [{ found, shown: shown[index] }] : [];
  });
  const quick = here.flatMap(({ found, shown: one }) =>
    [...fixesOf(found, options), ...suppressionOf(found)].map(
      (action): CodeAction => ({ kind: CodeActionKind.QuickFix, ...(one ? { diagnostics: [one] } : {}), ...action }),
    ),
  );
  const fixing = diagnostics.some((found) => found.fix?.kind === 'fix') ? [fixAll(document)] : [];
  const updating = here.some(({ found }) => found.fix?.kind === 'update') ? [updateAll(document)] : [];
  // A line with an error may compute what nobody wants.
  const isWrong = here.some(({ found }) => found.severity === 'error');
  const declaring = isWrong ? [] : declarationAt(document, range.start);
  // Refactorings analyze the text that they would make.
  const refactorings = only?.every((kind) => !kind.startsWith('refactor')) ? [] : refactoringsIn(document, range);
  return [...quick, ...updating, ...declaring, ...refactorings, ...fixing].filter(
    ({ kind }) => !only || only.some((one) => `${kind}.`.startsWith(`${one}.`)),
  );

  function suppressionOf(found: Diagnostic): CodeAction[] {
    if (!codes[found.code].isLint) return [];
    const { line } = positionAt(source, found.span.start);
    const [indent = ''] = /^\s*/.exec(lineText(source, line)) ?? [];
    const at = { line: line - 1, character: 0 };
    const newText = `${indent}# netspec-allow ${found.code}: reason\n`;
    const title = `Allow ${found.code} here, with a reason`;
    return [{ title, edit: { changes: { [document.uri]: [{ range: { start: at, end: at }, newText }] } } }];
  }
}

/** The fix, and what there is to choose from. */
function fixesOf({ fix: sure, choices = [] }: Diagnostic, { uriOf }: DiagnosticOptions): CodeAction[] {
  return [...(sure ? [sure] : []), ...choices].map((remedy) => ({
    title: titleOf(remedy),
    isPreferred: remedy === sure && remedy.kind === 'fix',
    edit: { changes: changesOf(remedy.edits, uriOf) },
  }));
}

/** What is done, as the name of an action; a question is no such name. */
function titleOf({ title, edits: [edit] }: Fix): string {
  const words = edit && title.endsWith('?') ? changeTo(edit.newText) : title;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Declares the output of the item at a place, if it has one shape and declares none. */
function declarationAt({ uri, analysis }: SpecDocument, place: Position): CodeAction[] {
  const { source } = analysis;
  const [dashes = ''] = /^[\s-]*/.exec(lineText(source, place.line + 1)) ?? [];
  // Before the first word of a line, the item of the line is meant, and not the one around it.
  const character = Math.max(place.character, dashes.length);
  const { item, occurrences } = at(analysis, offsetOf(source, { ...place, character }));
  const tree = item?.tree;
  if (tree?.kind !== 'mapping' || item?.output || tree.entries.has('output')) return [];
  const shapes = new Set(occurrences.map(({ known }) => known && formatShape(known.type.shape)));
  const [shape] = shapes;
  if (shapes.size !== 1 || shape === undefined) return [];
  const isFlow = source.text[tree.span.start] === '{';
  const content = source.text.slice(0, tree.span.end);
  // After a comment on the last line of a block.
  const lineEnd = source.text.indexOf('\n', content.trimEnd().length);
  const end = isFlow ? content.replace(/\s*\}$/, '').length : lineEnd === -1 ? source.text.length : lineEnd;
  const newText = isFlow ? `, output: ${shape}` : `\n${indentAt(source, tree.span.start)}output: ${shape}`;
  const range = rangeOf({ source, start: end, end });
  return [
    {
      title: `Declare output: ${shape}`,
      kind: CodeActionKind.RefactorRewrite,
      edit: { changes: { [uri]: [{ range, newText }] } },
    },
  ];
}

/** The spaces before the column of an offset. */
const indentAt = (source: Source, offset: number): string => ' '.repeat(positionAt(source, offset).column - 1);

/** Extracts the selected layers; without a selection, replaces the use there by its block. */
function refactoringsIn(document: SpecDocument, { start, end }: Range): CodeAction[] {
  const { analysis } = document;
  const { source } = analysis;
  const [first, last] = [offsetOf(source, start), offsetOf(source, end)];
  const selected = source.text.slice(first, last);
  if (selected.trim() !== '') {
    const range = {
      start: first + (/^[\s-]*/.exec(selected)?.[0].length ?? 0),
      end: first + selected.trimEnd().length,
    };
    const extract = () => extraction(document, range);
    return [refactoring('Extract a block', CodeActionKind.RefactorExtract, document, extract)];
  }
  const use = useAt(analysis, first);
  if (!use) return [];
  return [
    refactoring(`Inline this use of ${use.block.text}`, CodeActionKind.RefactorInline, document, () =>
      inlining(document, use),
    ),
  ];
}
