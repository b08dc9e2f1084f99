/** The requests that netspec's server has beside those of the protocol: see src/lsp/requests.ts. */
import { Position, Range, type TextEditor, Uri, ViewColumn, window, workspace } from 'vscode';
import type { Location } from 'vscode-languageclient';

export const requests = {
  page: 'netspec/page',
  pageData: 'netspec/pageData',
  report: 'netspec/report',
  namesAt: 'netspec/namesAt',
  placeOf: 'netspec/placeOf',
} as const;

export type PlaceAnswer = Location | null;

/** Shows a place in the editor that has its document, or else in a new one beside the drawing. */
export async function revealPlace({ uri, range: { start } }: Location): Promise<TextEditor> {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const editor = window.visibleTextEditors.find((one) => one.document === document);
  const place = new Position(start.line, start.character);
  return window.showTextDocument(document, {
    viewColumn: editor?.viewColumn ?? ViewColumn.One,
    selection: new Range(place, place),
  });
}
