/** What the page and its worker tell each other: requests of the language server, and those of the playground. */
import type {
  CodeAction,
  CodeActionContext,
  CompletionItem,
  Definition,
  FormattingOptions,
  Hover,
  InitializeParams,
  InitializeResult,
  InlayHint,
  Position,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { PageData, ShownNetwork } from '../reports/page/data.js';

/** A target whose files are code. */
export type CodeTarget = 'tfjs' | 'tfjs-inference' | 'keras';

/** A network, as far as it was asked for and is known. */
export interface NetworkReply {
  readonly network?: ShownNetwork;
  /** The lines of errors, counted from 1; if there are any, the network is only a part. */
  readonly errors: readonly number[];
}

/** The generated code of a target, or why the target does not support the network. */
export type TargetCode = { readonly name: string; readonly text: string } | { readonly refusal: string };

/** The meaning of a diagnostic's code. */
export interface Explanation {
  readonly rule: string;
  readonly why: string;
}

/** The document that a request is about. */
export interface DocumentParams {
  readonly uri: string;
}

interface AtPosition {
  readonly position: Position;
}

interface InRange {
  readonly range: Range;
}

/** The requests, with what they take besides the document, and what they give. */
interface Requests {
  initialize: [InitializeParams, InitializeResult];
  'textDocument/hover': [AtPosition, Hover | null];
  'textDocument/completion': [AtPosition, readonly CompletionItem[]];
  'textDocument/definition': [AtPosition, Definition];
  'textDocument/inlayHint': [InRange, readonly InlayHint[]];
  'textDocument/codeAction': [InRange & { readonly context: CodeActionContext }, readonly CodeAction[]];
  'codeAction/resolve': [CodeAction, CodeAction];
  'textDocument/formatting': [{ readonly options: FormattingOptions }, readonly TextEdit[]];
  'textDocument/prepareRename': [AtPosition, Range | null];
  'textDocument/rename': [AtPosition & { readonly newName: string }, WorkspaceEdit | null];
  /** The network of a document; with `isPartWanted`, what is known of it if the spec has errors. */
  'netspec/network': [{ readonly isPartWanted: boolean }, NetworkReply];
  /** The code of a text in place of the document's; null if it has errors. */
  'netspec/code': [{ readonly target: CodeTarget; readonly text: string }, TargetCode | null];
  /** The difference from another text; null if one of them has errors. */
  'netspec/diff': [{ readonly before: string }, PageData | null];
  'netspec/explain': [{ readonly code: string }, Explanation | null];
}

export type RequestName = keyof Requests;
export type ParamsOf<Name extends RequestName> = Requests[Name][0];
export type ResultOf<Name extends RequestName> = Requests[Name][1];
