/**
 * What the language server uses of the package vscode-languageserver, which the build replaces by this for the page: the
 * package would be a tenth of what a visitor loads. One document, whole texts, no progress and no cancellation.
 */

import type {
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

// The numbers and words of the protocol.
export const CodeActionKind = {
  QuickFix: 'quickfix',
  RefactorExtract: 'refactor.extract',
  RefactorInline: 'refactor.inline',
  RefactorRewrite: 'refactor.rewrite',
  SourceFixAll: 'source.fixAll',
} as const;
export const CompletionItemKind = {
  Function: 3,
  Field: 5,
  Variable: 6,
  Class: 7,
  Interface: 8,
  Property: 10,
  EnumMember: 20,
  Constant: 21,
} as const;
export const DiagnosticSeverity = { Error: 1, Warning: 2 } as const;
export const DiagnosticTag = { Unnecessary: 1 } as const;
export const DocumentHighlightKind = { Read: 2, Write: 3 } as const;
export const InlayHintKind = { Type: 1 } as const;
export const InsertTextFormat = { Snippet: 2 } as const;
export const MessageType = { Warning: 2 } as const;
export const MarkupKind = { Markdown: 'markdown' } as const;
export const SymbolKind = {
  Module: 2,
  Namespace: 3,
  Class: 5,
  Interface: 11,
  Function: 12,
  Variable: 13,
  Number: 16,
  Object: 19,
} as const;

export const TextDocumentSyncKind = { None: 0, Full: 1, Incremental: 2 } as const;
export const DiagnosticRefreshRequest = { type: { method: 'workspace/diagnostic/refresh' } } as const;
export const ShowMessageNotification = { type: { method: 'window/showMessage' } } as const;

const ErrorCodes = { InternalError: -32603 } as const;
export const LSPErrorCodes = { RequestFailed: -32803 } as const;

/** The page colours the text without the server. */
export class SemanticTokensBuilder {
  push(): void {}

  build(): { readonly data: readonly number[] } {
    return { data: [] };
  }
}

/** A request of the server's own. */
export class RequestType {
  constructor(readonly method: string) {}
}

/** An answer that tells the client why there is none. */
export class ResponseError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

// The server is checked against the types of the package, so parameters are what its handlers take.
// biome-ignore lint/suspicious/noExplicitAny: as above
type RpcHandler = (params: any) => unknown;

/** The methods of the protocol by the names of their handlers. */
const methods = {
  onInitialize: 'initialize',
  onInitialized: 'initialized',
  onDidChangeWatchedFiles: 'workspace/didChangeWatchedFiles',
  onDidChangeConfiguration: 'workspace/didChangeConfiguration',
  onExecuteCommand: 'workspace/executeCommand',
  onWorkspaceSymbol: 'workspace/symbol',
  onDidOpenTextDocument: 'textDocument/didOpen',
  onDidChangeTextDocument: 'textDocument/didChange',
  onDidCloseTextDocument: 'textDocument/didClose',
  onDidSaveTextDocument: 'textDocument/didSave',
  onHover: 'textDocument/hover',
  onCompletion: 'textDocument/completion',
  onSignatureHelp: 'textDocument/signatureHelp',
  onDefinition: 'textDocument/definition',
  onReferences: 'textDocument/references',
  onDocumentHighlight: 'textDocument/documentHighlight',
  onPrepareRename: 'textDocument/prepareRename',
  onRenameRequest: 'textDocument/rename',
  onDocumentSymbol: 'textDocument/documentSymbol',
  onFoldingRanges: 'textDocument/foldingRange',
  onSelectionRanges: 'textDocument/selectionRange',
  onDocumentFormatting: 'textDocument/formatting',
  onCodeLens: 'textDocument/codeLens',
  onCodeAction: 'textDocument/codeAction',
  onCodeActionResolve: 'codeAction/resolve',
  onShutdown: 'shutdown',
  onExit: 'exit',
} as const;

type HandlerName = keyof typeof methods;
type Registrations = Readonly<Record<HandlerName, (handler: RpcHandler) => void>>;

/** A request or a notification. */
interface RpcCall {
  readonly id?: number;
  readonly method: string;
  readonly params?: unknown;
}

export class BrowserMessageReader {
  constructor(readonly port: MessagePort) {}
}

export class BrowserMessageWriter extends BrowserMessageReader {}

/** The server's end of a connection over a port. */
export function createConnection({ port }: BrowserMessageReader) {
  const handlers = new Map<string, RpcHandler>();
  const send = (message: object) => port.postMessage({ jsonrpc: '2.0', ...message });
  const register = (method: string) => (handler: RpcHandler) => void handlers.set(method, handler);
  const registrations = Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, register(method)]),
  ) as Registrations;
  const log = (message: string) => send({ method: 'window/logMessage', params: { type: 1, message } });

  async function answer({ id, method, params }: RpcCall): Promise<void> {
    try {
      const result = (await handlers.get(method)?.(params)) ?? null;
      if (id !== undefined) send({ id, result });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (id === undefined) log(message);
      else
        send({ id, error: { code: error instanceof ResponseError ? error.code : ErrorCodes.InternalError, message } });
    }
  }

  return {
    ...registrations,
    onRequest: (request: string | RequestType, handler: RpcHandler) =>
      void handlers.set(typeof request === 'string' ? request : request.method, handler),
    onNotification: (method: string, handler: RpcHandler) => void handlers.set(method, handler),
    languages: {
      inlayHint: { on: register('textDocument/inlayHint') },
      semanticTokens: { on: register('textDocument/semanticTokens/full') },
      diagnostics: { on: register('textDocument/diagnostic') },
    },
    console: { error: log, warn: log, info: log, log },
    window: {
      showWarningMessage: async (message: string) => send({ method: 'window/showMessage', params: { message } }),
    },
    sendDiagnostics: async (params: object) => send({ method: 'textDocument/publishDiagnostics', params }),
    sendNotification: async ({ method }: { readonly method: string }, params: object) => send({ method, params }),
    sendRequest: () => Promise.reject(new Error('the page answers no requests')),
    listen() {
      port.onmessage = ({ data }: MessageEvent<RpcCall>) => void answer(data);
    },
  };
}

