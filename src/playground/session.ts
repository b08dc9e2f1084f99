/** What the parts of the page share: the spec, what one started from, and the last network without errors. */
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
  /** Whether the spec has had errors since then. */
  isStale: boolean;
  /** The line of the cursor, counted from 1. */
  line: number;
}

/** A tab beside the spec. */
export interface TabView {
  readonly name: string;
  readonly panel: HTMLElement;
  /** Shows the session as it is now; called when the tab is shown, and at each change while it is. */
  refresh(session: Session): void;
}
