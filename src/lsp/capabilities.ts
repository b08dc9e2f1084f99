/** What the server can do. */
import { CodeActionKind, type InitializeResult, TextDocumentSyncKind } from 'vscode-languageserver';

/** The protocol's types of tokens, in the order of the legend. */
export const tokenTypes = [
  'class',
  'parameter',
  'variable',
  'function',
  'property',
  'enumMember',
  'namespace',
] as const;

export const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  completionProvider: { triggerCharacters: ['{', ',', ' ', '(', '.', '/'] },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: {
    codeActionKinds: [
      CodeActionKind.QuickFix,
      CodeActionKind.RefactorExtract,
      CodeActionKind.RefactorInline,
      CodeActionKind.RefactorRewrite,
      CodeActionKind.SourceFixAll,
    ],
    resolveProvider: true,
  },
  semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] }, full: true },
  workspace: { workspaceFolders: { supported: true } },
};
