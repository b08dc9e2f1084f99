/** The drawing beside the text: it follows the cursor, and what is chosen in it is shown in the text. */
import {
  type Disposable,
  type TextDocument,
  type TextEditor,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { PageData } from '../../../src/reports/page/data.js';
import type { EditorMessage, PageMessage } from '../../../src/reports/page/editor.js';
import { language } from './languages.js';
import { Latest } from './latest.js';
import { type PlaceAnswer, requests, revealPlace } from './requests.js';

/** Milliseconds after a change of the text or the cursor, so that it is not drawn at every key. */
const pause = 150;

export class DrawingView implements Disposable {
  private panel: WebviewPanel | undefined;
  private document: TextDocument | undefined;
  /** The last network without errors. */
  private shown: PageData['sides'] = [];
  /** The name that is marked in the drawing. */
  private name = '';
  private readonly redraw = new Latest(pause);
  private readonly follow = new Latest(pause);
  private readonly listeners: readonly Disposable[];

  constructor(private readonly client: BaseLanguageClient) {
    this.listeners = [
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.document) this.redraw.run(() => this.update());
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow.run(() => this.followCursor(textEditor))),
      window.onDidChangeActiveTextEditor((editor) => {
        if (this.panel && editor?.document.languageId === language) void this.show(editor.document);
      }),
    ];
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.panel?.dispose();
  }

  /** Shows the network of a spec, in the same panel if there is one. */
  async show(document: TextDocument): Promise<void> {
    if (document === this.document && this.panel) return this.panel.reveal(undefined, true);
    const html: string = await this.client.sendRequest(requests.page, paramsOf(document));
    const panel = this.panel ?? this.open();
    this.document = document;
    this.shown = [];
    this.name = '';
    panel.title = `Drawing of ${nameOf(document)}`;
    panel.webview.html = html;
    await this.update();
  }

  private open(): WebviewPanel {
    const panel = window.createWebviewPanel(
      'netspec.drawing',
      'Drawing',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      // The page has its script and style inside, and reads no files.
      { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true },
    );
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.document = undefined;
    });
    panel.webview.onDidReceiveMessage(({ chosen }: PageMessage) => this.reveal(chosen));
    this.panel = panel;
    return panel;
  }

  private async update(): Promise<void> {
    const { document } = this;
    if (!document) return;
    const data: PageData = await this.client.sendRequest(requests.pageData, paramsOf(document));
    if (document !== this.document) return;
    const isWhole = data.sides.length > 0;
    if (isWhole) this.shown = data.sides;
    const errors =
      isWhole || this.shown.length === 0 ? data.errors : `${data.errors} This is the last network without errors.`;
    this.send({ data: { ...data, sides: this.shown, errors } });
  }

  private async followCursor({ document, selection }: TextEditor): Promise<void> {
    if (document !== this.document) return;
    const place = {
      ...paramsOf(document),
      position: { line: selection.active.line, character: selection.active.character },
    };
    const names: readonly string[] = await this.client.sendRequest(requests.namesAt, place);
    const [first] = names;
    if (first === undefined || names.includes(this.name)) return;
    this.name = first;
    this.send({ name: first });
  }

  /** Moves the cursor to what was chosen in the drawing. */
  private async reveal(name: string): Promise<void> {
    if (!this.document) return;
    this.name = name;
    const place: PlaceAnswer = await this.client.sendRequest(requests.placeOf, { ...paramsOf(this.document), name });
    if (place) await revealPlace(place);
  }

  private send(message: EditorMessage): void {
    void this.panel?.webview.postMessage(message);
  }
}

const paramsOf = ({ uri }: TextDocument) => ({ textDocument: { uri: uri.toString() } });

const nameOf = ({ uri }: TextDocument): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
