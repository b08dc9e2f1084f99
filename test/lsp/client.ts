/** A client of the language server, in the same process. */
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { serve } from '../../src/lsp/server.js';

/** The files of a workspace, by path. */
export type Files = Readonly<Record<string, string>>;

export const folder = 'file:///work';

/** A client with a document that is open. */
export class Client {
  /** The diagnostics that were published last, by URI. */
  readonly published = new Map<
    string,
    { readonly version?: number | undefined; readonly diagnostics: readonly Diagnostic[] }
  >();
  private version = 1;
  private waiting: (() => void)[] = [];

  private constructor(
    readonly connection: ProtocolConnection,
    readonly uri: string,
    public text: string,
  ) {
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri: about, version, diagnostics }) => {
      this.published.set(about, { version, diagnostics });
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  /** Opens a text as `net.yaml` beside other files. */
  static async open(
    text: string,
    { files = {}, capabilities = {} }: { files?: Files; capabilities?: InitializeParams['capabilities'] } = {},
  ): Promise<Client> {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const known = new Map(Object.entries(files).map(([path, content]) => [`file://${path}`, content]));
    serve(
      createConnection(new StreamMessageReader(there), new StreamMessageWriter(back)),
      {
        readFile: (uri) => known.get(uri),
        specsBelow: async (below) => [...known.keys()].filter((uri) => uri.startsWith(below)),
      },
      'https://example.org/diagnostics.md',
    );
    const connection = createProtocolConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
    const client = new Client(connection, `${folder}/net.yaml`, text);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders: [{ uri: folder, name: 'work' }],
    } satisfies InitializeParams);
    await connection.sendNotification('initialized', {});
    const textDocument = { uri: client.uri, languageId: 'yaml', version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    return client;
  }

  /** Replaces a part of the text, which is in it once. */
  async change(from: string, to: string): Promise<void> {
    await this.replace(this.text.indexOf(from), from.length, to);
  }

  async replace(start: number, length: number, to: string): Promise<void> {
    const range = { start: this.place(start), end: this.place(start + length) };
    this.text = this.text.slice(0, start) + to + this.text.slice(start + length);
    this.version += 1;
    const textDocument = { uri: this.uri, version: this.version };
    const contentChanges = [{ range, text: to }];
    await this.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
  }

  /** The diagnostics of the latest version of the document. */
  async diagnostics(): Promise<readonly Diagnostic[]> {
    for (;;) {
      const found = this.published.get(this.uri);
      if (found?.version === this.version) return found.diagnostics;
      await new Promise<void>((wake) => this.waiting.push(wake));
    }
  }

  /** The answer to a request about the place that a mark shows: `op: con^v2d`, which is in the text once. */
  async ask<T>(method: string, marked: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(method, {
      textDocument: { uri: this.uri },
      position: this.find(marked),
      ...more,
    });
  }

  /** The answer to a request about the whole document. */
  async askAll<T>(method: string, more: object = {}): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri: this.uri }, ...more });
  }

  find(marked: string): Position {
    const before = marked.indexOf('^');
    const start = this.text.indexOf(marked.slice(0, before) + marked.slice(before + 1));
    if (before === -1 || start === -1) throw new Error(`${marked} is not in the text`);
    return this.place(start + before);
  }

  /** The text of a range. */
  read({ start, end }: Range): string {
    return this.text.slice(this.offset(start), this.offset(end));
  }

  /** The text with edits of the document. */
  edited(edits: readonly { readonly range: Range; readonly newText: string }[]): string {
    return edits
      .toSorted((a, b) => this.offset(b.range.start) - this.offset(a.range.start))
      .reduce(
        (text, { range, newText }) =>
          text.slice(0, this.offset(range.start)) + newText + text.slice(this.offset(range.end)),
        this.text,
      );
  }

  place(offset: number): Position {
    return this.document.positionAt(offset);
  }

  private offset(position: Position): number {
    return this.document.offsetAt(position);
  }

  private get document(): TextDocument {
    return TextDocument.create(this.uri, 'yaml', this.version, this.text);
  }
}
