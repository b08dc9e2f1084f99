/** What was typed, kept in the browser. Without storage, as in some private windows, nothing is kept. */
import type { NamedText } from './share.js';

export interface KeptSpec extends NamedText {
  /** The text that one started from. */
  readonly start: string;
}

/** `draft` is what is being edited; `replaced` is what a link or a file took the place of. */
type DraftSlot = 'draft' | 'replaced';

export function keep(slot: DraftSlot, draft: KeptSpec): void {
  try {
    localStorage.setItem(`netspec ${slot}`, JSON.stringify(draft));
  } catch {
    // The storage is full or forbidden.
  }
}

export function kept(slot: DraftSlot): KeptSpec | undefined {
  try {
    const { name, text, start } = JSON.parse(localStorage.getItem(`netspec ${slot}`) ?? '{}');
    return [name, text, start].every((part) => typeof part === 'string') ? { name, text, start } : undefined;
  } catch {
    return undefined;
  }
}
