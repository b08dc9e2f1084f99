/** How the editor looks. The colours are those of the page, so that they follow its scheme. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--key)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--comment)', fontStyle: 'italic' },
  { tag: [tags.labelName, tags.typeName, tags.keyword, tags.meta], color: 'var(--anchor)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--soft)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--paper)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--accent)', paddingBottom: '40vh' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: 'none' },
  '.cm-gutter-lint': { width: '1.4em' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--line-wash)' },
  '.cm-activeLineGutter': { color: 'var(--soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selection)',
  },
  '.cm-hint': { color: 'var(--hint)', marginLeft: '1.5em', fontSize: '0.92em', pointerEvents: 'none' },
  '.cm-shown': { backgroundColor: 'var(--shown)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--rule)',
    borderRadius: '8px',
    boxShadow: '0 6px 24px rgb(0 0 0 / 0.18)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--paper)' },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.75', marginLeft: '1em' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', maxWidth: '360px', overflow: 'auto' },
  '.cm-tooltip-hover': { maxWidth: 'min(560px, 90vw)', maxHeight: '50vh', overflow: 'auto' },
  '.cm-diagnostic': { padding: '8px 12px', whiteSpace: 'pre-wrap', fontFamily: 'var(--sans)', fontSize: '13px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--accent)',
    color: 'var(--paper)',
    borderRadius: '5px',
    padding: '2px 8px',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warn) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-panels': { backgroundColor: 'var(--wash)', color: 'var(--ink)', borderColor: 'var(--rule)' },
  '.cm-panel.cm-search': { padding: '6px 30px 6px 10px', fontFamily: 'var(--sans)' },
  '.cm-panel.cm-search [name=close]': { fontSize: '18px', padding: '2px 8px', cursor: 'pointer' },
  '.cm-panel.cm-search :is(input, button, label)': { fontSize: '13px', borderRadius: '6px' },
  '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '4px' },
  '.cm-textfield': { backgroundColor: 'var(--paper)', border: '1px solid var(--rule)', color: 'var(--ink)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--paper)', border: '1px solid var(--rule)' },
  '.markdown': { padding: '8px 12px', fontFamily: 'var(--sans)', fontSize: '13px', lineHeight: '1.45' },
  '.markdown p, .markdown ul, .markdown h3': { margin: '0 0 6px', fontSize: 'inherit' },
  '.markdown ul': { paddingLeft: '18px' },
  '.markdown code, .markdown pre': { fontFamily: 'var(--mono)', fontSize: '12px' },
  '.markdown pre': { margin: '0 0 6px', overflow: 'auto' },
  '.markdown table': { borderCollapse: 'collapse', margin: '0 0 6px' },
  '.markdown th, .markdown td': { textAlign: 'left', padding: '1px 10px 1px 0', verticalAlign: 'top' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--wash)', border: 'none', color: 'var(--soft)' },
  '.cm-foldGutter span': { cursor: 'pointer' },
});

export const theme = [look, syntaxHighlighting(colours)];
