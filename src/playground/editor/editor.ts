/**
 * The editor: CodeMirror with the language server. It lives in a shadow root, in which CodeMirror may set its styles
 * without the page allowing styles in general.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab, redo, undo } from '@codemirror/commands';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentUnit, StreamLanguage } from '@codemirror/language';
import { yaml } from '@codemirror/legacy-modes/mode/yaml';
import { Compartment, EditorState, StateEffect, StateField, Transaction } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  gutter,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Diagnostic } from 'vscode-languageserver';
import { type Problems, problemsOf } from './diagnostics.js';
import { changesOf, type SpecFile, spanOf, specFile } from './document.js';
import { hints, updateHints } from './hints.js';
import { hover } from './hover.js';
import { theme } from './theme.js';

export interface EditorEvents {
  /** The text changed. */
  readonly changed: (text: string) => void;
  /** The cursor is in another line, counted from 1. */
  readonly moved: (line: number) => void;
  readonly problems: (problems: Problems) => void;
}

export class SpecEditor {
  readonly view: EditorView;
  private readonly scheme = new Compartment();
  private readonly help = new Compartment();
  private readonly marks = new Compartment();
  private line = 1;
  private latest: readonly Diagnostic[] = [];
  private marking: ReturnType<SpecEditor['loadMarks']> | undefined;

  constructor(
    host: HTMLElement,
    private readonly file: SpecFile,
    private readonly events: EditorEvents,
    commands: Readonly<Record<string, (view: EditorView) => unknown>>,
  ) {
    const root = host.attachShadow({ mode: 'open' });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          specFile.of(file),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.changed();
            if (update.selectionSet || update.docChanged) this.moved();
          }),
          lineNumbers(),
          foldGutter(),
          codeFolding(),
          this.marks.of(roomForMarks),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          drawSelection(),
          history(),
          bracketMatching(),
          indentUnit.of('  '),
          EditorState.tabSize.of(2),
          StreamLanguage.define(yaml),
          this.help.of([]),
          hover,
          hints,
          shown,
          theme,
          this.scheme.of(EditorView.darkTheme.of(dark.matches)),
          EditorView.contentAttributes.of({
            'aria-label': 'Spec. Tab indents; press Escape, then Tab, to leave the editor.',
            // Scrolling needs a focusable element, and not every program knows that editable ones are.
            tabindex: '0',
            autocapitalize: 'off',
            autocorrect: 'off',
            spellcheck: 'false',
          }),
          keymap.of([
            { key: 'Escape', run: letTabLeave },
            ...Object.entries(commands).map(([key, act]): KeyBinding => ({ key, run: (view) => done(act(view)) })),
            ...foldKeymap,
            ...historyKeymap,
            ...defaultKeymap,
            indentWithTab,
          ]),
        ],
      }),
    });
    this.view.contentDOM.addEventListener('focus', () => void this.addHelp(), { once: true });
    let height = 0;
    new ResizeObserver(([entry]) => {
      const shrinks = (entry?.contentRect.height ?? 0) < height;
      height = entry?.contentRect.height ?? 0;
      // Problems that appear take room from the editor, and must not hide what is typed.
      if (shrinks && this.view.hasFocus) this.view.dispatch({ scrollIntoView: true });
    }).observe(host);
    dark.addEventListener('change', ({ matches }) =>
      this.view.dispatch({ effects: this.scheme.reconfigure(EditorView.darkTheme.of(matches)) }),
    );
    file.connection.onDiagnostics = ({ uri, version, diagnostics }) => {
      if (uri === file.uri && version === file.version) void this.take(diagnostics);
    };
  }

  /** Loads what only those need who edit: completion and search. */
  private async addHelp(): Promise<void> {
    const [{ completion }, { searching }] = await Promise.all([import('./completion.js'), import('./searching.js')]);
    this.view.dispatch({ effects: this.help.reconfigure([completion, searching]) });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the text by that of a file; what was undone and redone belongs to the text before. */
  open(name: string, text: string): void {
    this.file.open(name, text);
    const { doc } = this.view.state;
    this.view.dispatch({
      changes: { from: 0, to: doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
      annotations: Transaction.addToHistory.of(false),
    });
    this.events.changed(this.text);
    void updateHints(this.view);
  }

  /** Puts the cursor into a line, counted from 1, and marks it. */
  show(line: number, focuses: boolean): void {
    const { doc } = this.view.state;
    const { from, text } = doc.line(Math.max(1, Math.min(line, doc.lines)));
    const start = from + Math.max(0, text.search(/\S/));
    this.line = line;
    this.view.dispatch({
      selection: { anchor: start },
      effects: [EditorView.scrollIntoView(start, { y: 'center' }), setShown.of(from)],
    });
    if (focuses) this.view.focus();
  }

  /** Selects what a diagnostic is about. */
  showRange(range: Diagnostic['range']): void {
    const { from, to } = spanOf(this.view.state.doc, range);
    this.view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    this.view.focus();
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  async format(): Promise<void> {
    const edits = await this.file.ask('textDocument/formatting', { options: { tabSize: 2, insertSpaces: true } });
    this.view.dispatch({ changes: changesOf(this.view.state.doc, edits), userEvent: 'input.format' });
  }

  private changed(): void {
    this.file.change(this.text);
    this.events.changed(this.text);
    void updateHints(this.view);
  }

  private moved(): void {
    const { number } = this.view.state.doc.lineAt(this.view.state.selection.main.head);
    if (number === this.line) return;
    this.line = number;
    this.events.moved(number);
  }

  private async loadMarks() {
    const { marks, markProblems } = await import('./marks.js');
    this.view.dispatch({ effects: this.marks.reconfigure(marks) });
    return markProblems;
  }

  private async take(diagnostics: readonly Diagnostic[]): Promise<void> {
    this.latest = diagnostics;
    const problems = await problemsOf(this.view, diagnostics);
    if (this.latest !== diagnostics) return;
    this.events.problems(problems);
    if (problems.all.length > 0) this.marking ??= this.loadMarks();
    const markProblems = await this.marking;
    if (this.latest === diagnostics) markProblems?.(this.view, problems.all);
  }
}

/** The place of the marks beside the text, so that the first one does not move it. */
const roomForMarks = gutter({ class: 'cm-gutter-lint' });

/** For two seconds, also if Escape has another meaning as well, such as to end a selection. */
function letTabLeave(view: EditorView): false {
  view.setTabFocusMode(2000);
  return false;
}

/** Tells CodeMirror that a key was used. */
const done = (_: unknown): true => true;

/** Marks the line that the drawing led to, until the next change. */
const setShown = StateEffect.define<number>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged, selection }) {
    const at = effects.find((one) => one.is(setShown))?.value;
    if (at !== undefined) return Decoration.set([Decoration.line({ class: 'cm-shown' }).range(at)]);
    return docChanged || selection ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});
