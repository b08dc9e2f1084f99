import type { TextEdit } from 'vscode-languageserver';
import { format } from '../yaml/format.js';
import { wholeOf } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** The edit that formats a document; none if it is formatted, or has syntax errors. */
export function formattingOf({ text, analysis: { source } }: SpecDocument): TextEdit[] {
  const { text: formatted } = format(text, { file: source.file });
  return formatted === undefined || formatted === text ? [] : [{ range: wholeOf(source), newText: formatted }];
}
