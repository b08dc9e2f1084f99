/**
 * A language server: the analysis of the command line on every keystroke. It uses neither files nor the process, so that it
 * runs in a browser's worker as well.
 */
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  DiagnosticRefreshRequest,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  type Position,
  ResponseError,
  ShowMessageNotification,
  type TextDocumentIdentifier,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { capabilities } from './capabilities.js';
import { type DiagnosticOptions, diagnosticsOf } from './diagnostics.js';
import { hintsIn, lensesOf } from './hints.js';
import { mapEdit, mapUriOf, type RenamedLayers, warningOf } from './map-entries.js';
import type { Renamed, TextPlace } from './navigation.js';
import { offsetOf, rangeOf } from './ranges.js';
import { namesRequest, pageDataRequest, pageRequest, placeRequest, reportRequest } from './requests.js';
import { canonical } from './uris.js';
import { isSpec, type ServerFiles, type SpecDocument, Workspace } from './workspace.js';

/**
 * Answers the requests of a client until it ends the connection. `page` is the URL of the page that describes all
 * diagnostics, unless the client has one as `initializationOptions.diagnosticsPage`. Gives the specs that it works on.
 */
export function serve(connection: Connection, files: ServerFiles, page?: string): Workspace {
  const server = new Server(connection, files, page);
  server.listen();
  return server.workspace;
}

/** What answers most requests. Checking goes without, so it is loaded with the first of them. */
const loadAnswers = () => import('./answers.js');
type Answers = Awaited<ReturnType<typeof loadAnswers>>;

/** A request about a place in a document. */
interface PlaceParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

class Server {
  private readonly documents = new TextDocuments(TextDocument);
  private client: ClientCapabilities = {};
  private folders: readonly string[] = [];
  /** The published diagnostics by URI, as JSON. */
  private readonly published = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly workspace: Workspace;

  constructor(
    private readonly connection: Connection,
    private readonly files: ServerFiles,
    private page: string | undefined,
  ) {
    this.workspace = new Workspace(files);
  }

