/** Inlay hints: the shapes that items have, at the ends of their lines. */
import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import { element } from '../../reports/page/dom.js';
import { fileOf, offsetOf, placeOf } from './document.js';

const setHints = StateEffect.define<RangeSet<Decoration>>();

export const hints = StateField.define<RangeSet<Decoration>>({
  create: () => RangeSet.empty,
  update: (shown, { changes, effects }) =>
    effects.find((one) => one.is(setHints))?.value ?? (changes.empty ? shown : shown.map(changes)),
  provide: (field) => EditorView.decorations.from(field),
});

class Hint extends WidgetType {
  constructor(private readonly label: string) {
    super();
  }

  override eq(other: Hint): boolean {
    return other.label === this.label;
  }

  override toDOM(): HTMLElement {
    return element('span', { class: 'cm-hint' }, this.label);
  }
}

/** Asks for the hints of the text as it is now; those of an older text are dropped. */
export async function updateHints(view: EditorView): Promise<void> {
  const { doc } = view.state;
  const range = { start: { line: 0, character: 0 }, end: placeOf(doc, doc.length) };
  const found = await fileOf(view.state).ask('textDocument/inlayHint', { range });
  if (view.state.doc !== doc) return;
  const marks = found.map(({ label, position }) =>
    Decoration.widget({ widget: new Hint(String(label)), side: 1 }).range(offsetOf(doc, position)),
  );
  view.dispatch({ effects: setHints.of(Decoration.set(marks, true)) });
}
