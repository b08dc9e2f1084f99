/** Reports as read-only documents. */
import { type Disposable, EventEmitter, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { requests } from './requests.js';

const scheme = 'netspec-report';

export class ReportDocuments implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly provider: Disposable;

  constructor(private readonly client: BaseLanguageClient) {
    this.provider = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: ({ query }) => this.textOf(query),
    });
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }

  async show(document: TextDocument): Promise<void> {
    const spec = document.uri.toString();
    const text = await this.textOf(spec);
    if (text === '') throw new Error('The spec has errors.');
    const report = Uri.from({
      scheme,
      path: document.uri.path.replace(/(\.netspec)?\.ya?ml$/, ' report.txt'),
      query: spec,
    });
    this.changed.fire(report);
    await window.showTextDocument(report, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  }

  private textOf(uri: string): Promise<string> {
    return this.client.sendRequest(requests.report, { textDocument: { uri } });
  }
}