  listen(): void {
    const { connection, documents, workspace } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => this.enterFolders());
    documents.onDidChangeContent(({ document }) => {
      const { uri, languageId } = document;
      const opened = { uri, text: document.getText() };
      if (languageId === 'netspec' || isSpec(opened)) workspace.set(opened);
      else workspace.close(uri);
      this.schedule();
    });
    documents.onDidClose(({ document }) => {
      workspace.close(document.uri);
      this.files.forget?.(canonical(document.uri));
      return this.publishFiles();
    });
    documents.onDidSave(() => this.publishFiles());
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) this.files.forget?.(canonical(uri));
      return this.enterFolders();
    });
    this.answerAboutPlaces();
    this.answerAboutDocuments();
    this.answerForDrawings();
    documents.listen(connection);
    connection.listen();
  }

  private initialize(params: InitializeParams): InitializeResult {
    const { capabilities: client, workspaceFolders, rootUri, initializationOptions } = params;
    const page: unknown = initializationOptions?.diagnosticsPage;
    if (typeof page === 'string') this.page = page;
    this.client = client;
    this.folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
    const diagnosticProvider = { interFileDependencies: true, workspaceDiagnostics: false };
    return {
      serverInfo: { name: 'netspec' },
      capabilities: { ...capabilities, ...(this.isPulling ? { diagnosticProvider } : {}) },
    };
  }

  /** Whether the client asks for the diagnostics of open documents, so that they are not sent. */
  private get isPulling(): boolean {
    return this.client.textDocument?.diagnostic !== undefined;
  }

  // -------------------------------------------------------------- requests

  private answerAboutPlaces(): void {
    const { connection, workspace } = this;
    connection.onHover((params) => this.at(params, (place, { hoverAt }) => hoverAt(place), null));
    connection.onCompletion((params) => {
      const snippets = this.client.textDocument?.completion?.completionItem?.snippetSupport === true;
      return this.at(params, (place, { completionsAt }) => completionsAt(place, snippets), []);
    });
    connection.onSignatureHelp((params) => this.at(params, (place, { signatureAt }) => signatureAt(place), null));
    connection.onDefinition((params) =>
      this.at(params, (place, { definitionsAt }) => definitionsAt(place, this.uriNear(params)), []),
    );
    connection.onDocumentHighlight((params) => this.at(params, (place, { highlightsAt }) => highlightsAt(place), []));
    connection.onReferences((params) => {
      const { includeDeclaration } = params.context;
      const find = (place: TextPlace, { referencesAt }: Answers) =>
        referencesAt(place, workspace.allBeside(place.document.uri), this.uriNear(params), includeDeclaration);
      return this.at(params, find, []);
    });
    connection.onPrepareRename((params) =>
      this.at(params, (place, { renameableAt }) => rangeOf(renameableAt(place).span), null),
    );
    connection.onRenameRequest(async (params) => {
      const rename = (place: TextPlace, { renameAt }: Answers) =>
        renameAt(place, params.newName, workspace.allBeside(place.document.uri), this.uriNear(params));
      const renamed = await this.at<Renamed | null>(params, rename, null);
      if (renamed && renamed.layers.size > 0)
        void this.offerMap(params.textDocument.uri, renamed.layers).catch(() => {});
      return renamed?.edit ?? null;
    });
  }

  private answerAboutDocuments(): void {
    const { connection, workspace } = this;
    connection.onDocumentSymbol((params) => this.about(params, (document, { symbolsOf }) => symbolsOf(document), []));
    connection.onWorkspaceSymbol(async ({ query }) => {
      const { symbolsIncluding } = await loadAnswers();
      return this.settled(() => symbolsIncluding(query, workspace.all()), []);
    });
    connection.onFoldingRanges((params) => this.about(params, (document, { foldingsOf }) => foldingsOf(document), []));
    connection.onSelectionRanges((params) =>
      this.about(
        params,
        (document, { selectionAt }) =>
          params.positions.map((one) => selectionAt(document, offsetOf(document.analysis.source, one))),
        [],
      ),
    );
    connection.onDocumentFormatting((params) =>
      this.about(params, (document, { formattingOf }) => formattingOf(document), []),
    );
    connection.onCodeLens((params) => this.in(params, lensesOf, []));
    connection.onCodeAction((params) =>
      this.about(params, (document, answers) => this.actions(document, params, answers), []),
    );
    connection.onCodeActionResolve(async (chosen) => {
      const textDocument = { uri: String(chosen.data?.uri) };
      const none = { action: chosen, left: [] };
      const resolve = (document: SpecDocument, { resolved }: Answers) => resolved(chosen, document);
      const { action, left } = await this.about({ textDocument }, resolve, none);
      if (left.length > 0) this.warn(left.join('\n'));
      return action;
    });
    connection.languages.inlayHint.on((params) => this.in(params, (document) => hintsIn(document, params.range), []));
    connection.languages.semanticTokens.on((params) =>
      this.about(params, (document, { tokensOf }) => tokensOf(document), { data: [] }),
    );
    connection.languages.diagnostics.on(async (params) => ({
      kind: 'full',
      items: await this.in(params, (document) => diagnosticsOf(document, this.optionsFor(params)), []),
    }));
  }

  private answerForDrawings(): void {
    const { connection } = this;
    connection.onRequest(pageRequest, (params) => this.about(params, (document, { pageOf }) => pageOf(document), ''));
    connection.onRequest(pageDataRequest, (params) =>
      this.about(params, (document, { pageDataOf }) => pageDataOf(document), { sides: [], errors: '' }),
    );
    connection.onRequest(reportRequest, (params) =>
      this.about(params, (document, { reportTextOf }) => reportTextOf(document), ''),
    );
    connection.onRequest(namesRequest, (params) => this.at(params, (place, { namesAt }) => namesAt(place), []));
    connection.onRequest(placeRequest, (params) =>
      this.about(params, (document, { placeOf }) => placeOf(document, params.name, this.uriNear(params)) ?? null, null),
    );
  }

  /** The answer about a document; `none` if it is not open or is no spec. */
  private in<T>(
    params: { readonly textDocument: TextDocumentIdentifier },
    answer: (document: SpecDocument) => T,
    none: T,
  ): Promise<T> {
    return this.settled(() => {
      const document = this.workspace.opened().find(({ uri }) => uri === params.textDocument.uri);
      return document ? answer(document) : none;
    }, none);
  }

  /** The answer about a document by what is loaded for it. */
  private async about<T>(
    params: { readonly textDocument: TextDocumentIdentifier },
    answer: (document: SpecDocument, answers: Answers) => T,
    none: T,
  ): Promise<T> {
    const answers = await loadAnswers();
    return this.in(params, (document) => answer(document, answers), none);
  }

  private at<T>(
    params: PlaceParams,
    answer: (place: TextPlace, answers: Answers) => T | undefined,
    none: T,
  ): Promise<T> {
    const find = (document: SpecDocument, answers: Answers) =>
      answer({ document, offset: offsetOf(document.analysis.source, params.position) }, answers) ?? none;
    return this.about(params, find, none);
  }

  /** The answer when all files that it needs are read. */
  private async settled<T>(answer: () => T, none: T): Promise<T> {
    for (;;) {
      const found = this.guard(answer, none);
      const reading = this.files.reading?.();
      if (!reading) return found;
      await reading;
    }
  }

  /** The answer; if netspec has a bug, `none`, and the client is told. */
  private guard<T>(answer: () => T, none: T): T {
    try {
      return answer();
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.connection.console.error(`netspec has made a mistake of its own: ${text}`);
      return none;
    }
  }

  /** Warns that weights from before do not fit, and writes the entries of a weight map if the client wants them. */
  private async offerMap(spec: string, renamed: RenamedLayers): Promise<void> {
    const { applyEdit, workspaceEdit } = this.client.workspace ?? {};
    const canWrite =
      applyEdit && workspaceEdit?.documentChanges && workspaceEdit.resourceOperations?.includes('create');
    const uri = mapUriOf(spec);
    const read = () => uri && (this.documents.get(uri)?.getText() ?? this.workspace.textOf(uri));
    const edit = canWrite && uri ? mapEdit(uri, await this.settled(read, undefined), renamed) : undefined;
    if (!uri || !edit) return this.warn(warningOf(renamed));
    const write = { title: `Write ${uri.slice(uri.lastIndexOf('/') + 1)}` };
    const chosen = await this.connection.window.showWarningMessage(warningOf(renamed), write);
    if (chosen) await this.connection.workspace.applyEdit(edit);
  }

  private warn(message: string): void {
    void this.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  }

  /** The actions that the client can show, with their edits if it cannot ask for them later. */
  private actions(document: SpecDocument, params: CodeActionParams, { actionsIn, resolved }: Answers): CodeAction[] {
    const { disabledSupport, resolveSupport } = this.client.textDocument?.codeAction ?? {};
    return actionsIn(document, params.range, this.optionsFor(params), params.context.only)
      .filter(({ disabled }) => !disabled || disabledSupport)
      .map((action) => (action.data && !resolveSupport ? resolved(action, document).action : action));
  }

  private uriNear({ textDocument }: { readonly textDocument: TextDocumentIdentifier }): (file: string) => string {
    return (file) => this.workspace.uriOf(file, textDocument.uri);
  }

  private optionsFor(params: { readonly textDocument: TextDocumentIdentifier }): DiagnosticOptions {
    return { page: this.page, uriOf: this.uriNear(params) };
  }

  // -------------------------------------------------------------- diagnostics

  private async enterFolders(): Promise<void> {
    await this.workspace.enter(this.folders);
    await this.publishFiles();
  }

  /** Publishes the diagnostics of open documents once the keys that wait are taken: only the latest text counts. */
  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.isPulling) void this.publish(() => this.workspace.opened());
      else if (this.client.workspace?.diagnostics?.refreshSupport && this.workspace.opened().length > 1)
        void this.connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => {});
    }, 0);
  }

  /** Publishes the diagnostics of all specs, those that are not open included. */
  private async publishFiles(): Promise<void> {
    const all = () => this.workspace.all();
    await this.publish(() => {
      const opened = new Set(this.workspace.opened().map(({ uri }) => uri));
      return all().filter(({ uri }) => !(this.isPulling && opened.has(uri)));
    });
    const kept = new Set(all().map(({ uri }) => uri));
    for (const uri of this.published.keys()) if (!kept.has(uri)) this.send(uri, [], undefined);
  }

  private async publish(find: () => readonly SpecDocument[]): Promise<void> {
    const check = (document: SpecDocument) => ({
      uri: document.uri,
      version: this.documents.get(document.uri)?.version,
      diagnostics: this.guard(() => diagnosticsOf(document, this.optionsFor({ textDocument: document })), []),
    });
    const found = await this.settled(() => find().map(check), []);
    for (const { uri, diagnostics, version } of found) this.send(uri, diagnostics, version);
  }

  private send(uri: string, diagnostics: ReturnType<typeof diagnosticsOf>, version: number | undefined): void {
    const content = JSON.stringify([diagnostics, version]);
    if (this.published.get(uri) === content) return;
    this.published.set(uri, content);
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  }
}
