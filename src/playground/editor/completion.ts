/** Completion by the language server. It is loaded when one starts to edit. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  snippet,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import type { CompletionItem, CompletionItemKind, MarkupContent } from 'vscode-languageserver';
import { fileOf, placeOf, spanOf } from './document.js';
import { markdown } from './markdown.js';

/** The icons of CodeMirror for the protocol's kinds, whose numbers are not worth loading the protocol for. */
const kinds: Readonly<Partial<Record<CompletionItemKind, string>>> = {
  3: 'function',
  5: 'property',
  6: 'variable',
  7: 'class',
  10: 'property',
  12: 'constant',
  14: 'keyword',
  20: 'enum',
  21: 'constant',
};

async function complete({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> {
  if (!explicit && !/[\w{,(./ ]$/.test(state.sliceDoc(Math.max(0, pos - 1), pos))) return null;
  const position = placeOf(state.doc, pos);
  const items = await fileOf(state).ask('textDocument/completion', { position });
  if (items.length === 0) return null;
  const [first] = items;
  const edited = first?.textEdit && 'range' in first.textEdit ? spanOf(state.doc, first.textEdit.range).from : pos;
  return { from: edited, options: items.map(optionOf), validFor: /^[\w$-]*$/ };
}

function optionOf({
  label,
  detail,
  documentation,
  kind,
  textEdit,
  insertText,
  insertTextFormat,
  sortText,
}: CompletionItem): Completion {
  const text = textEdit?.newText ?? insertText ?? label;
  const type = kind && kinds[kind];
  return {
    label,
    ...(detail ? { detail } : {}),
    ...(type ? { type } : {}),
    ...(sortText ? { sortText } : {}),
    ...(documentation ? { info: () => markdown(textOf(documentation)) } : {}),
    apply: insertTextFormat === 2 ? snippet(snippetOf(text)) : text,
  };
}

/** A snippet of the protocol in CodeMirror's way: `${1:name}` and `$1` are fields, `$0` is the end. */
const snippetOf = (text: string): string =>
  text.replaceAll(
    /\$\{(\d+)(?::([^}]*))?\}|\$(\d+)|\\([\\$}])/g,
    (_, number, name, only, sign) => sign ?? `#{${number ?? only}${name ? `:${name}` : ''}}`,
  );

const textOf = (content: string | MarkupContent): string => (typeof content === 'string' ? content : content.value);

/** Completion, and brackets that close themselves. */
export const completion: Extension = [
  closeBrackets(),
  autocompletion({ override: [complete], icons: true, maxRenderedOptions: 60 }),
  keymap.of(closeBracketsKeymap),
];
