/** The spec in the editor as a document of the language server. */
import { type EditorState, Facet, type Text } from '@codemirror/state';
import type { ClientCapabilities, Position, Range, TextEdit } from 'vscode-languageserver';
import type { Connection } from '../connection.js';
import type { ParamsOf, RequestName, ResultOf } from '../protocol.js';

const capabilities: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source'] } },
      resolveSupport: { properties: ['edit'] },
    },
  },
};

export class SpecFile {
  /** The number of the text; it grows with each change. */
  version = 0;
  /** The name of the file. */
  name = '';

  constructor(readonly connection: Connection) {
    void connection.request('initialize', { processId: null, rootUri: null, capabilities });
    connection.notify('initialized', {});
  }

  get uri(): string {
    return `spec:${encodeURIComponent(this.name)}`;
  }

  /** Replaces the document by a file. */
  open(name: string, text: string): void {
    if (this.version > 0) this.connection.notify('textDocument/didClose', { textDocument: { uri: this.uri } });
    this.name = name;
    this.version += 1;
    const textDocument = { uri: this.uri, languageId: 'netspec', version: this.version, text };
    this.connection.notify('textDocument/didOpen', { textDocument });
  }

  change(text: string): void {
    this.version += 1;
    const textDocument = { uri: this.uri, version: this.version };
    this.connection.notify('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
  }

  /** Asks about the document. */
  ask<Name extends RequestName>(name: Name, about: ParamsOf<Name>): Promise<ResultOf<Name>> {
    return this.connection.request(name, { ...about, uri: this.uri, textDocument: { uri: this.uri } });
  }
}

/** Sets the document of an editor. */
export const specFile = Facet.define<SpecFile, SpecFile | undefined>({ combine: ([file]) => file });

/** The document of an editor. */
export function fileOf(state: EditorState): SpecFile {
  const file = state.facet(specFile);
  if (!file) throw new Error('the editor has no document');
  return file;
}

/** The offset of a place, at most the end of its line. */
export function offsetOf(text: Text, { line, character }: Position): number {
  if (line >= text.lines) return text.length;
  const { from, to } = text.line(line + 1);
  return Math.min(from + character, to);
}

export function placeOf(text: Text, offset: number): Position {
  const { number, from } = text.lineAt(offset);
  return { line: number - 1, character: offset - from };
}

export const spanOf = (text: Text, { start, end }: Range): { from: number; to: number } => {
  const from = offsetOf(text, start);
  return { from, to: Math.max(from, offsetOf(text, end)) };
};

/** Edits of the language server as changes of the editor. */
export const changesOf = (text: Text, edits: readonly TextEdit[]) =>
  edits.map(({ range, newText }) => ({ ...spanOf(text, range), insert: newText }));
