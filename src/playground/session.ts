/** What the parts of the page share: the spec, what one started from, and its network. */
import type { ShownNetwork } from '../reports/page/data.js';
import type { SpecFile } from './editor/document.js';
import type { SpecEditor } from './editor/editor.js';

export interface Session {
  readonly file: SpecFile;
  readonly editor: SpecEditor;
  /** The text that one started from. */
  start: string;
  /** The last network without errors. */
  network: ShownNetwork | undefined;
  /** The network to draw: the last without errors; if there was none yet, what is known of it. */
  shown: ShownNetwork | undefined;
  /** The lines of the errors that the spec has now, counted from 1. */
  errors: readonly number[];
  /** The line of the cursor, counted from 1. */
  line: number;
}

/** What a tab beside the spec shows. */
export interface TabView {
  readonly panel: HTMLElement;
  /** Shows the session as it is now; called when the tab is shown, and at each change while it is. */
  refresh(session: Session): void;
  /** What it shows while the spec has errors, as a sentence. */
  despiteErrors(session: Session): string;
}