type PlainConnection = ReturnType<typeof createConnection>;

/** The open documents. */
export class TextDocuments {
  private readonly known = new Map<string, TextDocument>();
  private changed: (event: { readonly document: TextDocument }) => void = () => {};
  private closed: (event: { readonly document: TextDocument }) => void = () => {};

  get(uri: string): TextDocument | undefined {
    return this.known.get(uri);
  }

  all(): readonly TextDocument[] {
    return [...this.known.values()];
  }

  onDidChangeContent(listener: typeof this.changed): void {
    this.changed = listener;
  }

  onDidClose(listener: typeof this.closed): void {
    this.closed = listener;
  }

  /** The page saves nothing that others could have changed. */
  onDidSave(): void {}

  listen(connection: PlainConnection): void {
    connection.onDidOpenTextDocument(({ textDocument }: DidOpenTextDocumentParams) => {
      const { uri, languageId, version, text } = textDocument;
      this.set(TextDocument.create(uri, languageId, version, text));
    });
    connection.onDidChangeTextDocument(
      ({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams) => {
        const document = this.known.get(uri);
        if (document) this.set(TextDocument.update(document, contentChanges, version));
      },
    );
    connection.onDidCloseTextDocument(({ textDocument: { uri } }: DidCloseTextDocumentParams) => {
      const document = this.known.get(uri);
      this.known.delete(uri);
      if (document) this.closed({ document });
    });
  }

  private set(document: TextDocument): void {
    this.known.set(document.uri, document);
    this.changed({ document });
  }
}
