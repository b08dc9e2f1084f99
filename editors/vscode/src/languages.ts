/**
 * Marks YAML documents that are specs as such. VS Code looks at the first line only of files whose extension no language
 * has, and .yaml is YAML's, so it cannot do this by itself.
 */
import { type Disposable, languages, type TextDocument, workspace } from 'vscode';
import { looksLikeSpec } from '../../../src/lsp/recognition.js';

export const language = 'netspec';

export function recognizeSpecs(): Disposable[] {
  // A document that was marked once stays as the user has it since.
  const marked = new WeakSet<TextDocument>();
  const look = (document: TextDocument) => {
    if (document.languageId !== 'yaml' || marked.has(document) || !looksLikeSpec(document.getText())) return;
    marked.add(document);
    void languages.setTextDocumentLanguage(document, language);
  };
  workspace.textDocuments.forEach(look);
  return [workspace.onDidOpenTextDocument(look), workspace.onDidChangeTextDocument(({ document }) => look(document))];
}
