/** What the extension does in every host: on a machine and in a browser. */
import { commands, type ExtensionContext, type TextDocument, window, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { DrawingView } from './drawing.js';
import { language, recognizeSpecs } from './languages.js';
import { ReportDocuments } from './report.js';

/** The options of the client of a language server. */
export const clientOptions = (): LanguageClientOptions => ({
  documentSelector: [{ language }],
  synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.{yaml,yml}') },
});

/** Starts the server and registers what works with any. */
export async function start({ subscriptions }: ExtensionContext, client: BaseLanguageClient): Promise<void> {
  const drawing = new DrawingView(client);
  const reports = new ReportDocuments(client);
  subscriptions.push(
    client,
    drawing,
    reports,
    ...recognizeSpecs(),
    commands.registerCommand('netspec.draw', () => onSpec((document) => drawing.show(document))),
    commands.registerCommand('netspec.report', () => onSpec((document) => reports.show(document))),
    commands.registerCommand('netspec.restart', async () => {
      await client.stop();
      await client.start();
    }),
  );
  await client.start();
}

/** Calls a function with the spec in the active editor, and shows why it failed, if it did. */
export async function onSpec(act: (document: TextDocument) => Promise<unknown>): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== language) {
    void window.showInformationMessage('Open a spec first.');
    return;
  }
  try {
    await act(document);
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
